"""May it be finished? The phone says so when a visit ends, the server judges again on receipt. Both are kept; a difference raises an alarm."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.outcomes import SHOWS
from server.standards.completion import completion
from server.standards.declared import counts_as
from server.standards.record import inputs_of, record_of
from server.standards.rules import signed_in_customer_mode
from server.visits import standard
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log
from server.visits.models import CompletionCheck, Grant, Visit
from server.visits.rules import WRITES, Cross, Entry

log = logging.getLogger(__name__)
TARGET = "verdict"


def weigh(
    before: Sequence[Entry], ended: Entry, visit_log: Log, grant: str, received_at: str
) -> list[tuple[Log, Cross]]:
    """Inside `write`: judge and keep both verdicts on this end; returns the alarm as a conflict, [] where both agree or the phone said nothing.

    `before` is the log up to the end, `grant` the hash of the grant under which the phone worked.
    """
    visit, told = visit_log.visit, ended.body.get("verdict")
    here = _judged(visit, _granted(visit, ended.person, grant), before, ended)
    differs = told is not None and not _agree(told, here)
    db.session.add(
        CompletionCheck(
            organisation_id=visit.organisation_id,
            fact_id=ended.id,
            visit_id=visit.id,
            here=_text(here),
            phone=_text(told) if told else None,
            differs=differs,
            judged_at=received_at,
        )
    )
    if told is None or not differs:
        return []
    log.warning(
        "phone and server differ on whether visit %s may be finished (standard %s %s): phone %s with %d missing, server %s with %d",
        visit.id,
        visit.standard_id,
        visit.standard_version,
        told["may_finish"],
        len(told["missing"]),
        here["may_finish"],
        len(here["missing"]),
    )
    ours = Entry(new_id(), TARGET, OFFICE, OFFICE, here, at=received_at)
    return [(visit_log, Cross(TARGET, ended, ours, hard=True))]


def seen_by(device: str, before: Sequence[Entry], version: int) -> list[Entry]:
    """What the phone judged by: what it wrote itself, but for values of which it has heard that they do not show, and what it received of others."""

    def sees(entry: Entry) -> bool:
        received = 0 < entry.version <= version
        if entry.device == device:
            return entry.outcome in SHOWS or entry.kind not in WRITES or not received
        return received and entry.outcome in SHOWS

    return [entry for entry in before if sees(entry)]


def _judged(visit: Visit, grant: Grant | None, before: Sequence[Entry], ended: Entry) -> dict[str, Any]:
    """{may_finish, missing} by the pinned standard, the grant's inputs, and what the phone had before it."""
    seen = seen_by(ended.device, before, max(ended.base, grant.version if grant else 0))
    record = record_of([{"id": each.id, "kind": each.kind, "at": each.at, "body": each.body} for each in seen])
    inputs = inputs_of(json.loads(grant.document)["inputs"]) if grant else {"kind_of_work": visit.kind_of_work}
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    found = completion(document, record, inputs, ended.body["outcome"])
    said = ended.body.get("counts_as")
    if said is not None and said != counts_as(document, ended.body["outcome"]):
        found["may_finish"] = False  # because the document says what an end counts as, not the phone
    return _with_signing(document, record, {"may_finish": found["may_finish"], "missing": found["missing"]})


def _with_signing(document: dict[str, Any], record: dict[str, Any], verdict: dict[str, Any]) -> dict[str, Any]:
    """HV-20 as only the server can say it: a signature given while the phone was not the customer's leaves its step open."""
    if not record.get("signed") or signed_in_customer_mode(record):
        return verdict
    steps = [
        step["id"]
        for moment in document["moments"]
        for step in moment["steps"]
        if step["answer"]["kind"] == "signature"
    ]
    return {
        "may_finish": False,
        "missing": [*verdict["missing"], *(each for each in steps if each not in verdict["missing"])],
    }


def _granted(visit: Visit, person: str, grant: str) -> Grant | None:
    """The grant under which the phone worked, else the person's last one."""
    theirs = select(Grant).where(
        Grant.organisation_id == visit.organisation_id, Grant.visit_id == visit.id, Grant.person_id == person
    )
    found = theirs.where(Grant.hash == grant) if grant else theirs
    return db.session.scalars(found.order_by(Grant.version.desc()).limit(1)).first()


def _agree(told: dict[str, Any], here: dict[str, Any]) -> bool:
    return told["may_finish"] == here["may_finish"] and set(told["missing"]) == set(here["missing"])


def _text(verdict: dict[str, Any]) -> str:
    return canonical(verdict).decode()
