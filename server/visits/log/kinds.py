"""What a phone and an office may report about visits, shifts, devices and people. Other capabilities add kinds; what none knows is put aside whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import Schema

from server.kernel.fast_validation import errors_in
from server.kernel.registry import installed
from server.kernel.wiring import FactKind
from server.visits.log import bodies

OFFICE = "office"  # stands where a phone's facts name their device
EMPTY = bodies.Empty()
# phones take back their own facts, and the office its own; what a customer says on a phone of their own is written by the office
BOTH = ("withdrawn", "surveyed", "commented")


def _by_phone(**kinds: Schema) -> dict[str, FactKind]:
    return {kind: FactKind(schema) for kind, schema in kinds.items()}


def _unasked(kinds: dict[str, FactKind]) -> dict[str, FactKind]:
    """Said of the record itself, not of the work: no condition of a standard may ask for it."""
    return {kind: replace(form, asked=False) for kind, form in kinds.items()}


def _by_office(**kinds: Schema) -> dict[str, FactKind]:
    return {kind: FactKind(schema, office=True) for kind, schema in kinds.items()}


ON_A_VISIT: dict[str, FactKind] = {
    **_by_phone(
        opened=EMPTY,
        departed=EMPTY,
        running_late=bodies.RunningLate(),
        customer_told=bodies.CustomerTold(),
        reschedule_asked=bodies.RescheduleAsked(),
        arrived=bodies.Arrived(),
        knocked=EMPTY,
        call_attempted=bodies.CallAttempted(),
        visit_note_left=bodies.VisitNoteLeft(),
        entered=EMPTY,
        answered=bodies.Answered(),
        deviated=bodies.Deviated(),
        withdrawn=bodies.Withdrawn(),
        photographed=bodies.Photographed(),
        noted=bodies.Noted(),
        suggested=bodies.Suggested(),
        appointed=bodies.Appointed(),
        customer_mode_entered=bodies.CustomerModeEntered(),
        customer_mode_left=EMPTY,
        surveyed=bodies.Surveyed(),
        commented=bodies.Commented(),
        signed=bodies.Signed(),
        signing_offered=bodies.SigningOffered(),
        left=EMPTY,
        ended=bodies.Ended(),
    ),
    **_by_office(
        ordered=bodies.Ordered(),
        assigned=bodies.Assigned(),
        rescheduled=bodies.Rescheduled(),
        instructed=bodies.Instructed(),
        cancelled=bodies.Cancelled(),
        settled=bodies.Settled(),
        objected=bodies.Objected(),
        signed_on_own_phone=bodies.SignedOnOwnPhone(),
    ),
    **_unasked(
        _by_phone(settle_asked=bodies.SettleAsked())
        | _by_office(scheduled=bodies.Scheduled(), attached=bodies.Attached(), looked_over=EMPTY)
    ),
}
KINDS: dict[str, dict[str, FactKind]] = {
    "visit": ON_A_VISIT,
    "shift": _by_phone(shift_started=bodies.ShiftStarted(), shift_ended=bodies.ShiftEnded()),
    "device": _by_phone(
        enrolled=bodies.Enrolled(),
        pin_changed=bodies.PinChanged(),
        signed_out=bodies.SignedOut(),
        storage_warned=bodies.StorageWarned(),
        fact_lost=bodies.FactLost(),
        evidence_lost=bodies.EvidenceLost(),
    ),
    "person": _by_phone(standard_read=bodies.StandardRead()),
}


def trouble_with(subject: str, kind: str, body: dict[str, Any]) -> str | None:
    """The code for which a phone's fact is put aside, or None when a capability knows its kind and its body fits."""
    form = installed().fact_kind(subject, kind)
    if form is None or form.office:
        return "unknown_kind"
    return _trouble(form.schema, body)


def check_office(kind: str, body: dict[str, Any], subject: str = "visit") -> None:
    """ValueError when the office is about to write something that no capability knows."""
    form = installed().fact_kind(subject, kind)
    if form is None or not (form.office or kind in BOTH):
        raise ValueError(f"{kind}: the office writes no such fact")
    if trouble := _trouble(form.schema, body):
        raise ValueError(f"{kind}: {trouble}: {form.schema.validate(body)}")


def _trouble(schema: Schema, body: dict[str, Any]) -> str | None:
    errors = errors_in(schema, body)
    if not errors:
        return None
    return "unknown_field" if "Unknown field." in str(errors) else "body_not_understood"
