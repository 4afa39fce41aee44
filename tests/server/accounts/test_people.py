"""People: invited and let back in by a link that works once, given roles, gone."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from server.accounts import people
from server.accounts.models import Invitation, Organisation, Person
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from tests.cast import PASSWORD, Cast

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

GOOD = "a fine new password"


def path_of(link: str) -> str:
    """The local part of a one-time link."""
    return link.removeprefix("http://127.0.0.1:8000")


def invited(cast: Cast, **more: object) -> str:
    """Invite a newcomer and return the link's path."""
    with cast.app.app_context():
        return path_of(people.invite(cast.ours, "newcomer", "新来的", ["technician"], **more)[1])  # type: ignore[arg-type]


def test_B19_an_organisation_in_a_zone_that_no_clock_knows_is_refused(cast: Cast) -> None:
    with cast.app.app_context():
        with pytest.raises(Problem) as refused:
            people.create_organisation("mars", "火星公用", hotline="96111", time_zone="Mars/Phobos")
        assert refused.value.code == "bad_input" and "time_zone" in (refused.value.errors or {})
        assert db.session.scalars(select(Organisation).where(Organisation.slug == "mars")).first() is None


def test_an_invited_person_chooses_a_password_and_signs_in(cast: Cast) -> None:
    path, client = invited(cast), cast.visitor()
    page = client.get(path)
    assert page.status_code == 200 and "设一个密码" in page.text and "新来的" in page.text
    done = client.post(path, data={"password": GOOD})
    assert done.status_code == 200 and "密码已保存" in done.text
    assert client.post("/api/v1/session", json={"login": "newcomer", "password": GOOD}).status_code == 201


def test_the_link_works_once(cast: Cast) -> None:
    path, client = invited(cast), cast.visitor()
    client.post(path, data={"password": GOOD})
    for answer in (client.get(path), client.post(path, data={"password": "something else entirely"})):
        assert answer.status_code == 410 and "链接已失效" in answer.text
    assert client.post("/api/v1/session", json={"login": "newcomer", "password": GOOD}).status_code == 201


def test_looking_at_the_link_does_not_use_it_up(cast: Cast) -> None:
    path, client = invited(cast), cast.visitor()
    client.get(path)
    client.head(path)
    assert client.post(path, data={"password": GOOD}).status_code == 200


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ("short", "至少要 10 个字"),
        ("newcomer2026", "不能以账号开头"),
        ("1234567890", "太常见"),
        ("aaaaaaaaaaaa", "太少"),
        ("长" * 201, "最多 200"),
        ("", "至少要 10"),
    ],
)
def test_a_weak_password_is_said_so_and_the_link_stays_good(cast: Cast, weak: str, said: str) -> None:
    path, client = invited(cast), cast.visitor()
    answer = client.post(path, data={"password": weak})
    assert answer.status_code == 422 and said in answer.text
    assert client.post(path, data={"password": GOOD}).status_code == 200


def test_a_link_runs_out(cast: Cast) -> None:
    path = invited(cast)
    with cast.app.app_context():
        write(lambda: db.session.execute(update(Invitation).values(expires_at="2020-01-01T00:00:00.000Z")))
    assert cast.visitor().get(path).status_code == 410


def test_a_newer_link_voids_the_older(cast: Cast) -> None:
    with cast.app.app_context():
        first, second = (path_of(people.reset(cast.ours, cast.people["liming"])) for _ in range(2))
    client = cast.visitor()
    assert client.get(first).status_code == 410
    assert "换一个新密码" in client.get(second).text


def test_a_reset_leaves_the_old_password_until_the_new_one_is_chosen(cast: Cast) -> None:
    with cast.app.app_context():
        people.reset(cast.ours, cast.people["liming"])
    cast.signed_in("liming")


def test_a_guessed_link_is_not_found_out(cast: Cast) -> None:
    for token in ("x", "A" * 43, "é", "%00", "%ff"):
        assert cast.visitor().get(f"/password/{token}").status_code in (404, 410)


