"""ASVS 6.3.3: who knows a password alone stays outside; codes count once; who lost everything is let in again by two people."""

from __future__ import annotations

import re
from argparse import Namespace
from base64 import b32decode
from html import unescape
from pathlib import Path
from typing import Any, NoReturn

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask.testing import FlaskClient
from sqlalchemy import update

from server.accounts import audit, key_files, keys, people, second_factor
from server.accounts.models import Organisation, Person
from server.accounts.second_factor import SecondFactor
from server.cli import second_factor as command
from server.kernel import clock
from server.kernel.db import db
from server.kernel.signing import KeyMissing
from server.kernel.transaction import write
from tests.cast import PASSWORD, Cast

NOW = "2026-11-20T06:00:10.000Z"
FIELD = re.compile(r'name="(pending|offer|next|held)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock stands, and moves when a test says so."""
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def later(**span: float) -> None:
        moment[0] = clock.later(moment[0], **span)

    return later


def digits(secret: str) -> str:
    """What the app of the phone shows now."""
    raw = b32decode(secret.replace(" ", ""))
    return TOTP(raw, 6, SHA1(), 30).generate(int(clock.instant(clock.now()).timestamp())).decode()


def secret_in(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})</code>", page)
    assert found, page
    return found[1]


def fields(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELD.findall(page)}


def codes_in(page: str) -> list[str]:
    return re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", page)


def set_up(cast: Cast, login: str, browser: FlaskClient | None = None) -> tuple[FlaskClient, str, list[str]]:
    """(browser, secret, recovery codes) of somebody who sets one up on their page."""
    browser = browser or cast.office(login)
    page = browser.get("/console/me/second-factor").text
    secret = secret_in(page)
    said = {"offer": fields(page)["offer"], "code": digits(secret), "current_password": PASSWORD}
    answer = browser.post("/console/me/second-factor", data=said, follow_redirects=True)
    codes = codes_in(answer.text)
    assert len(codes) == 10, answer.text
    return browser, secret, codes


def sign_in(cast: Cast, login: str) -> tuple[FlaskClient, Any]:
    browser = cast.visitor()
    return browser, browser.post("/signin", data={"login": login, "password": PASSWORD, "next": "/console/me"})


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/console/me").status_code == 200


def noted(cast: Cast) -> list[str]:
    with cast.app.app_context():
        assert audit.check(cast.ours).broken_at is None
        rows = db.session.scalars(db.select(audit.AuditEntry).where(audit.AuditEntry.organisation_id == cast.ours))
        return [row.kind for row in rows if "factor" in row.kind or "recovery" in row.kind]


def test_asvs_633_the_password_alone_lets_nobody_in_and_the_code_does_once(cast: Cast, at_rest: Any) -> None:
    _, secret, _ = set_up(cast, "chenjing")
    at_rest(minutes=1)
    browser, asked = sign_in(cast, "chenjing")
    assert asked.status_code == 200 and "再输一个验证码" in asked.text and not is_in(browser)
    code = digits(secret)
    done = browser.post("/signin/code", data=fields(asked.text) | {"code": code})
    assert done.status_code == 303 and is_in(browser)
    other, asked = sign_in(cast, "chenjing")
    again = other.post("/signin/code", data=fields(asked.text) | {"code": code})
    assert again.status_code == 401 and "验证码不对" in again.text and not is_in(other), "each code counts once"
    assert noted(cast) == ["second_factor_set", "second_factor_refused"]


def test_asvs_633_the_api_of_the_phone_is_no_way_around(cast: Cast, at_rest: Any) -> None:
    _, secret, _ = set_up(cast, "chenjing")
    at_rest(minutes=1)
    browser, said = cast.visitor(), {"login": "chenjing", "password": PASSWORD}
    answer = browser.post("/api/v1/session", json=said)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "second_factor_needed") and not is_in(browser)
    assert browser.post("/api/v1/session", json=said | {"code": "000000"}).get_json()["code"] == "second_factor_wrong"
    assert browser.post("/api/v1/session", json=said | {"code": digits(secret)}).status_code == 201


def test_asvs_633_an_administrator_who_resets_a_password_does_not_become_that_person(cast: Cast, at_rest: Any) -> None:
    set_up(cast, "chenjing")
    with cast.app.app_context():
        link = people.reset(cast.ours, cast.people["chenjing"])
    browser = cast.visitor()
    browser.post(f"/password/{link.rsplit('/', 1)[1]}", data={"password": "another three words here"})
    asked = browser.post("/signin", data={"login": "chenjing", "password": "another three words here"})
    assert "再输一个验证码" in asked.text and not is_in(browser)


