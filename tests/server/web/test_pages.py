"""The shell's pages: front page, switches that work without a script, the app's address and manifest."""

from __future__ import annotations

import pytest

from server.accounts.models import Person
from server.kernel.db import db
from tests.cast import Cast


def test_the_front_page_leads_everybody_on(cast: Cast) -> None:
    text = cast.visitor().get("/").text
    assert 'href="/app/"' in text and 'href="/console/"' in text and 'action="/r/"' in text


def test_health(cast: Cast) -> None:
    answer = cast.visitor().get("/healthz")
    assert answer.status_code == 200 and answer.json == {"status": "ok"}


def test_the_language_can_be_switched_without_a_script(cast: Cast) -> None:
    client = cast.visitor()
    assert 'lang="zh-CN"' in client.get("/signin").text
    switched = client.post("/look", data={"language": "en", "next": "/signin"})
    assert switched.status_code == 303 and switched.headers["Location"] == "/signin"
    assert 'lang="en"' in client.get("/signin", headers={"Accept-Language": "zh-CN"}).text


def test_a_signed_in_persons_language_goes_with_them(cast: Cast) -> None:
    cast.office("chenjing").post("/look", data={"language": "en"})
    with cast.app.app_context():
        person = db.session.get(Person, (cast.ours, cast.people["chenjing"]))
        assert person is not None and person.language == "en"
    assert cast.signed_in("chenjing").get("/api/v1/nothing").json["title"] == "Nothing here"


def test_the_theme_can_be_switched_without_a_script(cast: Cast) -> None:
    client = cast.visitor()
    assert "data-theme" not in client.get("/").text
    client.post("/look", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/").text


@pytest.mark.parametrize(
    "form",
    [{}, {"language": "xx"}, {"theme": "pink"}, {"language": "en\r\nSet-Cookie: a=b"}, {"next": "//evil.example"}],
)
def test_an_unknown_look_changes_nothing(cast: Cast, form: dict[str, str]) -> None:
    answer = cast.visitor().post("/look", data=form)
    assert answer.status_code == 303 and answer.headers["Location"] == "/" and "Set-Cookie" not in answer.headers


def test_what_a_browser_sends_as_cookies_is_not_believed(cast: Cast) -> None:
    client = cast.visitor()
    for name in ("doorstep_language", "doorstep_theme", "doorstep_office", "doorstep_phone"):
        client.set_cookie(name, '"><script>')
    text = client.get("/signin").text
    assert 'lang="zh-CN"' in text and "<script>" not in text


def test_the_apps_manifest_is_in_the_readers_language(cast: Cast) -> None:
    answer = cast.visitor().get("/app/manifest.webmanifest", headers={"Accept-Language": "en"})
    assert answer.mimetype == "application/manifest+json"
    assert answer.json["name"] == "Doorstep" and answer.json["start_url"] == answer.json["scope"] == "/app/"
    assert {icon["purpose"] for icon in answer.json["icons"]} == {"any", "maskable"}
    assert cast.visitor().get("/app/manifest.webmanifest").json["name"] == "上门"


def test_a_page_for_the_signed_in_asks_for_a_sign_in_and_leads_back(cast: Cast) -> None:
    answer = cast.visitor().get("/console/?day=2026-01-01")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/signin?next=/console/")


def test_each_address_of_the_app_is_its_shell_but_no_file_is(cast: Cast) -> None:
    client = cast.visitor()
    shells = {client.get(path).text for path in ("/app/", "/app/visit/1", "/app/today")}
    assert len(shells) == 1 and '<div id="app">' in shells.pop()
    assert client.get("/app/missing.js").status_code == 404
