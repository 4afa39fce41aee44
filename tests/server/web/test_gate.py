"""Cross-site request forgery is closed for every view that changes something, and headers close the rest."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD, Cast

LOGIN = {"login": "chenjing", "password": PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "made-up"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8001"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_cannot_change_anything(cast: Cast, headers: dict[str, str]) -> None:
    client = cast.office("chenjing")
    for answer in (
        client.post("/signout", headers=headers),
        client.post("/signin", data=LOGIN, headers=headers),
        client.post("/look", headers=headers),
        client.post("/api/v1/session", json=LOGIN, headers=headers),
        client.delete("/api/v1/session", headers=headers),
        client.post("/api/v1/devices", json={}, headers=headers),
        client.post("/api/v1/sync", json={}, headers=headers),
    ):
        assert answer.status_code == 403
    assert client.delete("/api/v1/session", headers=headers).json["code"] == "from_elsewhere"
    assert client.get("/api/v1/session").status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}]
)
def test_our_own_pages_and_programs_may(cast: Cast, headers: dict[str, str]) -> None:
    assert cast.visitor().post("/api/v1/session", json=LOGIN, headers=headers).status_code == 201


def test_reading_from_elsewhere_is_no_change(cast: Cast) -> None:
    assert cast.visitor().get("/signin", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


PAGES = ("/", "/signin", "/nothing", "/problems/not_found", "/r/")
DATA = ("/api/v1/keys", "/api/v1/nothing", "/api/openapi.json", "/healthz")


@pytest.mark.parametrize("path", PAGES + DATA)
def test_every_answer_carries_the_headers(cast: Cast, path: str) -> None:
    headers = cast.visitor().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", (*PAGES, "/app/manifest.webmanifest"))
def test_every_document_carries_what_speaks_of_windows_and_devices(cast: Cast, path: str) -> None:
    headers = cast.visitor().get(path).headers
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and headers["X-Frame-Options"] == "DENY"
    assert "microphone=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", DATA)
def test_data_does_without_them_and_is_never_taken_for_a_document(cast: Cast, path: str) -> None:
    """A phone pays for them with each sync. Whoever opens the address itself sees text that loads nothing, runs nothing, has no link to follow,
    and stands in nobody's frame (`default-src 'none'`, `frame-ancestors 'none'`), so windows, referrers and devices do not arise."""
    answer = cast.visitor().get(path)
    assert (
        answer.mimetype in ("application/json", "application/problem+json")
        and answer.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert not {"Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options", "Permissions-Policy"} & set(
        answer.headers.keys()
    )
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_personal_answers_are_kept_by_nobody(cast: Cast) -> None:
    client = cast.office("chenjing")
    for path in ("/signin", "/api/v1/session", "/"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_a_customers_page_may_run_no_script(cast: Cast) -> None:
    assert "script-src" not in cast.visitor().get("/r/").headers["Content-Security-Policy"]


def test_only_the_app_may_ask_for_camera_and_place(cast: Cast) -> None:
    powers = cast.visitor().get("/app/manifest.webmanifest").headers["Permissions-Policy"]
    assert "camera=(self)" in powers and "geolocation=(self)" in powers and "microphone=()" in powers


def test_pages_hold_no_inline_script_or_style(cast: Cast) -> None:
    for path in ("/", "/signin", "/nothing"):
        text = cast.visitor().get(path).text
        assert "<style" not in text and " style=" not in text and " onclick=" not in text
        assert all(" src=" in part.split(">")[0] for part in text.split("<script")[1:])
