"""A phone's export file in the office: the same rules as from the phone, nothing twice, nothing in the phone's place, nothing of strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.scenario import Scenario
from tests.server.evidence.conftest import Record, begin

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's


@pytest.fixture
def record(scenario: Scenario) -> Record:
    """A visit done on a phone, of which nothing is home."""
    made = Record(scenario, scenario.phone(), scenario.given())
    made.phone.sync_all()
    made.work()
    return made


def certificate(scenario: Scenario, device: str) -> dict[str, Any]:
    from server.accounts.models import Device

    [row] = scenario.rows(Device, Device.id == device)
    return json.loads(row.certificate)


def texts_of(record: Record) -> list[str]:
    """What waits on the phone, as it was signed."""
    return [text for _, text in record.phone.outbox]


def handed_in(
    scenario: Scenario, phone: Any, texts: list[str] | None = None, login: str = "chenjing", **more: Any
) -> Any:
    """The office sends what is in the file; the answer."""
    body = {
        "certificate": certificate(scenario, phone.device),
        "facts": texts if texts is not None else [text for _, text in phone.outbox],
    } | more
    return scenario.cast.office(login).post("/console/import/facts", json=body)


def evidence(
    scenario: Scenario,
    record: Record,
    digest: str,
    content: bytes | None = None,
    offset: int = 0,
    of: int | None = None,
) -> Any:
    kind, kept = record.bytes[digest]
    sent = kept if content is None else content
    query = {"type": kind, "length": str(of or len(kept)), "offset": str(offset)}
    return scenario.cast.office("chenjing").post(
        f"/console/import/evidence/{record.phone.device}/{digest}", query_string=query, data=sent
    )


def test_a_whole_visit_comes_in_by_file_and_the_phone_then_finds_it_known(scenario: Scenario, record: Record) -> None:
    answer = handed_in(scenario, record.phone).get_json()
    number = scenario.visit(record.visit).number
    assert answer == {"new": 7, "known": 0, "aside": 0, "left": 0, "visits": [{"id": record.visit, "number": number}]}
    for digest, (_, content) in record.bytes.items():
        assert evidence(scenario, record, digest).get_json() == {"offset": len(content), "known": False}
    assert scenario.visit(record.visit).state == "done" and scenario.visit(record.visit).awaited == 0
    before = scenario.log(record.visit)
    results = record.phone.sync()["results"]
    assert [result["outcome"] for result in results] == ["applied"] * 7 and record.phone.outbox == []
    assert scenario.log(record.visit) == before
    digest, (kind, content) = next(iter(record.bytes.items()))
    assert begin(record.client, digest, kind, len(content)).headers["Upload-Offset"] == str(len(content))


def test_the_same_file_twice_and_a_file_of_what_was_sent_meanwhile_change_nothing(
    scenario: Scenario, record: Record
) -> None:
    texts = texts_of(record)
    record.phone.sync()
    assert (handed_in(scenario, record.phone, texts).get_json() | {"visits": []}) == {
        "new": 0,
        "known": 7,
        "aside": 0,
        "left": 0,
        "visits": [],
    }
    assert len(scenario.log(record.visit)) == 9


def test_an_import_is_no_contact_of_the_phone(scenario: Scenario, record: Record) -> None:
    from server.accounts.models import Device

    def told() -> tuple[Any, ...]:
        [row] = scenario.rows(Device, Device.id == record.phone.device)
        return row.last_contact_at, row.unsent, row.app_version

    before = told()
    handed_in(scenario, record.phone)
    assert told() == before


def test_what_this_phone_did_not_sign_takes_no_place_of_its_sequence(scenario: Scenario, record: Record) -> None:
    """Guard: `takewhile` in `server/quarantine/import_file.py`. A forged file would else block the phone for ever (`cloned_device`)."""
    forged = [text.replace('"kind":"photographed"', '"kind":"noted"') for text in texts_of(record)]
    answer = handed_in(scenario, record.phone, forged).get_json()
    assert (answer["new"], answer["left"]) == (1, 6)
    assert [result["outcome"] for result in record.phone.sync()["results"]] == ["applied"] * 7


def test_a_file_that_begins_too_late_is_left_whole(scenario: Scenario, record: Record) -> None:
    answer = handed_in(scenario, record.phone, texts_of(record)[2:]).get_json()
    assert (answer["new"], answer["left"]) == (0, 5)


def test_the_file_of_a_revoked_phone_is_held_back_with_its_pictures(scenario: Scenario, record: Record) -> None:
    from server.accounts.devices import revoke

    with scenario.app.app_context():
        revoke(scenario.ours, record.phone.device)
    answer = handed_in(scenario, record.phone).get_json()
    assert (answer["new"], answer["aside"]) == (7, 7) and scenario.visit(record.visit).state == "planned"
    assert evidence(scenario, record, next(iter(record.bytes))).status_code == 200


def test_the_file_of_another_organisation_is_refused_and_tells_nothing(scenario: Scenario, record: Record) -> None:
    answer = handed_in(scenario, record.phone, login="sunli")
    assert answer.status_code == 403 and answer.get_json()["code"] == "file_of_another_organisation"
    relabelled = certificate(scenario, record.phone.device) | {"organisation": scenario.cast.theirs}
    answer = handed_in(scenario, record.phone, login="sunli", certificate=relabelled)
    assert answer.status_code == 409 and answer.get_json()["code"] == "file_phone_unknown"
    assert len(scenario.log(record.visit)) == 2


def test_pictures_that_no_record_names_or_that_were_changed_are_not_stored(scenario: Scenario, record: Record) -> None:
    digest = next(iter(record.bytes))
    assert evidence(scenario, record, digest).get_json()["code"] == "evidence_not_named"
    handed_in(scenario, record.phone)
    size = len(record.bytes[digest][1])
    assert evidence(scenario, record, digest, b"x" * size).get_json()["code"] == "bytes_differ"
    assert evidence(scenario, record, digest, record.bytes[digest][1][:9]).get_json() == {"offset": 9, "known": False}
    assert evidence(scenario, record, digest).get_json() == {"offset": 9, "known": False}, "it says from where to go on"
    assert evidence(scenario, record, digest, record.bytes[digest][1][9:], 9).get_json() == {
        "offset": size,
        "known": False,
    }
    assert evidence(scenario, record, digest).get_json() == {"offset": size, "known": True}


def test_bad_input_is_never_a_fault(scenario: Scenario) -> None:
    office = scenario.cast.office("chenjing")
    for body in (
        None,
        [],
        {},
        {"certificate": {}, "facts": [1]},
        {"certificate": [], "facts": []},
        {"certificate": {}, "facts": ["x"] * 101},
    ):
        answer = office.post("/console/import/facts", json=body)
        assert answer.status_code in (400, 422) and answer.get_json()["code"] == "bad_input", body
    assert office.post("/console/import/evidence/x/y?length=-1", data=b"x").get_json()["code"] == "bad_input"
    assert (
        office.post("/console/import/evidence/x/y?length=1&offset=0", data=b"x").get_json()["code"]
        == "evidence_not_named"
    )


def test_bytes_that_a_forgotten_tab_sends_under_another_sign_in_are_refused(scenario: Scenario, record: Record) -> None:
    """Guard: the check of `Doorstep-Device` in `server/evidence/routes.py`: the tab would else call its pictures home."""
    other = scenario.phone("wangqiang")
    digest, (kind, content) = next(iter(record.bytes.items()))
    named: dict[str, Any] = {"Doorstep-Device": record.phone.device}
    client: FlaskClient = other.send.client  # type: ignore[attr-defined]
    assert (
        begin(client, digest, kind, len(content), content, **named).get_json(force=True)["code"] == "device_not_yours"
    )
