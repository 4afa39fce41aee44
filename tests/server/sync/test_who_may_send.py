"""Faults 13 to 15: sessions that end, phones that are revoked or not one's own, apps that are too old. Nothing is lost by any of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.kernel import clock
from server.sync.envelope import LARGEST_OFFSET
from tests.scenario import Scenario, sending

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's


def ask(scenario: Scenario, device: str, **more: Any) -> dict[str, Any]:
    return {"protocol": 1, "app_version": "0.1.0", "device": device, "cursor": 0, "facts": []} | more


def end_every_session(scenario: Scenario) -> None:
    from sqlalchemy import update

    from server.accounts.models import SignIn
    from server.kernel.db import db
    from server.kernel.transaction import write

    with scenario.app.app_context():
        write(lambda: db.session.execute(update(SignIn).values(expires_at="2020-01-01T00:00:00.000Z")))


def test_fault_14_an_expired_session_says_so_and_after_one_sign_in_everything_is_sent(scenario: Scenario) -> None:
    """Guard: server/sync/routes.py:_device"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    end_every_session(scenario)
    problem = phone.sync()
    assert (problem["code"], problem["status"]) == ("signed_out", 401) and len(phone.outbox) == 1
    again = scenario.cast.visitor()
    signed = again.post(
        "/api/v1/session", json={"login": "liming", "password": "three words and a door", "device": phone.device}
    )
    assert signed.status_code == 201
    phone.send = sending(again)
    assert phone.sync()["results"][0]["outcome"] == "applied"


