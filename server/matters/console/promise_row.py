"""Commitments of a list with whom and where, and their words in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person
from server.console.layout import name_of, t, translate_if_known
from server.customers.rules import addressed_as, headline, house
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.matters.loop import OTHER
from server.matters.models import Commitment, Contact
from server.matters.reminders import SUPERVISOR, stage_of
from server.matters.rules import OPEN, PRESSING, RETURN
from server.standards.declared import opened_as
from server.visits.console.rules import minutes
from server.visits.console.visit_query import Filters, Line, lines_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.standard import document_of, outcome_of, steps_of

MOST = 200
OFFICE_KINDS = (RETURN, OTHER)  # what matters and interruptions leave beside results to feed back
SOON = 60  # minutes before which a promise is marked
ICONS = {"answer": "promise", "return": "again", "book_anew": "calendar", "clear": "warn"}


@dataclass(slots=True)
class PromiseLine:
    """One commitment with the visit that it comes from, who promised it, and the contacts about it."""

    row: Commitment
    line: Line
    owner: Person | None
    stage: str = ""  # who has to know by now (reminders.py)
    contacts: list[Contact] = field(default_factory=list)


def due_now(organisation: str, filters: Filters, zone: str, *, later: bool) -> tuple[list[PromiseLine], int, str]:
    """What a list shows of what is open: due on its day, on today's also what is overdue; how many wait beyond it, and for when the first."""
    asked = open_of(organisation, filters, Commitment.source_type == "visit", Commitment.state == OPEN)
    ends = end_of_list(filters, zone)
    here = on_day(asked, _at_hand(ends), filters, zone, later=later)
    count, first = beyond(asked, ~_at_hand(ends), filters)
    found = db.session.scalars(here.order_by(Commitment.due_at, Commitment.id).limit(MOST)).all()
    return promise_lines(organisation, found), count, first


def on_day(query: Select[Any], hand: ColumnElement[bool], filters: Filters, zone: str, *, later: bool) -> Select[Any]:
    """What is due on the list's day, on today's also what is overdue; everything where later days are asked for, too."""
    if filters.day == "all" or later:
        return query
    if filters.day == filters.today:
        return query.where(hand)
    return query.where(hand, Commitment.due_at >= clock.moment_at(filters.day, "00:00", zone))


def beyond(query: Select[Any], after: ColumnElement[bool], filters: Filters) -> tuple[int, str]:
    """How many wait beyond today's list, and for when the first; of another day's list nobody asks."""
    if filters.day != filters.today:
        return 0, ""
    count, first = db.session.execute(
        query.where(after).with_only_columns(func.count(), func.min(Commitment.due_at))
    ).one()
    return count, first or ""


def end_of_list(filters: Filters, zone: str) -> str:
    """The moment at which the list's day ends."""
    return clock.moment_at(_after(filters.day if filters.day != "all" else filters.today), "00:00", zone)


def due_today(who: Caller) -> int:
    """How much of what was promised is due today or overdue: what the rail counts."""
    zone = who.organisation.time_zone
    ends = clock.moment_at(_after(clock.day_of(clock.now(), zone)), "00:00", zone)
    wanted = (
        select(func.count())
        .select_from(Commitment)
        .where(
            Commitment.organisation_id == who.organisation.id,
            Commitment.source_type == "visit",
            Commitment.state == OPEN,
            _at_hand(ends),
        )
    )
    owed = (
        select(func.count())
        .select_from(Commitment)
        .where(
            Commitment.organisation_id == who.organisation.id,
            Commitment.state == OPEN,
            Commitment.kind.in_(OFFICE_KINDS),  # open results are counted with the matters
            Commitment.source_type != "visit",
            Commitment.due_at < ends,
        )
    )
    return (db.session.scalar(wanted) or 0) + (db.session.scalar(owed) or 0)


def promise_lines(organisation: str, rows: Sequence[Commitment]) -> list[PromiseLine]:
    """These commitments with everything that their words need, in their order."""
    lines = (
        {line.visit.id: line for line in lines_of(organisation, list({row.source_id for row in rows}))} if rows else {}
    )
    owners = {row.owner_id for row in rows if row.owner_id}
    people = {
        each.id: each
        for each in db.session.scalars(
            select(Person).where(Person.organisation_id == organisation, Person.id.in_(owners))
        )
    }
    calendar, now = calendar_of(organisation), clock.now()
    found = [
        PromiseLine(
            row,
            lines[row.source_id],
            people.get(row.owner_id or ""),
            stage_of(row.due_at, now, calendar) if row.state == OPEN else "",
        )
        for row in rows
        if row.source_id in lines
    ]
    of_row = {each.row.id: each for each in found}
    contacts = (
        select(Contact)
        .where(Contact.organisation_id == organisation, Contact.commitment_id.in_(of_row))
        .order_by(Contact.at, Contact.id)
    )
    for contact in db.session.scalars(contacts) if of_row else ():
        of_row[contact.commitment_id or ""].contacts.append(contact)
    return found


