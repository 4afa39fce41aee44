"""Who could go on a visit: of those who have done such work first, then by what clashes, team and load. For suggestions, forms and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import aliased

from server.accounts.models import Person
from server.accounts.offered import offered_technicians
from server.accounts.search import known_by
from server.console.layout import name_of, t
from server.console.sections import shown
from server.kernel.db import db
from server.visits.availability import Plan, Span, clashes
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Assignment, Visit
from server.visits.plans import plans_of, time_of
from server.visits.rules import ENDED

PRACTICE = 180  # days in which somebody has led such work, so that they count as able


def who_could(visit: Visit, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Technicians, best first: [{id, name, load, not_again, clash, new, words}]; `new` is who has not done such work lately where others have.

    Where they are too many, those of the visit's team and of its technician's, and whoever is on it.
    """
    able = _able(visit)
    plans = _by_person(visit.organisation_id, visit.day or reader.today, visit.id)
    have_led = practised(visit.organisation_id, visit.standard_id, reader.today, [each.id for each in able], visit.id)
    wanted, not_again = time_of(visit), better_not(visit.customer_id)

    def rank(each: Row[Any]) -> tuple[Any, ...]:
        mine = plans.get(each.id, [])
        return (
            each.id in not_again,
            bool(have_led) and each.id not in have_led,
            clashes(mine, wanted),
            each.team_id != visit.team_id,
            sum(not plan.away for plan in mine),
            each.badge or "",
            each.name,
        )

    return [
        _said(each, plans.get(each.id, []), wanted, have_led, reader, not_again=each.id in not_again)
        for each in sorted(able, key=rank)
    ]


def better_not(customer: str) -> frozenset[str]:
    """Whom other capabilities know a reason against sending to this customer."""
    return frozenset().union(*(each["section"]["people"] for each in shown("assign", "not_again", customer)))


def sent_again(organisation: str, visits: Sequence[str]) -> bool:
    """Whether one of these visits has somebody on it who had better not go there."""
    rows = db.session.execute(
        select(Visit.customer_id, Assignment.person_id)
        .join(Assignment, (Assignment.organisation_id == Visit.organisation_id) & (Assignment.visit_id == Visit.id))
        .where(Visit.organisation_id == organisation, Visit.id.in_(visits))
    ).all()
    people: dict[str, set[str]] = {}
    for customer, person in rows:
        people.setdefault(customer, set()).add(person)
    return any(better_not(customer) & sent for customer, sent in people.items())


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


def _able(visit: Visit) -> Sequence[Row[Any]]:
    organisation = visit.organisation_id
    helpers = select(Assignment.person_id).where(
        Assignment.organisation_id == organisation, Assignment.visit_id == visit.id
    )
    on_it = [*([visit.lead_id] if visit.lead_id else []), *db.session.scalars(helpers)]
    lead = db.session.get(Person, (organisation, visit.lead_id)) if visit.lead_id else None
    teams = {each for each in (visit.team_id, lead.team_id if lead else None) if each}
    return offered_technicians(organisation, teams, on_it)[0]


def practised(organisation: str, standard: str, today: str, people: Sequence[str], without: str = "") -> set[str]:
    """Who of these people has done work by this standard lately, the visit `without` left out; what is only planned shows no practice."""
    other, since = aliased(Visit), (date.fromisoformat(today) - timedelta(PRACTICE)).isoformat()
    led = exists().where(
        other.organisation_id == organisation,
        other.lead_id == Person.id,
        other.day >= since,
        other.standard_id == standard,
        other.state.in_(ENDED),
        other.id != without,
    )
    ours = select(Person.id).where(Person.organisation_id == organisation, Person.id.in_(people))
    return set(db.session.scalars(ours.where(led)))


def _said(
    person: Row[Any],
    plans: list[Plan],
    wanted: Span,
    able: set[str],
    reader: VisitViewContext,
    *,
    not_again: bool,
) -> dict[str, Any]:
    clash, new = clashes(plans, wanted), bool(able) and person.id not in able
    count = sum(not plan.away for plan in plans)
    load = t("panel.load", count=count) if count else t("panel.free")
    found = {"not_again": not_again, "clash": clash, "new": new}
    words = " · ".join([load, *(t(f"assign.{name}") for name, true in found.items() if true)])
    return {
        "id": person.id,
        "name": name_of(person, reader.language),
        "load": load,
        **found,
        "words": words,
        "known": known_by(person.name, person.name_en, person.badge),
    }
