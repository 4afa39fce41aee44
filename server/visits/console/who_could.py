"""Who could go on a visit: of those who have done such work first, then by what clashes, team and load. For suggestions, forms and warnings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from server.accounts.models import Person
from server.console.layout import name_of, t
from server.kernel.db import db
from server.kernel.text.pinyin import initials_of
from server.visits.availability import Plan, Span, clashes
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.plans import plans_of, time_of

PRACTICE = 180  # days in which somebody has led such work, so that they count as able


def who_could(visit: Visit, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Every technician, best first: [{id, name, load, clash, new, words}]; `new` is who has not done such work lately where others have."""
    people = select(Person).where(Person.organisation_id == visit.organisation_id, Person.left_at.is_(None))
    able = [each for each in db.session.scalars(people) if each.has_role("technician")]
    plans = _by_person(visit.organisation_id, visit.day or reader.today, visit.id)
    practised = _practised(visit, reader.today)
    wanted = time_of(visit)

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


def _by_person(organisation: str, day: str, without: str) -> dict[str, list[Plan]]:
    """Person → their other open visits of a day."""
    plans: dict[str, list[Plan]] = {}
    for plan in plans_of(organisation, day, day, without=without):
        plans.setdefault(plan.person, []).append(plan)
    return plans


def clashing(organisation: str, visits: list[str], person: str) -> int:
    """How many of these visits meet another visit of the person who has them now."""
    rows = db.session.scalars(select(Visit).where(Visit.organisation_id == organisation, Visit.id.in_(visits)))
    return sum(
        clashes(
            _by_person(organisation, row.day, row.id).get(person, []),
            time_of(row),
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
    person: Person, plans: list[Plan], wanted: Span, practised: set[str], reader: VisitViewContext
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
        "known": " ".join(
            part for part in (person.name, person.name_en, person.badge, *initials_of(person.name)) if part
        ),
    }