def test_a_recovery_code_replaces_a_code_once_however_it_is_typed(cast: Cast) -> None:
    _, _, codes = set_up(cast, "chenjing")
    for code, status in ((codes[3].lower().replace("-", " "), 303), (codes[3], 401), (codes[4], 303)):
        browser, asked = sign_in(cast, "chenjing")
        assert browser.post("/signin/code", data=fields(asked.text) | {"code": code}).status_code == status
    assert "还有 8 个备用码" in browser.get("/console/me/second-factor").text
    assert noted(cast).count("recovery_code_used") == 2


def test_five_wrong_codes_and_a_right_one_has_to_wait(cast: Cast, at_rest: Any) -> None:
    _, secret, _ = set_up(cast, "chenjing")
    at_rest(minutes=1)
    browser, asked = sign_in(cast, "chenjing")
    for _ in range(5):
        assert browser.post("/signin/code", data=fields(asked.text) | {"code": "12"}).status_code == 401
    slowed = browser.post("/signin/code", data=fields(asked.text) | {"code": digits(secret)})
    assert slowed.status_code == 429 and not is_in(browser)
    at_rest(minutes=16)
    browser, asked = sign_in(cast, "chenjing")
    assert browser.post("/signin/code", data=fields(asked.text) | {"code": digits(secret)}).status_code == 303


@pytest.mark.parametrize("pending", ["", "AAAA", "late", "password"])
def test_a_half_sign_in_that_is_forged_late_or_of_another_password_opens_nothing(
    cast: Cast, at_rest: Any, pending: str
) -> None:
    _, _, codes = set_up(cast, "chenjing")
    browser, asked = sign_in(cast, "chenjing")
    said = fields(asked.text)
    if pending == "late":
        at_rest(minutes=11)
    elif pending == "password":
        with cast.app.app_context():
            ours = Person.id == cast.people["chenjing"]
            write(lambda: db.session.execute(update(Person).where(ours).values(password_hash="x")))
    else:
        said["pending"] = pending
    answer = browser.post("/signin/code", data=said | {"code": codes[0]})
    assert answer.status_code in (401, 410) and not is_in(browser)


def required(cast: Cast) -> FlaskClient:
    """An administrator who has one of their own asks it of the whole office."""
    desk = cast.office("wufang")
    first = desk.post("/console/second-factors/required", data={"wanted": "1"}, follow_redirects=True)
    assert "Set up your own" in first.text or "先给自己设" in first.text
    set_up(cast, "wufang", desk)
    desk.post("/console/second-factors/required", data={"wanted": "1"})
    return desk


def test_where_it_is_required_who_has_none_is_signed_out_and_sets_one_up_at_the_door(cast: Cast) -> None:
    before, technician = cast.office("chenjing"), cast.signed_in("liming")
    desk = required(cast)
    assert not is_in(before) and is_in(desk) and technician.get("/api/v1/session").status_code == 200
    browser, asked = sign_in(cast, "chenjing")
    assert "设好验证器" in asked.text and "<svg" in asked.text and not is_in(browser)
    wrong = browser.post("/signin/code", data=fields(asked.text) | {"code": "000000"})
    assert wrong.status_code == 400 and secret_in(wrong.text) == secret_in(asked.text) and not is_in(browser)
    done = browser.post("/signin/code", data=fields(asked.text) | {"code": digits(secret_in(asked.text))})
    assert len(codes_in(done.text)) == 10 and is_in(browser)
    api = cast.visitor().post("/api/v1/session", json={"login": "zhoumin", "password": PASSWORD})
    assert (api.status_code, api.get_json()["code"]) == (403, "second_factor_missing")
    off = browser.post("/console/me/second-factor/change", data={"do": "off", "code": codes_in(done.text)[0]})
    with cast.app.app_context():
        assert second_factor.factor_of(cast.ours, cast.people["chenjing"]) is not None, off.text


def test_who_becomes_one_of_the_office_sets_one_up_first(cast: Cast) -> None:
    required(cast)
    technician = cast.signed_in("liming")
    with cast.app.app_context():
        people.change_roles(cast.ours, cast.people["liming"], ["technician", "dispatcher"])
    assert technician.get("/api/v1/session").status_code == 401