def test_a_device_that_is_not_ones_own_is_refused_and_nothing_is_written(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    phone, other = scenario.phone("liming"), scenario.phone("wangqiang")
    phone.report("opened", visit=visit)
    stolen = replace(phone, send=other.send)
    assert stolen.sync()["code"] == "device_not_yours"
    theirs = scenario.enrolled("zhaolei")
    assert replace(phone, send=theirs.send).sync()["code"] == "device_not_yours"
    unenrolled = sending(scenario.cast.signed_in("liming"))
    assert replace(phone, send=unenrolled).sync()["code"] == "device_not_yours"
    assert len(scenario.log(visit)) == 2


def test_fault_14_a_revoked_phone_hands_in_its_work_and_receives_nothing(scenario: Scenario) -> None:
    """Guard: server/sync/routes.py:_exchange"""
    from server.accounts.devices import revoke
    from server.sync.models import Received

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    with scenario.app.app_context():
        revoke(scenario.ours, phone.device)
    scenario.given()
    answer = phone.sync()
    assert answer["revoked"] is True and answer["changes"] == []
    assert [(result["outcome"], result["code"]) for result in answer["results"]] == [("quarantined", "device_revoked")]
    assert phone.outbox == [] and len(scenario.log(visit)) == 2
    [row] = scenario.rows(Received)
    assert row.raw and json.loads(row.raw)["kind"] == "opened"


def test_a_phone_that_is_revoked_while_it_sends_hands_in_its_work_and_receives_nothing(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office revokes it after the question was let in and before the facts are stored: what counts is the phone's row under its lock."""
    from server.accounts.devices import revoke
    from server.sync import routes

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    scenario.given()
    reading = routes.read

    def read_while_the_office_revokes(*given: Any) -> Any:
        revoke(scenario.ours, phone.device)
        return reading(*given)

    monkeypatch.setattr(routes, "read", read_while_the_office_revokes)
    cursor = phone.cursor
    answer = phone.sync()
    assert [(result["outcome"], result["code"]) for result in answer["results"]] == [("quarantined", "device_revoked")]
    assert (answer["revoked"], answer["changes"], answer["more"], answer["cursor"]) == (True, [], False, cursor)


def test_a_revoked_phone_whose_session_has_ended_is_believed_by_its_signatures(scenario: Scenario) -> None:
    from server.accounts.devices import revoke

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    with scenario.app.app_context():
        revoke(scenario.ours, phone.device)
    phone.send = sending(scenario.cast.visitor())
    forged = replace(
        phone, private_key=scenario.enrolled("wangqiang").private_key, outbox=[], heads=dict(phone.heads), seq=0
    )
    forged.report("opened", visit=visit)
    assert forged.sync()["code"] == "signed_out"
    assert phone.sync()["results"][0]["code"] == "device_revoked"


def test_a_phone_in_use_is_not_believed_without_a_session(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.send = sending(scenario.cast.visitor())
    assert phone.sync()["code"] == "signed_out"
    assert len(scenario.log(visit)) == 2


def test_fault_15_an_old_app_is_asked_to_update_only_after_its_work_is_in(scenario: Scenario) -> None:
    """Guard: server/sync/routes.py:_pulled"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    facts = [text for _, text in phone.outbox]
    answer = phone.send.client.post("/api/v1/sync", json=ask(scenario, phone.device, app_version="0.0.9", facts=facts))  # type: ignore[attr-defined]
    assert answer.status_code == 426 and answer.json["code"] == "app_too_old"
    assert answer.json["results"][0]["outcome"] == "applied" and len(scenario.log(visit)) == 3


def test_what_the_phone_tells_of_itself_is_kept(scenario: Scenario) -> None:
    from server.accounts.models import Device

    phone = scenario.phone()
    phone.sync(
        told={"unsent": 3, "oldest": "2026-11-23T01:00:00.000Z", "free": 5_000_000_000, "quota": 9, "persisted": True}
    )
    [row] = scenario.rows(Device)
    assert (row.unsent, row.oldest_unsent_at, row.storage_free, row.storage_quota, row.storage_kept) == (
        3,
        "2026-11-23T01:00:00.000Z",
        5_000_000_000,
        9,
        True,
    )
    phone.sync(told={"unsent": 0})
    [row] = scenario.rows(Device)
    assert (row.unsent, row.oldest_unsent_at, row.cursor) == (0, None, phone.cursor)
    phone.sync(told={"unsent": 2, "oldest": "2026-11-23T02:00:00.000Z"})
    phone.sync(told={"unsent": 2})
    [row] = scenario.rows(Device)
    assert row.oldest_unsent_at == "2026-11-23T02:00:00.000Z"  # what it does not tell stays as it was last told


def test_contact_and_clock_of_a_phone_are_kept_as_the_server_saw_them(
    scenario: Scenario, at: Callable[[str], None]
) -> None:
    """The offset is that of the last fact; one that no column could hold is the largest that can."""
    from server.accounts.models import Device

    visit = scenario.given()
    phone = scenario.phone()
    now = clock.later(clock.now(), minutes=7)
    at(now)
    for offset, kept in ((60_000, 60_000), (LARGEST_OFFSET, 2**31 - 1), (-LARGEST_OFFSET, -(2**31))):
        phone.clock_offset = 5
        phone.report("noted", {"text": "一"}, visit=visit)
        phone.clock_offset = offset
        phone.report("noted", {"text": "二"}, visit=visit)
        assert phone.sync()["server_time"] == now
        [row] = scenario.rows(Device)
        assert (row.clock_skew, row.last_contact_at) == (kept, now)
    phone.sync()
    assert scenario.rows(Device)[0].clock_skew == -(2**31)  # a batch without facts says nothing of the clock


def test_shift_device_and_person_have_their_own_logs(scenario: Scenario) -> None:
    from server.visits.models import Fact

    phone, other = scenario.phone("liming"), scenario.phone("wangqiang")
    for each in (phone, other):
        each.report(
            "enrolled", {"app_version": "0.1.0", "browser": "Chrome"}, subject={"type": "device", "id": each.device}
        )
        each.report("shift_started", {"missing": ["鞋套"]}, subject={"type": "shift", "id": "2026-11-23"})
        each.report(
            "standard_read",
            {"standard": "home-broadband-visit", "version": "1"},
            subject={"type": "person", "id": each.person},
        )
        each.report("shift_ended", {"counts": {"done": 3}}, subject={"type": "shift", "id": "2026-11-31"})
        assert [result["outcome"] for result in each.sync()["results"]] == ["applied"] * 3 + ["quarantined"]
    assert len(scenario.rows(Fact, Fact.subject_type == "shift")) == 2
