"""What lies beside the telephone: who calls, where they live, what was there before, what is already ordered for today, which slots are free."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from server.accounts.models import Person, Team
from server.console.layout import name_of, t
from server.customers.models import (
    Customer,
    Premises,
    current_customer,
    customers_with_phone,
    household_of,
    numbers_of,
    premises_of,
)
from server.customers.rules import addressed_as, headline
from server.dispatch.intake.order_form import Order
from server.dispatch.wished import kept, wished_in, worded
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.wishes import WishedTime
from server.visits.availability import WINDOWS, Plan, clashes, slots
from server.visits.console.visit_row import VisitViewContext
from server.visits.console.who_could import better_not
from server.visits.days import span_of
from server.visits.models import Visit
from server.visits.plans import plans_of
from server.visits.rules import OPEN

DAYS = 3
SAME_MATTER_HOURS = 2
NEW = "new"  # chosen instead of a customer: whoever calls is none of those with this number


@dataclass(frozen=True, slots=True)
class CallerView:
    """Who calls and what for, for those who show on the intake page what they know of them."""

    customer: Customer | None
    work: str
    premises: Premises | None = None
    follows: str = ""  # the visit that the order goes on with


@dataclass(slots=True)
class Lookup:
    """What was found for the order that is being typed."""

    customer: Customer | None = None
    others: list[Customer] = field(default_factory=list)
    places: list[Premises] = field(default_factory=list)
    premises: Premises | None = None
    filled: dict[str, str] = field(default_factory=dict)
    teams: list[dict[str, str]] = field(default_factory=list)
    team: str = ""
    technicians: list[dict[str, Any]] = field(default_factory=list)
    days: list[dict[str, Any]] = field(default_factory=list)
    on_grid: bool = False  # whether the time that was chosen is one of the slots
    wished: list[dict[str, Any]] = field(default_factory=list)  # times that other customers of the team wait to hear of
    kept: bool = False  # whether the slot that was chosen is only kept for one of them


def look_up(who: Caller, order: Order, reader: VisitViewContext) -> Lookup:
    """Everything around an order; customers and places are only ever those of the caller's organisation."""
    organisation = who.organisation.id
    lookup = Lookup()
    find_customer(organisation, order, lookup)
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    lookup.teams = [{"value": each.id, "label": name_of(each, reader.language)} for each in teams]
    known = {each.id for each in teams}
    lookup.team = next(
        (each for each in (order.team, who.person.team_id) if each in known), teams[0].id if teams else ""
    )
    people = _technicians(organisation, lookup.team)
    last = (date.fromisoformat(reader.today) + timedelta(DAYS)).isoformat()
    plans = plans_of(organisation, reader.today, last, waiting_in=lookup.team)
    wishes = wished_in(organisation, lookup.team, but=order.follows)
    lookup.wished = worded(organisation, wishes, reader)
    lookup.days = _days(people, plans, wishes, order, reader)
    lookup.kept = any(cell["chosen"] and cell["kept"] for day in lookup.days for cell in day["cells"])
    lookup.on_grid = any(cell["chosen"] for day in lookup.days for cell in day["cells"])
    not_again = better_not(lookup.customer.id) if lookup.customer else frozenset()
    lookup.technicians = [_option(each, plans, order, reader, not_again) for each in people]
    return lookup


def side_panel(who: Caller, lookup: Lookup, order: Order, reader: VisitViewContext) -> dict[str, Any]:
    """The right side: the customer as known, what is already ordered for today, earlier visits, what was left on record."""
    door = at_this_door(who.organisation.id, order, lookup, reader)
    if lookup.customer is None:
        return {"door": door} if door else {}
    visits = select(Visit).where(Visit.organisation_id == who.organisation.id, Visit.customer_id == lookup.customer.id)
    found = db.session.scalars(visits.order_by(Visit.day.desc(), Visit.due.desc()).limit(12)).all()
    people = _names(who.organisation.id, {each.lead_id for each in found if each.lead_id}, reader)
    ahead = [each for each in found if each.state in OPEN and (not each.day or each.day >= reader.today)]
    return {
        "name": lookup.customer.name,
        "spoken": addressed_as(lookup.customer.name, lookup.customer.salutation, reader.language),
        "account": lookup.customer.account_number or "",
        "since": lookup.customer.created_at[:4],
        "deaf": lookup.customer.hard_of_hearing,
        "english": lookup.customer.language == "en",
        "ahead": [_visit(each, people, reader) for each in ahead],
        "earlier": [_visit(each, people, reader) for each in found if each not in ahead][:6],
        "door": door,
        "last_time": lookup.premises.last_time if lookup.premises else "",
    }


