"""A complaint in the reader's words: its stage, what is left of its clock, who is concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person, Team
from server.complaints.models import Complaint, ComplaintParty
from server.complaints.rules import ANSWERED, CLOSED, IN_HAND, RECEIVED
from server.console.layout import name_of, t
from server.console.view import ViewContext
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as, headline
from server.i18n import dates
from server.kernel import clock
from server.kernel.db import db

SOON = 120  # minutes before which what is left is marked
TONES = {
    RECEIVED: ("attention", "planned"),
    IN_HAND: ("now", "working"),
    ANSWERED: ("quiet", "done"),
    CLOSED: ("good", "check"),
}


def state_of(row: Complaint) -> dict[str, Any]:
    """The stage as a badge with one more word: serious and not told comes before everything else."""
    tone, icon = TONES[row.state]
    note = ""
    if row.serious and not row.head_told and row.state != CLOSED:
        return {
            "state": "warn",
            "tone": "problem",
            "word": t("complaint.serious"),
            "note": t("complaint.head_not_told"),
        }
    if row.unheard_at is not None:
        note = t("complaint.wrote_again")
    elif row.waits_for_statement:
        note = t("complaint.waits_for_statement")
    elif row.state == IN_HAND and row.cycle > 1:
        note = t("complaint.again", count=row.cycle)
    elif row.state == CLOSED:
        note = t(f"complaint.closing.{row.closed_how}")
    return {"state": icon, "tone": tone, "word": t(f"complaint.state.{row.state}"), "note": note}


def left_of(row: Complaint, reader: ViewContext) -> dict[str, str]:
    """What is left of the running clock, with the clock's name where it is not the 48 hours; {} where none runs."""
    if row.state in (ANSWERED, CLOSED) or row.stopped_at or not row.due_at:
        return {}
    minutes = clock.milliseconds_between(reader.now, row.due_at) // 60_000
    words = t("commitment.left" if minutes >= 0 else "commitment.over", span=dates.span(abs(minutes), reader.language))
    named = t(f"complaint.clock.{row.basis}", left=words)
    return {"words": named, "tone": "problem" if minutes < 0 else "attention" if minutes < SOON else ""}


def promised_words(row: Complaint, people: dict[str, str], reader: ViewContext) -> str:
    """Who answers and when the customer was told that the next word comes."""
    who = people.get(row.handler_id or "", "") or t("complaint.nobody_yet")
    if row.state == CLOSED:
        return ""
    at = dates.moment_short(row.next_answer_at, reader.today, reader.zone) if row.next_answer_at else ""
    return " · ".join(each for each in (who, at or t("complaint.not_promised")) if each)


def names_of(organisation: str, reader: ViewContext) -> dict[str, str]:
    """Person or team → name."""
    found: Iterable[Any] = [
        *db.session.scalars(select(Person).where(Person.organisation_id == organisation)),
        *db.session.scalars(select(Team).where(Team.organisation_id == organisation)),
    ]
    return {each.id: name_of(each, reader.language) for each in found}


def own_among(organisation: str, person: str, complaints: Iterable[str]) -> frozenset[str]:
    """Those of these complaints that are about this person: nobody reads the customer's words about themselves (ruling 12)."""
    wanted = select(ComplaintParty.complaint_id).where(
        ComplaintParty.organisation_id == organisation,
        ComplaintParty.party_id == person,
        ComplaintParty.complaint_id.in_(list(complaints)),
    )
    return frozenset(db.session.scalars(wanted))


def gist_of(row: Complaint, own: Collection[str]) -> str:
    """The beginning of the customer's words; for the person concerned only that it is about them."""
    return t("complaint.about_you") if row.id in own else row.gist[:60]


def whom_of(row: Complaint, reader: ViewContext) -> dict[str, str]:
    """{name, place}: the customer as the office speaks of them."""
    customer = db.session.get(Customer, (row.organisation_id, row.customer_id)) if row.customer_id else None
    place = db.session.get(Premises, (row.organisation_id, row.premises_id)) if row.premises_id else None
    name = addressed_as(customer.name, customer.salutation, reader.language) if customer else ""
    return {
        "name": name or t("complaint.anonymous" if row.anonymous else "complaint.unknown"),
        "place": headline(place) if place else "",
    }
