"""Errors: RFC 9457 under /api, the same words on a page, never an inside."""

from __future__ import annotations

import errno
import logging

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

from server.i18n.messages import LANGUAGES, catalogue
from server.kernel.db import db
from server.kernel.problem import Problem, entries
from tests.cast import Cast

# Because how long a text and how large a number may be, and which characters, is the database's.
both = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", "/api/nothing", 404, "not_found"),
        ("put", "/api/v1/session", 405, "not_this_way"),
        ("get", "/api/v1/session", 401, "signed_out"),
        ("post", "/api/v1/session", 422, "bad_input"),
    ],
)
def test_every_error_of_the_api_is_a_problem(cast: Cast, method: str, path: str, status: int, code: str) -> None:
    answer = getattr(cast.visitor(), method)(path)
    assert answer.status_code == status and answer.mimetype == "application/problem+json"
    assert {name: answer.json[name] for name in ("code", "status", "type")} == {
        "code": code,
        "status": status,
        "type": f"/problems/{code}",
    }
    assert all(answer.json[part] for part in ("title", "detail", "next"))


def test_405_says_what_is_allowed(cast: Cast) -> None:
    assert "POST" in cast.visitor().put("/api/v1/session").headers["Allow"]
    assert "GET" in cast.visitor().put("/").headers["Allow"]


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        ("en-GB,en;q=0.9", "Nothing here"),
        ("zh-TW", "没有找到"),
        ("fr", "没有找到"),
        ("", "没有找到"),
        ("fr, en;q=0.5", "Nothing here"),
    ],
)
def test_a_stranger_reads_the_browsers_language(cast: Cast, wish: str, title: str) -> None:
    for path in ("/api/v1/nothing", "/nothing"):
        assert title in cast.visitor().get(path, headers={"Accept-Language": wish}).text


def test_a_person_reads_their_own_language(cast: Cast) -> None:
    assert (
        cast.signed_in("ayguli").get("/api/v1/nothing", headers={"Accept-Language": "zh-CN"}).json["title"]
        == "Nothing here"
    )
    assert (
        cast.signed_in("liming").get("/api/v1/nothing", headers={"Accept-Language": "en"}).json["title"] == "没有找到"
    )


@both
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"x"', "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"{}", "text/plain"),
        (b"", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"login": 1, "password": {}}', "application/json"),
        (b'{"login": NaN}', "application/json"),
        (b'{"login": "x", "password": "y", "more": 1}', "application/json"),
        (b'{"login": 1' + b"0" * 5000 + b"}", "application/json"),
    ],
)
def test_what_cannot_be_understood_is_bad_input(cast: Cast, body: bytes, kind: str) -> None:
    answer = cast.visitor().post("/api/v1/session", data=body, content_type=kind)
    assert answer.status_code in (400, 415, 422) and answer.json["code"] in ("bad_input", "wrong_format")


@both
@pytest.mark.parametrize("text", ["\\u0000", "x\\ud800", "\\udc00\\ud83d"])
def test_text_that_no_database_stores_is_bad_input(cast: Cast, text: str) -> None:
    for body in (
        f'{{"login": "{text}", "password": "x"}}',
        f'{{"login": "x", "password": "{text}"}}',
        f'{{"{text}": "x"}}',
    ):
        answer = cast.visitor().post("/api/v1/session", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (400, "bad_input")


@both
def test_an_escaped_emoji_is_no_lone_surrogate(cast: Cast) -> None:
    answer = cast.visitor().post(
        "/api/v1/session", data='{"login": "\\ud83d\\ude00", "password": "\\\\u0000"}', content_type="application/json"
    )
    assert answer.json["code"] == "wrong_password"


@both
@pytest.mark.parametrize(
    "path",
    ["/signin?next=%00", "/%00", "/api/v1/session?x=%00", "/password/a%00b", "/problems/%00", "/r/%00", "/app/%00"],
)
def test_a_nul_in_an_address_is_a_problem(cast: Cast, path: str) -> None:
    assert cast.visitor().get(path).status_code in (400, 404)


@both
def test_a_nul_in_a_form_is_a_problem(cast: Cast) -> None:
    answer = cast.visitor().post("/signin", data={"login": "a\x00b", "password": "x"})
    assert answer.status_code == 400 and "填写有误" in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/session", "application/json"),
        ("/signin", "application/x-www-form-urlencoded"),
        ("/signin", "multipart/form-data; boundary=x"),
        ("/signout", "application/octet-stream"),
        ("/api/v1/sync", "application/json"),
    ],
)
def test_too_many_bytes_are_refused_by_their_announcement(cast: Cast, path: str, kind: str) -> None:
    answer = cast.visitor().post(path, data=b"x" * (2 * 1024 * 1024 + 1), content_type=kind)
    assert answer.status_code == 413


