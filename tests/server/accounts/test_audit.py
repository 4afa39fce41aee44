"""S-18: who did what to accounts can be read, cannot be changed unseen, and names no password, address or value."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, insert, update

from server.accounts import audit, people
from server.accounts.audit import AuditEntry
from server.accounts.devices import revoke
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from tests.cast import PASSWORD, Cast


def entries(cast: Cast, *kinds: str) -> list[tuple[str, dict]]:
    """(kind, words) of our organisation's entries, the oldest first."""
    with cast.app.app_context():
        rows = audit.newest(cast.ours, kinds or None, None, 500)
        return [(row.kind, row.words()) for row in reversed(rows)]


def test_S18_sign_ins_right_wrong_and_ended_are_entered(cast: Cast) -> None:
    desk = cast.office("chenjing")
    cast.visitor().post("/signin", data={"login": "chenjing", "password": "not this one at all"})
    desk.post("/signout")
    found = entries(cast)
    assert [kind for kind, _ in found] == ["signed_in", "sign_in_refused", "signed_out"]
    assert [words.get("by") for _, words in found] == [cast.people["chenjing"], None, cast.people["chenjing"]]
    assert {words["about"] for _, words in found} == {cast.people["chenjing"]}
    assert "not this one" not in str(found) and "127.0.0.1" not in str(found)


def test_S18_a_login_that_nobody_has_is_entered_nowhere_by_name(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    cast.visitor().post("/signin", data={"login": "my-secret-by-mistake", "password": "x"})
    assert entries(cast) == []
    assert "login that nobody has" in caplog.text and "my-secret" not in caplog.text


def test_S18_a_storm_of_tries_is_one_entry(cast: Cast) -> None:
    for _ in range(16):
        cast.visitor().post("/signin", data={"login": "chenjing", "password": "wrong wrong wrong"})
    kinds = [kind for kind, _ in entries(cast)]
    assert kinds == ["sign_in_refused"] * 10 + ["sign_in_slowed"]


def test_S18_administration_is_entered_with_who_and_whom(cast: Cast) -> None:
    desk, liming = cast.office("wufang"), cast.people["liming"]
    phone = cast.phone("liming")
    form = {"name": "李明明", "roles": ["technician", "dispatcher"], "team": cast.teams["west"], "badge": "0117"}
    assert desk.post(f"/console/people/{liming}", data=form).status_code == 303
    assert desk.post(f"/console/people/{liming}/reset").status_code == 303
    assert desk.post(f"/console/devices/{phone.device}/revoke", data={"sure": "1"}).status_code == 303
    settings = {"name": "澄江公用", "hotline": "96222", "time_zone": "Asia/Shanghai"}
    assert desk.post("/console/settings", data=settings).status_code == 303
    found = dict(entries(cast))
    by = cast.people["wufang"]
    assert found["roles_changed"]["detail"] == {"before": "technician", "after": "technician dispatcher"}
    assert set(found["details_changed"]["detail"]["fields"]) >= {"name"}
    for kind, about in (
        ("roles_changed", liming),
        ("team_changed", liming),
        ("reset_link", liming),
        ("device_revoked", phone.device),
        ("settings_changed", None),
    ):
        assert (found[kind].get("by"), found[kind].get("about")) == (by, about), kind
    assert "李明明" not in str(found) and "96222" not in str(found)


def test_S18_the_command_line_is_nobody_and_is_entered(cast: Cast) -> None:
    phone = cast.phone("liming")
    with cast.app.app_context():
        revoke(cast.ours, phone.device)
    assert entries(cast)[-1] == ("device_revoked", entries(cast)[-1][1])
    assert "by" not in entries(cast)[-1][1]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: update(AuditEntry).where(AuditEntry.number == 2).values(said='{"by":"somebody else"}'),
        lambda: update(AuditEntry).where(AuditEntry.number == 2).values(kind="signed_out"),
        lambda: update(AuditEntry).where(AuditEntry.number == 2).values(at="2026-01-01T00:00:00.000Z"),
        lambda: update(AuditEntry).where(AuditEntry.number == 2).values(hash="0" * 64),
        lambda: delete(AuditEntry).where(AuditEntry.number == 2),
    ],
    ids=["words", "kind", "moment", "hash", "removed"],
)
def test_S18_whoever_changes_the_log_is_seen(cast: Cast, spoil) -> None:
    desk = cast.office("wufang")
    for _ in range(2):
        cast.office("chenjing")
    with cast.app.app_context():
        assert audit.check(cast.ours) == audit.Checked(3, 0, None)
    assert "核对无误" in desk.get("/console/audit").text
    with cast.app.app_context():
        write(lambda: db.session.execute(spoil()))
        assert audit.check(cast.ours).broken_at in (2, 3)
    page = desk.get("/console/audit").text
    assert "对不上" in page and "核对无误" not in page


