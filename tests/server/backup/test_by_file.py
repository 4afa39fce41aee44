"""After a restore, a phone that cannot send hands its work in as a file: phone and visit that the backup does not know come back by it, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.devices import revoke
from server.accounts.models import Device
from server.sync.models import Received
from server.visits.models import Visit
from tests.scenario import Scenario
from tests.server.backup.conftest import Restored, newcomer
from tests.server.backup.phone import Keeping, keeping

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs


def handed_in(office: Any, phone: Keeping) -> Any:
    """What the file of this phone holds, read by the office's browser."""
    body = {"certificate": phone.certificate, "facts": [text for _, text in phone.outbox], "grants": phone.grants}
    return office.post("/console/import/facts", json=body)


def test_a_visit_that_is_newer_than_the_backup_comes_back_by_file(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Guard: `take_back` in `server/quarantine/import_file.py`"""
    phone = keeping(stamped)
    back_up()
    visit = stamped.given()
    phone.sync_all()
    for kind in ("opened", "departed"):
        phone.report(kind, visit=visit)
    phone.report("shift_started", {}, subject={"type": "shift", "id": "2026-11-22"})
    again = restored(phone)
    answer = handed_in(again.cast.office("chenjing"), phone).get_json()
    assert (answer["new"], answer["aside"], answer["left"], [each["id"] for each in answer["visits"]]) == (
        3,
        0,
        0,
        [visit],
    )
    assert again.log(visit)[-2:] == [("opened", "applied"), ("departed", "applied")]


def test_a_phone_that_is_newer_than_the_backup_has_to_sign_in_once_before_its_file_is_taken(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    back_up()
    visit = stamped.given()
    phone = keeping(stamped)
    phone.report("opened", visit=visit)
    again = restored(phone)
    assert handed_in(again.cast.office("chenjing"), phone).get_json()["code"] == "file_phone_unknown"
    assert again.rows(Device) == again.rows(Received) == []


def test_where_nobody_can_sign_in_any_more_the_file_is_held(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Guard: `readmitted` in `server/quarantine/import_file.py`"""
    back_up()
    newcomer(stamped)
    visit = stamped.given("newcomer")
    phone = keeping(stamped, "newcomer")
    phone.report("opened", visit=visit)
    again = restored(phone)
    answer = handed_in(again.cast.office("chenjing"), phone).get_json()
    assert (answer["new"], answer["aside"]) == (1, 1) and again.rows(Visit) == []
    [row] = again.rows(Device)
    assert row.id == phone.device and row.revoked_at and row.enrolled_at < row.revoked_at


def test_a_revoked_phones_file_brings_no_visit_back_and_is_held(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    phone = keeping(stamped)
    with stamped.app.app_context():
        revoke(stamped.ours, phone.device)
    back_up()
    visit = stamped.given()
    before = keeping(stamped, label="Another")
    phone.visits = before.visits
    phone.report("opened", visit=visit)
    again = restored(phone)
    office = again.cast.office("chenjing")
    first, second = handed_in(office, phone).get_json(), handed_in(office, phone).get_json()
    assert [(each["new"], each["known"], each["aside"]) for each in (first, second)] == [(1, 0, 1), (0, 1, 0)]
    assert [row.outcome for row in again.rows(Received)] == ["quarantined"]
    assert office.get(f"/console/visits/{visit}").status_code == 404


def test_the_file_of_one_phone_is_not_taken_for_its_persons_other_one(stamped: Scenario) -> None:
    visit = stamped.given()
    phones = [keeping(stamped, label=label) for label in ("One", "Two", "Three")]
    for phone in phones:
        phone.report("noted", {"text": phone.device}, visit=visit)
        assert handed_in(stamped.cast.office("chenjing"), phone).get_json()["new"] == 1
    assert {(row.device_id, row.outcome) for row in stamped.rows(Received)} == {
        (phone.device, "applied") for phone in phones
    }
