"""A complaint's facts read, and its rows brought up to what they say; runs in the transaction that wrote the fact."""

from __future__ import annotations

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.complaints.case import Case, Party
from server.complaints.departments import stuck_from
from server.complaints.models import Complaint, ComplaintParty
from server.complaints.rules import KINDS, case_of
from server.kernel.db import db
from server.visits.models import Fact
from server.visits.office.subjects import Subject, facts_of, shown_fact


def subject_of(complaint: str) -> Subject:
    """The subject of a complaint's log."""
    return Subject("complaint", complaint)


def facts_in(organisation: str, complaint: str) -> list[Fact]:
    """The complaint's facts, in the order of its log."""
    return facts_of(organisation, subject_of(complaint), *KINDS)


def case_in(organisation: str, complaint: str) -> Case:
    """The complaint as its facts have it."""
    facts = [shown_fact(row) for row in facts_in(organisation, complaint)]
    if any(each.erased for each in facts):
        return _case_of_rows(organisation, complaint)
    return case_of(facts, calendar_of(organisation))


def _case_of_rows(organisation: str, complaint: str) -> Case:
    """Of a complaint whose words were destroyed: how it ended and whom it was about, so that those still cannot judge it."""
    row = db.session.get_one(Complaint, (organisation, complaint))
    case = Case(row.state, row.cycle, row.received_at, row.anonymous, row.handler_id or "", erased=True)
    case.cause, case.closed_how, case.closed_at = row.cause, row.closed_how, row.closed_at
    for each in _parties_of(row):
        case.parties.append(Party(team=each.party_id) if each.is_team else Party(person=each.party_id))
    return case


def written(organisation: str, subject_type: str, complaint: str, kind: str) -> None:
    """Inside `write`: a fact of a complaint was written, so its rows say it too. The first is read by `open_complaint`, which makes the row."""
    row = db.session.get(Complaint, (organisation, complaint)) if subject_type == "complaint" else None
    if row is not None and kind in KINDS:
        project(row)


def project(row: Complaint) -> Case:
    """Inside `write`: the row and its parties as the facts have them; returns the case."""
    case = case_in(row.organisation_id, row.id)
    if case.erased:
        return case
    row.state, row.cycle, row.serious, row.head_told = (
        case.state,
        case.cycle,
        bool(case.serious),
        bool(case.head_told_at),
    )
    row.received_at, row.anonymous, row.handler_id = case.received_at, case.anonymous, case.handler or None
    row.next_answer_at, row.waits_for_statement = case.next_answer, case.waits_for_statement
    row.valid, row.cause, row.closed_how, row.closed_at = case.valid, case.cause, case.closed_how, case.closed_at
    if case.clock is not None:
        row.due_at, row.basis, row.stopped_at = case.clock.due_at, case.clock.basis, case.clock.stopped_at
    row.unheard_at = case.unheard_at
    row.arbiter_from = stuck_from(case.joint, calendar_of(row.organisation_id))
    _store_parties(row, case)
    db.session.flush()
    return case


def _parties_of(row: Complaint) -> list[ComplaintParty]:
    wanted = select(ComplaintParty).where(
        ComplaintParty.organisation_id == row.organisation_id, ComplaintParty.complaint_id == row.id
    )
    return list(db.session.scalars(wanted))


def _store_parties(row: Complaint, case: Case) -> None:
    known = {party.party_id: party for party in _parties_of(row)}
    for released in set(known) - {each.person or each.team for each in case.parties}:
        db.session.delete(known[released])
    for each in case.parties:
        party = known.get(each.person or each.team)
        if party is None:
            party = ComplaintParty(
                organisation_id=row.organisation_id,
                complaint_id=row.id,
                party_id=each.person or each.team,
                is_team=not each.person,
            )
            db.session.add(party)
        party.asked_at, party.gist, party.due_at, party.stated_at = (
            each.asked_at,
            each.asked_for,
            each.due_at,
            each.stated_at,
        )