def test_S18_an_entry_of_another_history_is_seen(cast: Cast) -> None:
    """After a restore the numbers are given again: an entry that the server signed before it fits its number, and nothing else.

    Guard: `row.previous == previous` in server/accounts/audit.py
    """
    for _ in range(3):
        cast.office("chenjing")

    def columns(number: int) -> dict[str, object]:
        row = db.session.get_one(AuditEntry, (cast.ours, number))
        return {each.name: getattr(row, each.name) for each in AuditEntry.__table__.columns}

    with cast.app.app_context():
        kept = columns(3)
        write(lambda: db.session.execute(delete(AuditEntry).where(AuditEntry.number >= 2)))
    cast.office("wufang")
    with cast.app.app_context():
        assert audit.check(cast.ours) == audit.Checked(2, 0, None)
        write(lambda: db.session.execute(insert(AuditEntry).values(**kept)))
        assert audit.check(cast.ours).broken_at == 3


def test_S18_a_whole_entry_cannot_be_made_without_the_servers_key(cast: Cast) -> None:
    cast.office("chenjing")

    def forge() -> None:
        row = db.session.get_one(AuditEntry, (cast.ours, 1))
        row.kind = "signed_out"
        row.hash = audit.document_hash(row.document())  # whoever has the database can count a hash

    with cast.app.app_context():
        write(forge)
        assert audit.check(cast.ours).broken_at == 1


def test_S18_old_sign_ins_lose_their_words_and_the_chain_holds(cast: Cast) -> None:
    desk = cast.office("wufang")
    assert desk.post("/console/teams", data={"team_name": "城北班"}).status_code == 303
    with cast.app.app_context():
        later = clock.later(clock.now(), days=1)
        assert write(lambda: audit.forget_words(cast.ours, later)) == 1
        assert audit.check(cast.ours) == audit.Checked(2, 1, None)
    assert [bool(words) for _, words in entries(cast)] == [False, True]
    assert "到期已删" in desk.get("/console/audit").text


def test_S18_the_page_names_people_and_is_the_administrators(cast: Cast) -> None:
    desk = cast.office("wufang")
    cast.office("chenjing")
    page = desk.get("/console/audit").text
    assert "陈静" in page and "登录" in page
    assert "陈静" not in desk.get("/console/audit?only=changes").text.split("<tbody>")[-1].split("</tbody>")[0]
    assert cast.office("qiantao").get("/console/audit").text.count("陈静") == 0
    assert cast.office("zhoumin").get("/console/audit").status_code == 403


@pytest.mark.both_databases
def test_S18_two_at_once_make_one_chain(cast: Cast) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: cast.office("chenjing"), range(8)))
    with cast.app.app_context():
        assert audit.check(cast.ours) == audit.Checked(8, 0, None)


def test_S18_somebody_changes_their_own_password_and_every_other_sign_in_ends(cast: Cast) -> None:
    here, there, phone = cast.office("chenjing"), cast.office("chenjing"), cast.signed_in("chenjing")
    form = {"current_password": PASSWORD, "new_password": "four green doors ajar"}
    answer = here.post("/console/me/password", data=form)
    assert answer.status_code == 303 and "done=password" in answer.headers["Location"]
    assert here.get("/console/me").status_code == 200
    assert there.get("/console/me").status_code == 303 and phone.get("/api/v1/session").status_code == 401
    old = cast.visitor().post("/signin", data={"login": "chenjing", "password": PASSWORD})
    assert old.status_code == 401
    assert entries(cast, "password_changed")[0][1]["detail"] == {"ended": 2}


def test_S18_a_password_is_changed_by_who_knows_it_and_guesses_count(cast: Cast) -> None:
    desk = cast.office("chenjing")
    form = {"current_password": "a wrong guess of it", "new_password": "four green doors ajar"}
    back = desk.post("/console/me/password", data=form, follow_redirects=True)
    assert "现在的密码不对" in back.text
    assert "wrong guess" not in back.text and "green doors" not in back.text
    for _ in range(10):
        last = desk.post("/console/me/password", data=form, follow_redirects=True)
    assert "现在的密码不对" not in last.text
    right = desk.post("/console/me/password", data=form | {"current_password": PASSWORD}, follow_redirects=True)
    assert "密码换好了" not in right.text
    assert desk.get("/console/me").status_code == 200