def test_logins_are_unique_in_the_installation(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(Problem, match="login_taken"):
        people.invite(cast.theirs, "LiMing", "另一个", ["technician"])


@pytest.mark.parametrize("login", ["", "a", "ab", ".ab", "has space", "名字", "a" * 81, "x\x00y", "-abc-"])
def test_a_login_that_cannot_be_typed_is_refused(cast: Cast, login: str) -> None:
    with cast.app.app_context(), pytest.raises(Problem, match="bad_input"):
        people.invite(cast.ours, login, "谁", ["technician"])


@pytest.mark.parametrize("roles", [[], ["king"], ["technician", "king"]])
def test_unknown_roles_are_refused(cast: Cast, roles: list[str]) -> None:
    with cast.app.app_context():
        with pytest.raises(Problem, match="bad_input"):
            people.invite(cast.ours, "newcomer", "谁", roles)
        with pytest.raises(Problem, match="bad_input"):
            people.change_roles(cast.ours, cast.people["liming"], roles)


def test_a_change_of_roles_counts_from_the_next_request(cast: Cast) -> None:
    client = cast.signed_in("liming")
    with cast.app.app_context():
        people.change_roles(cast.ours, cast.people["liming"], ["dispatcher", "technician"])
    assert client.get("/api/v1/session").json["person"]["roles"] == ["technician", "dispatcher"]


def test_the_last_administrator_stays(cast: Cast) -> None:
    last = cast.people["wufang"]
    with cast.app.app_context():
        for change in (
            lambda: people.leave(cast.ours, last),
            lambda: people.change_roles(cast.ours, last, ["dispatcher"]),
        ):
            with pytest.raises(Problem, match="last_administrator"):
                change()
        people.change_roles(cast.ours, cast.people["zhoumin"], ["supervisor", "administrator"])
        people.leave(cast.ours, last)


def test_nobody_is_changed_across_organisations(cast: Cast) -> None:
    stranger = cast.people["liming"]
    with cast.app.app_context():
        for change in (
            lambda: people.reset(cast.theirs, stranger),
            lambda: people.leave(cast.theirs, stranger),
            lambda: people.change_roles(cast.theirs, stranger, ["technician"]),
            lambda: people.change_team(cast.theirs, stranger, None),
            lambda: people.change_team(cast.ours, stranger, cast.teams["north"]),
            lambda: people.invite(cast.ours, "newcomer", "谁", ["technician"], team_id=cast.teams["north"]),
        ):
            with pytest.raises(Problem, match="not_found"):
                change()
        assert db.session.scalar(select(Person.login).where(Person.login == "newcomer")) is None


def test_who_left_keeps_their_name_but_no_way_in(cast: Cast) -> None:
    with cast.app.app_context():
        link = path_of(people.reset(cast.ours, cast.people["liming"]))
        people.leave(cast.ours, cast.people["liming"])
        row = db.session.get(Person, (cast.ours, cast.people["liming"]))
        assert row is not None and row.name == "李明" and row.left_at and row.password_hash is None
        with pytest.raises(Problem, match="not_found"):
            people.reset(cast.ours, row.id)
    assert cast.visitor().get(link).status_code == 410


def test_passwords_are_stored_as_argon2id(cast: Cast) -> None:
    with cast.app.app_context():
        hashes = db.session.scalars(select(Person.password_hash)).all()
        people.set_password(people.reset(cast.ours, cast.people["liming"]).rsplit("/", 1)[1], PASSWORD)
        anew = db.session.scalar(select(Person.password_hash).where(Person.login == "liming"))
    assert anew not in hashes and all(
        each and each.startswith("$argon2id$") and PASSWORD not in each for each in [*hashes, anew]
    )


def test_an_organisation_has_its_short_name_for_itself(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(Problem, match="slug_taken"):
        people.create_organisation("chengjiang", "又一家", hotline="1")