def test_a_page_says_the_same_words(cast: Cast) -> None:
    page = cast.visitor().get("/nothing")
    assert page.status_code == 404 and page.mimetype == "text/html"
    assert all(
        words["zh-CN"] in page.text for words in (entries()["not_found"][part] for part in ("title", "detail", "next"))
    )


@pytest.mark.parametrize(
    ("wish", "field", "zh", "en"),
    [
        ({}, "label", "这一项要填。", "This is needed."),
        ({"label": "x" * 81}, "label", "长度要在 1 到 80 之间。", "It must be 1 to 80 characters long."),
        ({"more": 1}, "more", "这一项不认识。", "This is not known here."),
        ({"label": 1}, "label", "这里要填文字。", "This must be text."),
        ({"public_key": "x"}, "public_key", "格式不对。", "It is not in the right form."),
        ({"platform": "x" * 201}, "platform", "最多 200 个。", "At most 200."),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_the_callers_language(
    cast: Cast, wish: dict[str, object], field: str, zh: str, en: str
) -> None:
    for login, said in (("liming", zh), ("ayguli", en)):
        assert cast.signed_in(login).post("/api/v1/devices", json=wish).json["errors"][field] == [said]


@pytest.fixture
def breaking(app: Flask) -> Flask:
    """The app with two routes that fail as nobody foresaw."""

    def fail() -> str:
        raise RuntimeError("李明 19900000101 typed this")

    def pass_by() -> str:
        raise OperationalError("SELECT 19900000101", {}, Exception("database is locked"))

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/api/v1/fail", view_func=fail, endpoint="fail")
    app.add_url_rule("/fail", view_func=fail, endpoint="fail_page")
    app.add_url_rule("/api/v1/pass-by", view_func=pass_by, endpoint="pass_by")
    return app


def test_what_nobody_foresaw_shows_no_inside(breaking: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answers = [breaking.test_client().get(path) for path in ("/api/v1/fail", "/fail")]
    assert [answer.status_code for answer in answers] == [500, 500] and answers[0].json["code"] == "passing_fault"
    assert "服务器出了点问题" in answers[1].text
    for text in (answers[0].text, answers[1].text, caplog.text):
        assert "19900000101" not in text and "李明" not in text
    assert "RuntimeError" not in answers[0].text + answers[1].text
    assert "RuntimeError on fail at" in caplog.text and "test_errors" in caplog.text


def test_a_fault_that_may_pass_asks_to_try_again(breaking: Flask) -> None:
    answer = breaking.test_client().get("/api/v1/pass-by")
    assert (answer.status_code, answer.json["code"]) == (503, "passing_fault")


@pytest.mark.parametrize("code", sorted(entries()))
def test_every_problem_is_worded_in_both_languages_and_explained_on_a_page(code: str) -> None:
    entry = entries()[code]
    assert 400 <= entry["status"] < 600
    for part in ("title", "detail", "next"):
        assert set(entry[part]) == set(LANGUAGES) and all(entry[part].values())
    assert Problem(code).document("en")["title"] == entry["title"]["en"]


def test_the_page_of_a_code_explains_it(cast: Cast) -> None:
    assert "手机已注销" in cast.visitor().get("/problems/device_revoked").text
    assert "revoked" in cast.visitor().get("/problems/device_revoked", headers={"Accept-Language": "en"}).text
    assert cast.visitor().get("/problems/made_up").status_code == 404


def test_all_words_are_there_in_both_languages() -> None:
    half = [key for key, words in catalogue().items() if bool(words["zh-CN"].strip()) != bool(words["en"].strip())]
    assert half == []


def test_O8_the_log_says_what_the_machine_gave_as_its_reason(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """O-8: an operator reads *no space left* and no message that may carry what a person typed. Guard: server/web/errors.py:_reason"""

    def full() -> str:
        raise OSError(errno.ENOSPC, "what a person typed")

    app.add_url_rule("/api/v1/full", "full", full)
    app.config["TESTING"], app.testing = False, False
    with caplog.at_level(logging.ERROR):
        assert app.test_client().get("/api/v1/full").status_code == 503
    assert "OSError [ENOSPC: No space left on device] on full at" in caplog.text and "typed" not in caplog.text


@both
def test_O7_a_failing_statement_is_logged_without_its_values(app: Flask) -> None:
    """O-7: a logged error must not carry names, nor a line of two million bytes. Guard: server/kernel/db.py:prepare"""
    with app.app_context(), pytest.raises(DBAPIError) as failed:
        db.session.execute(sqlalchemy.text("SELECT nothing FROM person WHERE name = :name"), {"name": "林晓梅"})
    assert "林晓梅" not in str(failed.value) and "nothing" in str(failed.value)
