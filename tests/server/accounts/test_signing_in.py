"""Signing in and out: what people notice, and what strangers do not learn."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.accounts import passwords, people, sessions
from server.accounts.models import Organisation, Person, SignIn
from server.app import create_app
from server.config import Settings
from server.kernel.clock import later, now, telling
from server.kernel.db import db
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from tests.cast import PASSWORD, SINCE, Cast, bring_on

SESSION = "/api/v1/session"


def test_M11_login_and_password_open_a_session_that_says_who_it_is(cast: Cast) -> None:
    """M11: with the English name, because English customers read it. Guard: `_who` of server/accounts/routes.py"""
    answer = cast.visitor().post(SESSION, json={"login": " LiMing ", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json["person"] == {
        "id": cast.people["liming"],
        "name": "李明",
        "name_en": "Li Ming",
        "language": "zh-CN",
        "roles": ["technician"],
        "badge": "0117",
    }
    assert answer.json["organisation"]["id"] == cast.ours
    assert cast.signed_in("liming").get(SESSION).json["person"]["name"] == "李明"


def test_asvs_6210_a_password_of_three_years_ago_lets_in_and_nobody_is_made_to_change_it(cast: Cast) -> None:
    with telling(later(now(), days=3 * 365)):
        browser, said = cast.visitor(), {"login": "chenjing", "password": PASSWORD, "next": "/console/me"}
        assert browser.post("/signin", data=said).status_code == 303
        assert browser.get("/console/visits").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(cast: Cast) -> None:
    cookie = cast.visitor().post(SESSION, json={"login": "liming", "password": PASSWORD}).headers["Set-Cookie"]
    assert (
        cookie.startswith("doorstep_phone=")
        and "HttpOnly" in cookie
        and "SameSite=Lax" in cookie
        and "Path=/" in cookie
    )


def test_over_https_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    cast = bring_on(create_app(settings.at(public_url="https://doorstep.example")))
    for path, given in ((SESSION, {"json"}), ("/signin", {"data"})):
        answer = cast.visitor().post(path, **{given.pop(): {"login": "chenjing", "password": PASSWORD}})
        cookie = answer.headers["Set-Cookie"]
        assert (
            cookie.startswith("__Host-doorstep_")
            and "Secure" in cookie
            and "Path=/" in cookie
            and "Domain" not in cookie
        )
        assert answer.headers["Strict-Transport-Security"]


def test_the_token_itself_is_not_in_the_database(cast: Cast) -> None:
    client = cast.signed_in("liming")
    token = client.get_cookie("doorstep_phone").value
    with cast.app.app_context():
        stored = db.session.scalars(select(SignIn.token_hash)).all()
    assert token not in stored and sessions.hash_of(token) in stored


@pytest.mark.parametrize("login", ["liming", "nobody"])
def test_a_wrong_login_and_a_wrong_password_read_the_same(cast: Cast, login: str) -> None:
    answer = cast.visitor().post(SESSION, json={"login": login, "password": "wrong"})
    assert (answer.status_code, answer.json["code"]) == (401, "wrong_password")
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_login_costs_the_same_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    real = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda stored, typed: checked.append(stored) or real(stored, typed))
    cast.visitor().post(SESSION, json={"login": "nobody", "password": "wrong"})
    assert checked == [None]
    with cast.app.app_context():
        assert not real(None, "nobody has this password")


def test_an_invited_person_without_a_password_cannot_sign_in(cast: Cast) -> None:
    with cast.app.app_context():
        people.invite(cast.ours, "newcomer", "新人", ["technician"])
    assert (
        cast.visitor().post(SESSION, json={"login": "newcomer", "password": "nobody has this password"}).status_code
        == 401
    )


def test_signing_out_ends_it_for_good(cast: Cast) -> None:
    client = cast.signed_in("liming")
    token = client.get_cookie("doorstep_phone").value
    assert client.delete(SESSION).status_code == 204
    client.set_cookie("doorstep_phone", token)
    assert client.get(SESSION).json["code"] == "signed_out"
    assert client.delete(SESSION).status_code == 204


def test_signing_in_anew_ends_the_old_token(cast: Cast) -> None:
    client = cast.signed_in("liming")
    old = client.get_cookie("doorstep_phone").value
    client.post(SESSION, json={"login": "liming", "password": PASSWORD})
    assert client.get_cookie("doorstep_phone").value != old
    stale = cast.visitor()
    stale.set_cookie("doorstep_phone", old)
    assert stale.get(SESSION).status_code == 401


def test_a_session_runs_out(cast: Cast) -> None:
    answer = cast.expired("liming").get(SESSION)
    assert (answer.status_code, answer.json["code"]) == (401, "signed_out")


def test_a_new_password_ends_every_other_sign_in(cast: Cast) -> None:
    phone, office = cast.signed_in("chenjing"), cast.office("chenjing")
    with cast.app.app_context():
        link = people.reset(cast.ours, cast.people["chenjing"])
        people.set_password(link.rsplit("/", 1)[1], "another long password")
    assert phone.get(SESSION).status_code == 401
    assert office.get(SESSION).status_code == 401
    assert cast.visitor().post(SESSION, json={"login": "chenjing", "password": PASSWORD}).status_code == 401


def test_who_leaves_is_out_at_once(cast: Cast) -> None:
    client = cast.signed_in("liming")
    with cast.app.app_context():
        people.leave(cast.ours, cast.people["liming"])
    assert client.get(SESSION).status_code == 401
    assert cast.visitor().post(SESSION, json={"login": "liming", "password": PASSWORD}).status_code == 401


def test_a_sign_in_of_somebody_who_left_counts_for_nothing(cast: Cast) -> None:
    """Whatever wrote that they left: an import ends no sign-ins."""
    client = cast.signed_in("liming")

    def leave() -> None:
        db.session.get_one(Person, (cast.ours, cast.people["liming"])).left_at = SINCE

    with cast.app.app_context():
        write(leave)
    assert client.get(SESSION).status_code == 401


def test_an_office_and_a_phone_share_a_browser(cast: Cast) -> None:
    client = cast.office("chenjing")
    assert client.post(SESSION, json={"login": "liming", "password": PASSWORD}).status_code == 201
    assert client.get(SESSION).json["person"]["name"] == "李明"
    client.delete(SESSION)
    assert client.get(SESSION).json["person"]["name"] == "陈静"


def test_too_many_wrong_tries_for_a_login_must_wait(cast: Cast) -> None:
    client = cast.visitor()
    codes = [client.post(SESSION, json={"login": "liming", "password": "wrong"}).json["code"] for _ in range(11)]
    assert codes == ["wrong_password"] * 10 + ["slow_down"]
    right = client.post(SESSION, json={"login": "liming", "password": PASSWORD})
    assert right.status_code == 429 and 0 < int(right.headers["Retry-After"]) <= 15 * 60
    page = client.post("/signin", data={"login": "liming", "password": PASSWORD})
    assert page.status_code == 429 and "请稍等一会儿" in page.text and page.headers["Retry-After"]
    assert client.post(SESSION, json={"login": "wangqiang", "password": PASSWORD}).status_code == 201


def test_too_many_wrong_tries_from_an_address_must_wait(settings: Settings) -> None:
    cast = bring_on(create_app(settings.at(address_tries=3)))
    client = cast.visitor()
    codes = [
        client.post(SESSION, json={"login": f"nobody{each}", "password": "wrong"}).json["code"] for each in range(4)
    ]
    assert codes == ["wrong_password"] * 3 + ["slow_down"]
    elsewhere = client.post(
        SESSION, json={"login": "liming", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )
    assert elsewhere.status_code == 201


def test_a_right_password_forgets_the_tries_before(cast: Cast) -> None:
    for _ in range(3):
        for _ in range(9):
            cast.visitor().post(SESSION, json={"login": "liming", "password": "wrong"})
        assert cast.visitor().post(SESSION, json={"login": "liming", "password": PASSWORD}).status_code == 201


def test_counted_tries_name_nobody_and_are_forgotten(cast: Cast) -> None:
    cast.visitor().post(SESSION, json={"login": "liming", "password": "wrong"})
    with cast.app.app_context():
        rows = db.session.scalars(select(Attempt)).all()
        assert len(rows) == 3 and all(len(row.what) == 64 for row in rows)

        def long_ago() -> None:
            for row in db.session.scalars(select(Attempt)):
                row.at = "2020-01-01T00:00:00.000Z"

        write(long_ago)
    cast.visitor().post(SESSION, json={"login": "wangqiang", "password": "wrong"})
    with cast.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attempt)) == 3


def test_a_forged_forwarding_header_is_not_believed(settings: Settings) -> None:
    """Somebody behind no proxy must not choose the address that is counted."""
    cast = bring_on(create_app(settings.at(address_tries=3)))
    answers = [
        cast.visitor().post(
            SESSION, json={"login": f"nobody{each}", "password": "x"}, headers={"X-Forwarded-For": f"203.0.113.{each}"}
        )
        for each in range(4)
    ]
    assert answers[-1].status_code == 429


def test_behind_a_proxy_each_address_counts_for_itself(settings: Settings) -> None:
    cast = bring_on(create_app(settings.at(address_tries=3, proxies=1)))
    answers = [
        cast.visitor().post(
            SESSION, json={"login": f"nobody{each}", "password": "x"}, headers={"X-Forwarded-For": f"203.0.113.{each}"}
        )
        for each in range(4)
    ]
    assert {answer.status_code for answer in answers} == {401}


def test_the_office_is_led_to_where_it_wanted_to_go(cast: Cast) -> None:
    form = {"login": "chenjing", "password": PASSWORD}
    for wanted, onward in (({"next": "/console/visits?day=today"}, "/console/visits?day=today"), ({}, "/console/")):
        client = cast.visitor()
        assert client.get(client.post("/signin", data=form | wanted).headers["Location"]).headers["Location"] == onward


@pytest.mark.parametrize(
    "trap",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "//[",
        "evil",
    ],
)
def test_the_way_on_never_leads_to_another_site(cast: Cast, trap: str) -> None:
    client = cast.visitor()
    answer = client.post("/signin", data={"login": "chenjing", "password": PASSWORD, "next": trap})
    assert client.get(answer.headers["Location"]).headers["Location"] == "/console/"
    assert client.get("/signin/arrived", query_string={"next": trap}).headers["Location"] == "/console/"


def test_F16_a_cookie_that_does_not_come_back_is_said_with_what_to_do(cast: Cast) -> None:
    client = cast.app.test_client(use_cookies=False)
    answer = client.post("/signin", data={"login": "chenjing", "password": PASSWORD, "next": "/console/visits"})
    page = client.get(answer.headers["Location"])
    assert page.status_code == 400 and "浏览器没有留住登录" in page.text and "Set-Cookie" in page.text
    assert 'name="next" value="/console/visits"' in page.text


def test_F16_an_address_without_https_is_named_as_the_cause(settings: Settings) -> None:
    cast = bring_on(create_app(settings.at(public_url="https://doorstep.example")))
    client = cast.app.test_client(use_cookies=False)  # which is what a browser does with a secure cookie here
    answer = client.post("/signin", data={"login": "chenjing", "password": PASSWORD}, base_url="http://lab.test")
    page = client.get(answer.headers["Location"], base_url="http://lab.test")
    assert page.status_code == 400 and "https://" in page.text and "不是 https" in page.text


def test_a_failed_sign_in_keeps_what_was_typed_but_never_the_password(cast: Cast) -> None:
    answer = cast.visitor().post("/signin", data={"login": "che<njing", "password": "my secret", "next": "/console/x"})
    assert answer.status_code == 401
    assert (
        'value="che&lt;njing"' in answer.text and 'value="/console/x"' in answer.text and "my secret" not in answer.text
    )


def test_the_sign_in_page_names_the_only_organisation(app: Flask) -> None:
    with app.app_context():
        people.create_organisation("one", "独一家", hotline="1")
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert "独一家" in app.test_client().get("/signin").text
    with app.app_context():
        people.create_organisation("two", "第二家", hotline="1")
    assert "独一家" not in app.test_client().get("/signin").text


def test_signing_out_of_the_office(cast: Cast) -> None:
    client = cast.office("chenjing")
    token = client.get_cookie("doorstep_office").value
    assert client.post("/signout").headers["Location"] == "/signin"
    client.set_cookie("doorstep_office", token)
    assert client.get(SESSION).status_code == 401


def test_a_person_has_a_hundred_sign_ins_at_once_and_with_one_more_the_longest_unused_ends(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 7.1.2, with a limit of two: a colleague's sign-ins are not touched."""
    assert sessions.MOST_AT_ONCE == 100
    monkeypatch.setattr(sessions, "MOST_AT_ONCE", 2)
    colleague, first, second = cast.office("zhoumin"), cast.office("chenjing"), cast.office("chenjing")
    third = cast.office("chenjing")
    answers = [each.get("/console/me").status_code for each in (colleague, first, second, third)]
    assert answers == [200, 303, 200, 200]