def find_customer(organisation: str, order: Order, lookup: Lookup) -> None:
    """By the number, unless somebody else was chosen; never by a name, because two people may share one.

    Whoever was chosen counts only while nobody else has the number, so that a corrected number finds its own customer.
    """
    chosen = db.session.get(Customer, (organisation, order.customer)) if is_id(order.customer) else None
    same_number = customers_with_phone(organisation, order.phone) if order.phone and not order.no_phone else []
    known = [each.id for each in same_number]
    if order.customer == NEW or order.same_person == "other":
        lookup.customer = None
    elif chosen is not None and (not known or chosen.id in known or chosen.phone == order.phone):  # of very many alike
        lookup.customer = current_customer(chosen)
    else:
        lookup.customer = same_number[0] if same_number else None
    lookup.others = [each for each in same_number if lookup.customer is None or each.id != lookup.customer.id]
    if lookup.customer is None:
        return
    lookup.places = premises_of(organisation, lookup.customer.id)
    lookup.premises = next(
        (each for each in lookup.places if each.id == order.premises), lookup.places[0] if lookup.places else None
    )
    lookup.filled = as_typed(lookup.customer, lookup.premises)


def as_typed(person: Customer, place: Premises | None) -> dict[str, str]:
    """What is known of a customer and a place, as the fields of an order hold it; without what is not known."""
    filled = {
        "customer": person.id,
        "name": person.name,
        "salutation": person.salutation,
        "language": person.language,
        "hard_of_hearing": "1" if person.hard_of_hearing else "",
    }
    if place:
        filled |= {"premises": place.id} | {
            name: getattr(place, name) or ""
            for name in ("district", "estate", "building", "unit", "room", "rural", "gate_note")
        }
    return {name: value for name, value in filled.items() if value}


def question(lookup: Lookup, order: Order) -> str:
    """What must be asked before a known customer is changed: `name` or `phone`, whichever was typed otherwise; '' when nothing was."""
    if lookup.customer is None or order.same_person:
        return ""
    customer = lookup.customer
    household = household_of(customer.organisation_id, customer.id)
    if order.name and order.name not in (customer.name, *(each.name for each in household)):
        return "name"  # whoever of the household calls orders for the customer
    return "phone" if order.phone and customer.phone and order.phone not in numbers_of(customer) else ""


def same_matter(organisation: str, order: Order, reader: VisitViewContext) -> Visit | None:
    """A visit to the same door for the same kind of work that was ordered within two hours: perhaps the same matter."""
    ordered = Visit.received_at >= clock.later(reader.now, hours=-SAME_MATTER_HOURS)
    return _same_work(organisation, order, ordered, Visit.matter_id.is_not(None), Visit.state != "cancelled")


def open_order(organisation: str, order: Order, reader: VisitViewContext) -> Visit | None:
    """The same, ordered earlier and not done yet: perhaps the same fault a second time. Who takes the order is asked, and may pass it over."""
    return _same_work(organisation, order, Visit.state.in_(OPEN), or_(Visit.day == "", Visit.day >= reader.today))


def _same_work(organisation: str, order: Order, *such: Any) -> Visit | None:
    if order.follows or not order.work or (not (order.estate and order.room) and not order.rural):
        return None
    wanted = (
        select(Visit)
        .join(Premises, (Premises.organisation_id == Visit.organisation_id) & (Premises.id == Visit.premises_id))
        .where(
            *_same_door(organisation, order),
            Visit.organisation_id == organisation,
            Visit.kind_of_work == order.work,
            *such,
        )
    )
    return db.session.scalars(wanted.order_by(Visit.received_at.desc(), Visit.id).limit(1)).first()