def test_who_lost_everything_is_let_in_by_two_people_neither_of_whom_it_is(cast: Cast, at_rest: Any) -> None:
    set_up(cast, "chenjing")
    admin, leader, own = cast.office("wufang"), cast.office("zhoumin"), cast.people["chenjing"]
    ask = f"/console/second-factors/{own}/reset"
    assert leader.post(ask).status_code == 403
    admin.post(ask)
    page = leader.get("/console/me/second-factor").text
    [reset] = set(re.findall(r"/console/second-factors/resets/([0-9a-f-]{36})", page))
    decide = f"/console/second-factors/resets/{reset}"
    admin.post(decide, data={"agreed": "1"})
    with cast.app.app_context():
        assert second_factor.factor_of(cast.ours, own) is not None, "who asked cannot agree"
    at_rest(hours=25)
    leader = cast.office("zhoumin")
    leader.post(decide, data={"agreed": "1"})
    with cast.app.app_context():
        assert second_factor.factor_of(cast.ours, own) is not None, "it lapsed"
    admin = cast.office("wufang")
    admin.post(ask)
    page = leader.get("/console/me/second-factor").text
    [reset] = set(re.findall(r"/console/second-factors/resets/([0-9a-f-]{36})", page))
    leader.post(f"/console/second-factors/resets/{reset}", data={"agreed": "1"})
    browser, answer = sign_in(cast, "chenjing")
    assert answer.status_code == 303 and is_in(browser)
    assert noted(cast)[-3:] == ["factor_reset_asked", "factor_reset_done", "second_factor_removed"]


def test_where_nobody_is_left_to_agree_a_command_takes_it_off_and_the_audit_log_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    browser, _, _ = set_up(cast, "wufang")
    monkeypatch.setattr(command, "create_app", lambda: cast.app)

    def told(login: str) -> int:
        return command.run(Namespace(what="remove", login=login))

    assert told("chenjing") == 1, "who has none"
    assert is_in(browser)
    assert told("WuFang") == 0 and "audit log" in capsys.readouterr().out
    assert not is_in(browser), "who had found the app could be signed in"
    again, answer = sign_in(cast, "wufang")
    assert answer.status_code == 303 and is_in(again)
    assert noted(cast)[-1] == "factor_removed_by_operator"
    assert "在服务器上用命令取消了验证器" in again.get("/console/audit").text


def test_nobody_asks_for_their_own_and_another_organisations_is_not_found(cast: Cast) -> None:
    admin, _, _ = set_up(cast, "wufang")
    admin.post(f"/console/second-factors/{cast.people['wufang']}/reset")
    admin.post(f"/console/second-factors/{cast.people['sunli']}/reset")
    with cast.app.app_context():
        assert second_factor.open_resets(cast.ours) == []


def test_it_outlasts_a_rotation_of_the_servers_key_and_is_set_up_anew_where_that_was_lost(
    cast: Cast, at_rest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret, _ = set_up(cast, "chenjing")
    at_rest(minutes=1)
    with cast.app.app_context():
        keys.rotate()
    browser, asked = sign_in(cast, "chenjing")
    assert browser.post("/signin/code", data=fields(asked.text) | {"code": digits(secret)}).status_code == 303

    def gone(folder: Path, key: str) -> NoReturn:
        raise KeyMissing(key, folder / key)

    monkeypatch.setattr(key_files, "load", gone)  # because the folder is that of all tests
    browser, asked = sign_in(cast, "chenjing")
    assert "设好验证器" in asked.text and not is_in(browser)
    done = browser.post("/signin/code", data=fields(asked.text) | {"code": digits(secret_in(asked.text))})
    assert len(codes_in(done.text)) == 10 and is_in(browser)


def test_the_database_holds_neither_secret_nor_recovery_code(cast: Cast) -> None:
    _, secret, codes = set_up(cast, "chenjing")
    with cast.app.app_context():
        row = db.session.get_one(SecondFactor, (cast.ours, cast.people["chenjing"]))
        held = row.secret + row.recovery
        assert db.session.get_one(Organisation, cast.ours).second_factor is False
    assert secret.replace(" ", "") not in held and not any(each.replace("-", "") in held for each in codes)


def test_a_phone_that_is_signed_in_with_a_code_is_bound_anew_without_another(cast: Cast, at_rest: Any) -> None:
    """Work that was put away comes back by a second request of the same sign-in, and a code counts once; another's sign-in helps nobody."""
    phone = cast.phone("chenjing")
    _, secret, _ = set_up(cast, "chenjing")
    at_rest(minutes=1)
    said = {"login": "chenjing", "password": PASSWORD}
    browser = cast.visitor()
    assert browser.post("/api/v1/session", json=said | {"code": digits(secret)}).status_code == 201
    assert browser.post("/api/v1/session", json=said | {"device": phone.device}).status_code == 201
    browser.delete("/api/v1/session")
    assert browser.post("/api/v1/session", json=said).get_json()["code"] == "second_factor_needed"
    other = cast.signed_in("liming")
    assert other.post("/api/v1/session", json=said).get_json()["code"] == "second_factor_needed"
