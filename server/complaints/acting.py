"""What every act about a complaint begins with: its log locked, its case read, and who may do this (4.0, 4.2)."""

from __future__ import annotations

from typing import Any

from server.accounts.models import Person
from server.accounts.responsibility import responsible
from server.complaints.models import Complaint
from server.complaints.rules import CLOSED, Case, is_own_matter
from server.complaints.story import case_in, subject_of
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.visits.office.subjects import append_fact, lock_subject


def opened(organisation: str, by: str, complaint: str) -> tuple[Complaint, Case]:
    """The complaint under its lock, for somebody of the office who is not concerned: `complaint_closed`, `complaint_erased`, `own_matter`."""
    row = locked(organisation, complaint)
    if row.state == CLOSED:
        raise Problem("complaint_closed")
    case = case_in(organisation, row.id)
    if case.erased:
        raise Problem("complaint_erased")
    refuse_own_matter(case, by)
    return row, case


def locked(organisation: str, complaint: str) -> Complaint:
    """The complaint, whose log nobody else writes until the write ends; `not_found` for a stranger's."""
    row = must_find(Complaint, organisation, complaint)
    lock_subject(organisation, subject_of(row.id))
    db.session.refresh(row)
    return row


def must_be_responsible(organisation: str, what: str, by: str, row: Complaint, case: Case) -> None:
    """Only who is responsible for it, never one of those concerned: then their deputy, then the arbiter (4.0). `not_responsible`."""
    refuse_own_matter(case, by)
    first = responsible(organisation, what, row.team_id, not_these=concerned_in(case))
    if by != first and not _stands_in(organisation, what, by, row, concerned_in(case) | {first}):
        raise Problem("not_responsible")


def refuse_own_matter(case: Case, person: str) -> None:
    """`own_matter` for a person concerned: nobody decides in their own matter."""
    if is_own_matter(case, person):
        raise Problem("own_matter")


def concerned_in(case: Case) -> frozenset[str]:
    """The persons whom the complaint is about."""
    return frozenset(each.person for each in case.parties if each.person)


def colleague(organisation: str, person: str) -> str:
    """The person's id; `bad_input` for anybody who is not of the organisation."""
    row = db.session.get(Person, (organisation, person)) if person else None
    if row is None:
        raise Problem("bad_input", {"person": ["choice"]})
    return row.id


def write_fact(
    organisation: str, by: str, complaint: str, kind: str, body: dict[str, Any], now: str | None = None
) -> None:
    """Append a fact to the complaint's log."""
    append_fact(organisation, subject_of(complaint), kind, body, by, now)


def _stands_in(organisation: str, what: str, by: str, row: Complaint, not_these: frozenset[str]) -> bool:
    """Whether this person would be next: a deputy may act for somebody who is there."""
    try:
        return responsible(organisation, what, row.team_id, not_these=not_these) == by
    except Problem:
        return False