def test_S18_a_refused_password_is_stored_nowhere(cast: Cast) -> None:
    from server.console.once import FormOnce, RefusedForm

    desk = cast.office("chenjing")
    token = re.search(r'name="once" value="([^"]+)"', desk.get("/console/me").text).group(1)  # type: ignore[union-attr]
    form = {"current_password": PASSWORD, "new_password": "short", "once": token}
    assert "至少要 10 个字" in desk.post("/console/me/password", data=form, follow_redirects=True).text
    with cast.app.app_context():
        kept = [row.fields for row in db.session.query(RefusedForm)]
        same = [row.content for row in db.session.query(FormOnce)]
    assert kept and PASSWORD not in str(kept) and "short" not in str(kept)
    assert len(same) == 1
    another = {"current_password": "another", "new_password": "another", "once": token}
    assert "passed" not in desk.post("/console/me/password", data=another).headers["Location"]


def test_S18_own_sign_ins_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    here = cast.office("chenjing")
    there = cast.visitor()
    agent = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"}
    there.post("/signin", data={"login": "chenjing", "password": PASSWORD}, headers=agent)
    page = here.get("/console/me").text
    assert "Chrome · Windows" in page and "这一个" in page
    which = re.search(r'name="which" value="([0-9a-f]{16})"><span><b>Chrome', page).group(1)  # type: ignore[union-attr]
    assert here.post("/console/me/sessions", data={"which": which}).status_code == 303
    assert there.get("/console/me").status_code == 303 and here.get("/console/me").status_code == 200
    stranger = cast.office("zhoumin")
    own = re.search(r'name="which" value="([0-9a-f]{16})"', here.get("/console/me").text).group(1)  # type: ignore[union-attr]
    stranger.post("/console/me/sessions", data={"which": own})
    assert here.get("/console/me").status_code == 200, "nobody ends somebody else's sign-in by its name"


def test_S18_a_technician_sees_the_same_page(cast: Cast) -> None:
    phone = cast.phone("liming", "Redmi in the van")
    page = phone.client.get("/console/me")
    assert page.status_code == 200 and "Redmi in the van" in page.text


def test_S18_an_administrator_ends_every_sign_in_of_somebody(cast: Cast) -> None:
    desk, victim = cast.office("wufang"), cast.office("chenjing")
    address = f"/console/people/{cast.people['chenjing']}/sessions"
    assert cast.office("zhoumin").post(address).status_code == 403 and victim.get("/console/me").status_code == 200
    assert desk.post(address).status_code == 303
    assert victim.get("/console/me").status_code == 303
    assert entries(cast, "sessions_ended")[0][1]["about"] == cast.people["chenjing"]
    other = f"/console/people/{cast.people['sunli']}/sessions"
    assert desk.post(other).status_code == 404


def test_S18_an_idle_browser_is_signed_out_and_an_idle_phone_is_not(cast: Cast) -> None:
    desk, phone = cast.office("chenjing"), cast.phone("liming")
    now = clock.now()
    with clock.telling(clock.later(now, hours=11)):
        assert desk.get("/console/me").status_code == 200
    with clock.telling(clock.later(now, hours=22)):
        assert desk.get("/console/me").status_code == 200, "somebody was at work eleven hours ago"
    with clock.telling(clock.later(now, hours=34, minutes=1)):
        assert desk.get("/console/me").status_code == 303
        assert phone.client.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "qwerty12345",
        "iloveyou123",
        "abcdefghij",
        "123456789012",
        "admin12345",
        "Passw0rd123",
        "woaini1314",
        "5201314520",
        "1qaz2wsx3edc",
        "chengjiang2026",
        "19900101liming",
        "Li Ming 0117",
    ],
)
def test_S18_a_password_that_others_try_first_is_refused(cast: Cast, password: str) -> None:
    with cast.app.app_context():
        link = people.reset(cast.ours, cast.people["liming"]).partition("8000")[2]
    answer = cast.visitor().post(link, data={"password": password})
    assert answer.status_code == 422 and "太好猜" in answer.text


@pytest.mark.parametrize("password", ["four green doors ajar", "我家门前有两棵枣树呢", "vT9#kq2Lw!xz"])
def test_S18_a_password_that_nobody_tries_first_is_taken(cast: Cast, password: str) -> None:
    with cast.app.app_context():
        link = people.reset(cast.ours, cast.people["liming"]).partition("8000")[2]
    assert cast.visitor().post(link, data={"password": password}).status_code == 200
