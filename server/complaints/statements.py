"""Statements of those concerned: asked for, seen, given, given by the manager in somebody's place; and whoever was named by mistake (CP-3)."""

from __future__ import annotations

from server.complaints.acting import colleague, locked, must_be_responsible, opened, write_fact
from server.complaints.rules import CLOSED
from server.complaints.story import case_in
from server.kernel.problem import Problem
from server.visits.office.append import act


@act
def ask_statement(organisation: str, by: str, complaint: str, person: str, gist: str, *, told: bool) -> None:
    """Ask a person concerned what happened. They read `gist`, in the company's words, never the customer's (ruling 12)."""
    row, _ = opened(organisation, by, complaint)
    colleague(organisation, person)
    if not gist:
        raise Problem("bad_input", {"gist": ["reason"]})
    body = {"person": person, "gist": gist} | ({"told": True} if told else {})
    write_fact(organisation, by, row.id, "statement_asked", body)


@act
def statement_seen(organisation: str, person: str, complaint: str) -> None:
    """The question stands on the person's own screen: from now on they have 24 hours. Later looks change nothing."""
    row = locked(organisation, complaint)
    case = case_in(organisation, row.id)
    party = case.party(person)
    if party is None or party.asked_at is None:
        raise Problem("not_found")
    if party.delivered_at is None and case.state != CLOSED:
        write_fact(organisation, person, row.id, "statement_seen", {"person": person})


@act
def state(organisation: str, person: str, complaint: str, text: str, fact: str = "", written_at: str = "") -> None:
    """The person concerned says what happened, once; it is no admission of anything. `fact`, `written_at`: on the phone."""
    row = locked(organisation, complaint)
    party = case_in(organisation, row.id).party(person)
    if party is None:
        raise Problem("not_found")
    if party.stated_at is not None:
        raise Problem("statement_given")
    if not text:
        raise Problem("bad_input", {"text": ["missing"]})
    where = {name: value for name, value in (("fact", fact), ("written_at", written_at)) if value}
    body = {"person": person, "text": text, "by": "self"} | where
    write_fact(organisation, person, row.id, "stated", body)


@act
def state_for(organisation: str, by: str, complaint: str, person: str, text: str, *, refused: bool = False) -> None:
    """The responsible manager states in the place of somebody who is away or left, or notes that a statement was refused."""
    row, case = opened(organisation, by, complaint)
    must_be_responsible(organisation, "complaint_manager", by, row, case)
    party = case.party(person)
    if party is None:
        raise Problem("not_found")
    if party.stated_at is not None:
        raise Problem("statement_given")
    body = {"person": person, "by": "refused" if refused else "manager"} | ({"text": text} if text else {})
    write_fact(organisation, by, row.id, "stated", body)


@act
def release(organisation: str, by: str, complaint: str, person: str, why: str) -> None:
    """Somebody was named by mistake: they are concerned no longer, and the question goes from their phone. `statement_given` where they have stated."""
    row, case = opened(organisation, by, complaint)
    must_be_responsible(organisation, "complaint_manager", by, row, case)
    party = case.party(person)
    if party is None:
        raise Problem("bad_input", {"person": ["choice"]})
    if party.stated_at is not None:
        raise Problem("statement_given")
    if not why:
        raise Problem("bad_input", {"why": ["reason"]})
    write_fact(organisation, by, row.id, "not_concerned", {"person": person, "why": why})
