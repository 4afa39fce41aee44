"""What a phone and an office may report: kind → body, by what the fact is about. Anything else is put aside whole."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from server.kernel.fast_validation import errors_in
from server.visits.log import bodies

OFFICE = "office"  # stands where a phone's facts name their device
EMPTY = bodies.Empty()
ON_A_VISIT: dict[str, Schema] = {
    "opened": EMPTY, "departed": EMPTY, "running_late": bodies.RunningLate(), "customer_told": bodies.CustomerTold(),
    "reschedule_asked": bodies.RescheduleAsked(), "arrived": bodies.Arrived(), "knocked": EMPTY,
    "call_attempted": bodies.CallAttempted(), "visit_note_left": bodies.VisitNoteLeft(), "entered": EMPTY,
    "answered": bodies.Answered(), "deviated": bodies.Deviated(), "withdrawn": bodies.Withdrawn(),
    "photographed": bodies.Photographed(), "noted": bodies.Noted(), "suggested": bodies.Suggested(), "appointed": bodies.Appointed(),
    "customer_mode_entered": bodies.CustomerModeEntered(), "customer_mode_left": EMPTY, "surveyed": bodies.Surveyed(),
    "commented": bodies.Commented(), "signed": bodies.Signed(), "left": EMPTY, "ended": bodies.Ended(),
    "settle_asked": bodies.SettleAsked(),
}
BY_THE_OFFICE: dict[str, Schema] = {
    "ordered": bodies.Ordered(), "assigned": bodies.Assigned(), "rescheduled": bodies.Rescheduled(),
    "instructed": bodies.Instructed(), "cancelled": bodies.Cancelled(), "settled": bodies.Settled(), "objected": bodies.Objected(),
    "attached": bodies.Attached(), "looked_over": EMPTY,
}
ELSEWHERE: dict[str, dict[str, Schema]] = {
    "shift": {"shift_started": bodies.ShiftStarted(), "shift_ended": bodies.ShiftEnded()},
    "device": {
        "enrolled": bodies.Enrolled(), "pin_changed": bodies.PinChanged(), "signed_out": bodies.SignedOut(), "storage_warned": bodies.StorageWarned(),
        "fact_lost": bodies.FactLost(), "evidence_lost": bodies.EvidenceLost(),
    },
    "person": {"standard_read": bodies.StandardRead()},
}
FROM_PHONES: dict[str, dict[str, Schema]] = {"visit": ON_A_VISIT, **ELSEWHERE}


def trouble_with(subject: str, kind: str, body: dict[str, Any]) -> str | None:
    """The code for which a phone's fact is put aside, or None when its kind is known and its body fits."""
    schema = FROM_PHONES.get(subject, {}).get(kind)
    if schema is None:
        return "unknown_kind"
    return _trouble(schema, body)


def check_office(kind: str, body: dict[str, Any]) -> None:
    """ValueError when the office is about to write something that its own table does not know."""
    if trouble := _trouble(BY_THE_OFFICE[kind], body):
        raise ValueError(f"{kind}: {trouble}: {BY_THE_OFFICE[kind].validate(body)}")


def _trouble(schema: Schema, body: dict[str, Any]) -> str | None:
    errors = errors_in(schema, body)
    if not errors:
        return None
    return "unknown_field" if "Unknown field." in str(errors) else "body_not_understood"