def row_of(each: PromiseLine, reader: VisitViewContext) -> dict[str, Any]:
    """One row: {id, when, place, house, kind, customer, owner, what, icon, tone, left, far, …}."""
    row, line = each.row, each.line
    stands = left_of(row, reader)
    return stands | {
        "id": row.id,
        "kind_id": row.kind,
        "visit": line.visit.id,
        "number": line.visit.number,
        "when": when_of(row, reader),
        "kind": t(f"commitment.kind.{row.kind}"),
        "place": line.premises.estate or headline(line.premises),
        "house": house(line.premises) if line.premises.estate else "",
        "headline": headline(line.premises),
        "customer": addressed_as(line.customer.name, line.customer.salutation, reader.language),
        "owner": name_of(each.owner, reader.language) if each.owner else t("commitment.team"),
        "what": what_of(each, reader),
        "icon": "late" if stands["overdue"] else ICONS.get(row.kind, "promise"),
        "far": far_of(each, reader),
        "unchecked": row.provisional,
        "state": row.state,
        "state_word": state_words(row, reader),
        "came_late": row.came_late,
        "untold": bool(row.untold_visit),
        "clause": row.clause,
        "no_phone": not line.customer.phone,
    }


def left_of(row: Commitment, reader: VisitViewContext) -> dict[str, Any]:
    """{tone, overdue, left}: how much time is left of it, or by how much it is over."""
    return clock_words(row.due_at, reader) if row.state == OPEN else {"tone": "", "overdue": False, "left": ""}


def clock_words(due_at: str, reader: VisitViewContext) -> dict[str, Any]:
    """The same of a moment that is not kept yet."""
    left, overdue = minutes(reader.now, due_at), due_at < reader.now
    words = t("commitment.over" if overdue else "commitment.left", span=dates.span(left, reader.language))
    return {"tone": "problem" if overdue else "attention" if left < SOON else "", "overdue": overdue, "left": words}


def when_of(row: Commitment, reader: VisitViewContext) -> str:
    """15:00 前 today, 12-01 15:00 前 on another day; a return is at its time, not before it."""
    moment = dates.moment_short(row.due_at, reader.today, reader.zone)
    return t("commitment.at" if row.kind == "return" else "commitment.by", moment=moment)


def what_of(each: PromiseLine, reader: VisitViewContext) -> str:
    """What was promised: in the words in which it was, else what was not done."""
    row, visit = each.row, each.line.visit
    if row.what:
        about = (
            translate_if_known(f"commitment.about.{row.about}")
            if row.kind in ("answer", "clear") and row.about
            else None
        )
        if about:
            return t("commitment.slip", about=about, what=row.what)
        title = opened_as(standard_of(visit), row.what)
        return title[reader.language] if title else row.what
    if row.about == "cancelled":
        return t("commitment.cancelled")
    if row.about:
        own = outcome_of(visit, row.about)
        known = own[reader.language] if isinstance(own, dict) else translate_if_known(f"outcome.{row.about}")
        return known or _remedy(each, row.about, reader) or row.about
    return visit.instructions or t("commitment.what.answer")


def standard_of(visit: Visit) -> dict[str, Any]:
    """The document that a visit pins."""
    return document_of(visit.organisation_id, visit.standard_id, visit.standard_version)


def far_of(each: PromiseLine, reader: VisitViewContext) -> str:
    """How far it has come: nobody called yet, called so often in vain, a visit ordered of which nobody was told."""
    if each.row.untold_visit:
        return t("commitment.untold")
    if each.stage == SUPERVISOR:
        return t("commitment.escalated")
    if not each.contacts:
        return t("commitment.not_called")
    missed = [contact for contact in each.contacts if contact.result != "reached"]
    last = each.contacts[-1]
    if last.result == "reached":
        return t("commitment.spoke", at=dates.moment_short(last.at, reader.today, reader.zone))
    return t("commitment.missed", count=len(missed))


def state_words(row: Commitment, reader: VisitViewContext) -> str:
    """What has become of it, and when."""
    if row.state == OPEN:
        return t("commitment.overdue" if row.due_at < reader.now else "commitment.open")
    at = dates.moment_short(row.closed_at, reader.today, reader.zone) if row.closed_at else ""
    return f"{t(f'commitment.state.{row.state}')} {at}".strip()


def _remedy(each: PromiseLine, value: str, reader: VisitViewContext) -> str:
    visit = each.line.visit
    answer = (
        steps_of(visit.organisation_id, visit.standard_id, visit.standard_version).get("remedy", {}).get("answer", {})
    )
    return next((choice["label"][reader.language] for choice in answer.get("choices", []) if choice["id"] == value), "")


def open_of(organisation: str, filters: Filters, *which: ColumnElement[bool]) -> Select[Any]:
    """What is open of these, by the list's team and technician."""
    query = select(Commitment).where(Commitment.organisation_id == organisation, *which)
    query = query.where(Commitment.owner_team == filters.team) if filters.team else query
    return query.where(Commitment.owner_id == filters.technician) if filters.technician else query


def _at_hand(ends: str) -> ColumnElement[bool]:
    """What cannot wait for its day: due before a day ends, or a complaint or a hazard that a technician noted."""
    return or_(Commitment.due_at < ends, Commitment.about.in_(PRESSING))


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(1)).isoformat()