def at_this_door(organisation: str, order: Order, lookup: Lookup, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Visits of today and later that somebody else ordered for the same door: two telephones, one household."""
    if not (order.estate and order.room) and not order.rural:
        return []
    same = _same_door(organisation, order)
    mine = lookup.customer.id if lookup.customer else ""
    visits = (
        select(Visit, Customer)
        .join(Premises, (Premises.organisation_id == Visit.organisation_id) & (Premises.id == Visit.premises_id))
        .join(Customer, (Customer.organisation_id == Visit.organisation_id) & (Customer.id == Visit.customer_id))
        .where(*same, Visit.customer_id != mine, Visit.state.in_(OPEN), or_(Visit.day == "", Visit.day >= reader.today))
        .order_by(Visit.day, Visit.due)
        .limit(3)
    )
    rows = db.session.execute(visits).all()
    people = _names(organisation, {each.lead_id for each, _ in rows if each.lead_id}, reader)
    return [
        _visit(each, people, reader) | {"customer": addressed_as(who.name, who.salutation, reader.language)}
        for each, who in rows
    ]


def _same_door(organisation: str, order: Order) -> list[Any]:
    typed = {name: getattr(order, name) or None for name in ("estate", "building", "unit", "room", "rural")}
    return [
        Premises.organisation_id == organisation,
        *(getattr(Premises, name).is_not_distinct_from(value) for name, value in typed.items()),
    ]


def _technicians(organisation: str, team: str) -> list[Person]:
    people = select(Person).where(
        Person.organisation_id == organisation,
        Person.left_at.is_(None),
        or_(Person.team_id == team, Person.team_id.is_(None)),
    )
    return [
        each for each in db.session.scalars(people.order_by(Person.badge, Person.name)) if each.has_role("technician")
    ]


def _days(
    people: list[Person], plans: list[Plan], wishes: list[WishedTime], order: Order, reader: VisitViewContext
) -> list[dict[str, Any]]:
    found, able = [], [each.id for each in people]
    held = [each for each in wishes if each.until > reader.now]
    for ahead in range(DAYS):
        day = (date.fromisoformat(reader.today) + timedelta(ahead)).isoformat()
        windows: list[tuple[str, str]] = [
            (clock.moment_at(day, start, reader.zone), clock.moment_at(day, end, reader.zone)) for start, end in WINDOWS
        ]
        free = slots(windows, able, [*plans, *kept(wishes, reader.now)], reader.now)
        whole = slots(windows, able, plans, reader.now)
        until = [
            max((each.until for each in held if each.start < end and start < each.end), default="")
            for start, end in windows
        ]
        name = ("today", "tomorrow", "after_tomorrow")[ahead]
        cells = [
            _cell(day, window, left.free, max(0, (all_.free or 0) - (left.free or 0)), at, order, reader)
            for window, left, all_, at in zip(WINDOWS, free, whole, until, strict=True)
        ]
        found.append(
            {
                "day": day,
                "name": t(f"intake.{name}"),
                "label": dates.named_day(day, reader.language, reader.today),
                "cells": cells,
            }
        )
    return found


def _cell(
    day: str, window: tuple[str, str], free: int | None, held: int, until: str, order: Order, reader: VisitViewContext
) -> dict[str, Any]:
    """A slot with what is free; what customers wish is kept for them and says until when."""
    chosen = order.day == day and (order.start, order.end) == window
    words = t("intake.past") if free is None else t("intake.full") if free == 0 else t("intake.free", count=free)
    if held:
        at = dates.clock_time(until, reader.zone)
        words = t("intake.kept_besides", free=words, count=held) if free else t("intake.kept", until=at)
    return {
        "value": f"{day} {window[0]}-{window[1]}",
        "words": words,
        "open": bool(free) or chosen,
        "chosen": chosen,
        "kept": bool(held) and not free,
    }


def _option(
    person: Person, plans: list[Plan], order: Order, reader: VisitViewContext, not_again: frozenset[str]
) -> dict[str, Any]:
    """A technician to choose: name and how many visits they have on the chosen day, or that the time clashes."""
    day = order.day or reader.today
    mine = [plan for plan in plans if plan.person == person.id and plan.day == day]
    window, agreed = order.moments(reader.zone)
    clash = clashes(mine, span_of(agreed, *(window or (None, None))))
    count = sum(not plan.away for plan in mine)
    load = t("panel.load", count=count) if count else t("intake.idle")
    words = [t("assign.clash") if clash else load, *([t("assign.not_again")] if person.id in not_again else [])]
    return {
        "value": person.id,
        "label": " · ".join([name_of(person, reader.language), *words]),
        "clash": clash,
        "count": count,
    }


def _names(organisation: str, people: set[str], reader: VisitViewContext) -> dict[str, str]:
    found = select(Person).where(Person.organisation_id == organisation, Person.id.in_(people))
    return {each.id: name_of(each, reader.language) for each in db.session.scalars(found)}


def _visit(visit: Visit, people: dict[str, str], reader: VisitViewContext) -> dict[str, Any]:
    kind = reader.kinds.get(visit.kind_of_work)
    return {
        "id": visit.id,
        "day": visit.day,
        "today": visit.day in ("", reader.today),
        "work": kind.title(reader.language) if kind else visit.kind_of_work,
        "who": people.get(visit.lead_id or "", t("state.nobody")),
        "state": visit.state if visit.lead_id or visit.state != "planned" else "unassigned",
        "word": t(f"state.{visit.state if visit.lead_id or visit.state != 'planned' else 'unassigned'}"),
        "when": dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language),
        "lead": visit.lead_id or "",
        "team": visit.team_id,
        "slot": _slot(visit, reader),
        "place": headline_of(visit),
    }


def headline_of(visit: Visit) -> str:
    """The place of an earlier visit in one line."""
    place = db.session.get(Premises, (visit.organisation_id, visit.premises_id))
    return headline(place) if place else ""


def _slot(visit: Visit, reader: VisitViewContext) -> str:
    if not visit.window_from or not visit.window_to or not visit.day:
        return ""
    return f"{visit.day} {dates.clock_time(visit.window_from, reader.zone)}-{dates.clock_time(visit.window_to, reader.zone)}"
