"""S-21 to S-26: cookies and headers behind https, what stays in a browser, and requests that once had no honest answer."""

from __future__ import annotations

import json
import logging

import pytest

from server.accounts.models import Person
from server.kernel.db import db
from tests.cast import PASSWORD, Cast

BEHIND = {"X-Forwarded-Proto": "https"}  # what a proxy says, also one that nobody has told us of
SIGN_IN = {"login": "chenjing", "password": PASSWORD}


def test_S21_behind_https_cookies_are_secure_though_the_setting_was_forgotten(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    client = cast.visitor()
    with caplog.at_level(logging.WARNING):
        answer = client.post("/signin", data=SIGN_IN, headers=BEHIND)
        client.get("/", headers=BEHIND)
    cookies = [each for each in answer.headers.getlist("Set-Cookie") if "doorstep_" in each]
    assert cookies and all(each.startswith("__Host-") and "Secure" in each and "HttpOnly" in each for each in cookies)
    assert "includeSubDomains" in answer.headers["Strict-Transport-Security"]
    assert caplog.text.count("DOORSTEP_PUBLIC_URL says http") == 1


def test_S21_by_http_nothing_of_it_is_sent(cast: Cast) -> None:
    answer = cast.visitor().post("/signin", data=SIGN_IN)
    assert "Strict-Transport-Security" not in answer.headers
    assert not any("Secure" in each or "__Host-" in each for each in answer.headers.getlist("Set-Cookie"))


def test_S21_a_sign_in_behind_https_holds_on_the_next_page(cast: Cast) -> None:
    client = cast.app.test_client()
    where = {"base_url": "https://localhost", "headers": BEHIND}
    assert client.post("/signin", data=SIGN_IN, **where).status_code == 303
    assert client.get("/console/me", **where).status_code == 200


@pytest.mark.parametrize("text", ["\ud800", "0.1.0\u0000", "x\udfff"])
def test_S22_a_version_that_no_database_stores_is_bad_input(cast: Cast, text: str) -> None:
    phone = cast.phone("liming")
    whole = {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "epoch": "x", "cursor": 0, "facts": []}
    for name in ("app_version", "device", "epoch"):
        asked = json.dumps(whole | {name: text})
        answer = phone.client.post("/api/v1/sync", data=asked, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (400, "bad_input"), name


@pytest.mark.parametrize("text", ["li\ud800", "li\u0000", {"deep": ["li\udfff"]}])
def test_S22_a_text_that_no_database_stores_is_bad_input_wherever_it_stands(cast: Cast, text: object) -> None:
    """Guard: server/web/gate.py:text_must_be_storable"""
    asked = json.dumps({"login": "liming", "password": PASSWORD, "more": text})
    answer = cast.visitor().post("/api/v1/session", data=asked, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "bad_input") and "more" not in answer.json["errors"]


def test_S22_an_address_with_a_line_break_is_not_gone_back_to(cast: Cast) -> None:
    answer = cast.office("chenjing").post("/console/me/language", data={"language": "en", "back": "/console/x\r\nA: b"})
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/console/visits")


def test_S22_a_form_that_is_refused_changes_nothing_of_it(cast: Cast) -> None:
    desk, liming = cast.office("wufang"), cast.people["liming"]
    typed = {"name": "李明", "roles": ["dispatcher"], "team": cast.teams["north"]}
    assert desk.post(f"/console/people/{liming}", data=typed).status_code == 404
    with cast.app.app_context():
        person = db.session.get_one(Person, (cast.ours, liming))
        assert (person.roles, person.team_id) == ("technician", cast.teams["east"])


def test_S23_signing_out_clears_what_the_browser_kept(cast: Cast) -> None:
    assert cast.office("chenjing").post("/signout").headers["Clear-Site-Data"] == '"cache"'
    assert cast.phone("liming").client.delete("/api/v1/session").headers["Clear-Site-Data"] == '"cache"'


def test_S26_pages_with_scripts_take_no_text_for_elements(cast: Cast) -> None:
    for path in ("/app/", "/signin", "/"):
        policy = cast.visitor().get(path).headers["Content-Security-Policy"]
        assert "require-trusted-types-for 'script'" in policy and "trusted-types doorstep" in policy
        assert "unsafe" not in policy and "script-src 'self'" in policy


def test_S26_the_description_names_the_answer_for_an_app_that_is_too_old(cast: Cast) -> None:
    described = cast.visitor().get("/api/openapi.json").json["paths"]["/api/v1/sync"]["post"]["responses"]
    assert "426" in described
