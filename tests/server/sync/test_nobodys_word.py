"""S-1: a revoked phone sends without a sign-in, so each fact stands on its own signature, and nothing else that comes with it is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from server.accounts.devices import revoke
from server.accounts.models import Device
from server.demo.phone import PythonPhone
from server.sync.models import Received
from tests.scenario import Scenario, sending
from tests.server.evidence.checking import checked

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

EVIL: dict[str, Any] = {"unsent": 0, "free": 1, "now": "2020-01-01T00:00:00.000Z"}


@pytest.fixture
def lost(scenario: Scenario) -> PythonPhone:
    """A phone that has done a visit, told that 37 facts are unsent, and was revoked with one more fact in its outbox."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync(told={"unsent": 37, "oldest": "2026-11-23T01:00:00.000Z"})
    with scenario.app.app_context():
        revoke(scenario.ours, phone.device)
    phone.report("left", visit=visit)
    return phone


def stranger(scenario: Scenario, phone: PythonPhone) -> PythonPhone:
    """Somebody with what a receipt's bundle gives away: the phone's name and its genuine facts, and a key of his own."""
    own = scenario.cast.phone("ayguli").private_key
    return replace(
        phone, send=sending(scenario.cast.visitor()), private_key=own, outbox=[], heads=dict(phone.heads), results={}
    )


def genuine(scenario: Scenario, phone: PythonPhone) -> list[str]:
    from server.visits.models import Fact

    return [row.text for row in sorted(scenario.rows(Fact, Fact.device == phone.device), key=lambda row: row.seq)]


def what_the_office_sees(scenario: Scenario, phone: PythonPhone) -> tuple[Any, ...]:
    [row] = scenario.rows(Device, Device.id == phone.device)
    return (
        row.unsent,
        row.oldest_unsent_at,
        row.last_contact_at,
        row.app_version,
        row.storage_free,
        row.cursor,
        row.last_seq,
    )


def test_S1_a_stranger_without_a_fact_changes_nothing_that_the_office_sees(
    scenario: Scenario, lost: PythonPhone
) -> None:
    before = what_the_office_sees(scenario, lost)
    answer = stranger(scenario, lost).sync(facts=[], told=EVIL)
    assert answer["revoked"] is True and what_the_office_sees(scenario, lost) == before


def test_S1_a_genuine_fact_of_a_bundle_lets_nothing_else_in(scenario: Scenario, lost: PythonPhone) -> None:
    """The true phone's own next fact comes home afterwards, under its key and in its place."""
    before, evil = what_the_office_sees(scenario, lost), stranger(scenario, lost)
    seq = lost.outbox[0][0]
    garbage = json.dumps({"seq": seq, "x": "garbage"})
    forged = json.loads(genuine(scenario, lost)[-1]) | {
        "seq": seq,
        "kind": "commented",
        "body": {"text": "evil", "language": "en"},
    }
    for more in (garbage, json.dumps(forged), "not even json"):
        evil.sync(facts=[genuine(scenario, lost)[-1], more], told=EVIL)
        assert what_the_office_sees(scenario, lost) == before
    assert len(scenario.rows(Received, Received.device_id == lost.device)) == 2
    true = replace(lost, send=sending(scenario.cast.visitor()))
    answer = true.sync(told=EVIL)
    assert (answer["results"][0]["seq"], answer["results"][0]["code"]) == (seq, "device_revoked")
    assert what_the_office_sees(scenario, lost)[0] == 36  # by what it has signed, not by what came along


def test_S1_forged_facts_alone_are_told_to_sign_in(scenario: Scenario, lost: PythonPhone) -> None:
    evil = stranger(scenario, lost)
    evil.report("noted", {"text": "x"}, visit=next(iter(lost.visits)))
    answer = evil.sync(told=EVIL)
    assert (answer["code"], answer["status"]) == ("signed_out", 401)


def test_S1_a_phone_that_is_in_use_sends_nothing_without_its_sign_in(scenario: Scenario) -> None:
    """Its own genuine facts, too: only who lost a phone may not sign in with it any more.

    Guard: server/sync/routes.py:_device
    """
    visit, phone = scenario.given(), scenario.phone()
    phone.report("arrived", visit=visit)
    phone.sync()
    phone.report("noted", {"text": "x"}, visit=visit)
    answer = replace(phone, send=sending(scenario.cast.visitor())).sync()
    assert (answer["code"], answer["status"]) == ("signed_out", 401)
    assert len(scenario.rows(Received, Received.device_id == phone.device)) == 1


def test_S1_a_forged_fact_does_not_spoil_the_visits_record(scenario: Scenario, lost: PythonPhone) -> None:
    visit = next(iter(lost.visits))
    evil = stranger(scenario, lost)
    evil.report("noted", {"text": "x"}, visit=visit, seq=3, prev="0" * 64)
    evil.sync(facts=[genuine(scenario, lost)[-1], evil.outbox[-1][1]], told=EVIL)
    verdict = checked(scenario, visit)
    assert (verdict.exit, verdict.wrong, [note.code for note in verdict.notes]) == (0, None, ["logged"])


def test_S1_in_a_session_a_damaged_text_keeps_its_place(scenario: Scenario) -> None:
    """Else one damaged row would block everything after it."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("noted", {"text": "damaged"}, visit=visit)
    phone.outbox[-1] = (1, phone.outbox[-1][1].replace("damaged", "damaged\x00"))
    phone.report("left", visit=visit)
    phone.sync_all()
    assert [phone.results[seq]["outcome"] for seq in (1, 2)] == ["quarantined", "applied"]
