"""Who could go on a visit: of those who have done such work first, then by what clashes, team and load. For suggestions, forms and warnings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from server.accounts.models import Person
from server.console.layout import name_of, t
from server.kernel.db import db
from server.visits.console.rules import UNDER_WAY
from server.visits.console.visit_row import VisitViewContext
from server.visits.days import span_of
from server.visits.models import Visit

PRACTICE = 180  # days in which somebody has led such work, so that they count as able
OPEN = ("planned", *UNDER_WAY)
Span = tuple[str, str]


def who_could(visit: Visit, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Every technician, best first: [{id, name, load, clash, new, words}]; `new` is who has not done such work lately where others have."""
    people = select(Person).where(Person.organisation_id == visit.organisation_id, Person.left_at.is_(None))
    able = [each for each in db.session.scalars(people) if each.has_role("technician")]
    plans, practised = (
        plans_of(visit.organisation_id, visit.day or reader.today, visit.id),
        _practised(visit, reader.today),
    )
    wanted = span_of(visit.agreed_at, visit.window_from, visit.window_to)

    def rank(each: Person) -> tuple[Any, ...]:
        mine = plans.get(each.id, [])
        return (
            bool(practised) and each.id not in practised,
            clashes(mine, wanted),
            each.team_id != visit.team_id,
            len(mine),
            each.badge or "",
            each.name,
        )

    return [_said(each, plans.get(each.id, []), wanted, practised, reader) for each in sorted(able, key=rank)]


def plans_of(organisation: str, day: str, without: str = "") -> dict[str, list[Span]]:
    """Person → the times of their open visits of a day."""
    busy = select(Visit.lead_id, Visit.agreed_at, Visit.window_from, Visit.window_to).where(
        Visit.organisation_id == organisation,
        Visit.day == day,
        Visit.state.in_(OPEN),
        Visit.lead_id.is_not(None),
        Visit.id != without,
    )
    plans: dict[str, list[Span]] = {}
    for person, agreed, start, end in db.session.execute(busy):
        plans.setdefault(str(person), []).append(span_of(agreed, start, end))
    return plans


def clashes(plans: list[Span], wanted: Span) -> bool:
    """Whether a time meets another one."""
    return bool(wanted[0]) and any(start < wanted[1] and wanted[0] < end for start, end in plans if start)


def clashing(organisation: str, visits: list[str], person: str) -> int:
    """How many of these visits meet another visit of the person who has them now."""
    rows = db.session.scalars(select(Visit).where(Visit.organisation_id == organisation, Visit.id.in_(visits)))
    return sum(
        clashes(
            plans_of(organisation, row.day, row.id).get(person, []),
            span_of(row.agreed_at, row.window_from, row.window_to),
        )
        for row in rows
    )


def _practised(visit: Visit, today: str) -> set[str]:
    """Who has led a visit of the same standard lately."""
    other, since = aliased(Visit), (date.fromisoformat(today) - timedelta(PRACTICE)).isoformat()
    led = exists().where(
        other.organisation_id == visit.organisation_id,
        other.lead_id == Person.id,
        other.day >= since,
        other.standard_id == visit.standard_id,
        other.id != visit.id,
    )
    return set(db.session.scalars(select(Person.id).where(Person.organisation_id == visit.organisation_id, led)))


def _said(
    person: Person, plans: list[Span], wanted: Span, practised: set[str], reader: VisitViewContext
) -> dict[str, Any]:
    clash, new = clashes(plans, wanted), bool(practised) and person.id not in practised
    load = t("panel.load", count=len(plans)) if plans else t("panel.free")
    words = " · ".join([load, *([t("assign.clash")] if clash else []), *([t("assign.new")] if new else [])])
    return {
        "id": person.id,
        "name": name_of(person, reader.language),
        "load": load,
        "clash": clash,
        "new": new,
        "words": words,
    }
