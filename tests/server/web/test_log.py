"""The log says what happened to whom nobody can read: no name, login, number, token or question in it."""

from __future__ import annotations

import logging

import pytest

from tests.cast import PARTS, PASSWORD, Cast, public_key

CUSTOMER = "欧阳雪梅"
NUMBER = "19912345678"


def test_a_days_work_leaves_no_personal_data_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        caplog.at_level(logging.DEBUG, "doorstep.access"),
    ):  # because a server that comes up keeps it quiet
        secrets = a_day(cast)
    lines = [record for record in caplog.records if record.name.startswith("doorstep")]
    assert len(lines) > 20
    said = "\n".join(record.getMessage() for record in caplog.records)
    for part in PARTS:
        secrets += [part.login, part.name, part.name_en or part.name, part.phone or part.name, cast.people[part.login]]
    assert [secret for secret in secrets if secret in said] == []


def test_a_line_has_method_pattern_status_and_time(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "doorstep.access"):
        cast.visitor().get("/password/secret?q=x")
    assert caplog.records[-1].getMessage().startswith("GET /password/<token> 410 ") and caplog.records[
        -1
    ].getMessage().endswith("ms")


def a_day(cast: Cast) -> list[str]:
    """People sign in rightly and wrongly, look for customers, and ask for what is not there; returns what must stay unsaid."""
    secrets = [CUSTOMER, NUMBER, PASSWORD, cast.ours]
    for part in PARTS:
        client = cast.office(part.login)
        client.post("/signin", data={"login": part.login, "password": "wrong"})
        client.get("/console/visits", query_string={"q": CUSTOMER})
        client.get("/console/customers", query_string={"q": NUMBER})
        client.post("/console/intake", data={"phone": NUMBER, "name": CUSTOMER, "next": f"/{part.name}"})
        client.get(f"/nothing/{part.name}/{NUMBER}")
    phone = cast.phone("liming", label=f"{CUSTOMER}的手机")
    phone.client.post(
        "/api/v1/sync",
        json={"device": phone.device, "facts": [CUSTOMER], "protocol": 1, "app_version": "x", "cursor": 0},
    )
    phone.client.post(
        "/api/v1/devices",
        json={"public_key": public_key(phone.private_key), "proof": NUMBER, "label": "x", "more": NUMBER},
    )
    phone.client.post("/api/v1/session", data=f'{{"login": "{NUMBER}', content_type="application/json")
    cookie = phone.client.get_cookie("doorstep_phone")
    return secrets + ([cookie.value] if cookie else [])
