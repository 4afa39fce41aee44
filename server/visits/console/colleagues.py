"""Who is inside a visit that was given to somebody else meanwhile: a person whom the list would name nowhere (P-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.accounts.models import Person
from server.kernel.db import db
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Visit
from server.visits.rules import UNDER_WAY


def colleagues(
    organisation: str, visits: Mapping[str, tuple[Visit, Sequence[Person], Sequence[Fact]]]
) -> dict[str, Person]:
    """Visit → who is there, of visits under way with their helpers and the facts of coming and going."""
    inside = {
        id_: there
        for id_, (visit, helpers, facts) in visits.items()
        if visit.state in UNDER_WAY
        and visit.lead_id is not None
        and (there := _inside(facts))
        and there not in (visit.lead_id, *(each.id for each in helpers))
    }
    if not inside:
        return {}
    named = select(Person).where(Person.organisation_id == organisation, Person.id.in_(set(inside.values())))
    people = {person.id: person for person in db.session.scalars(named)}
    return {visit: people[person] for visit, person in inside.items() if person in people}


def _inside(facts: Sequence[Fact]) -> str | None:
    """Who came last and has not left."""
    there: str | None = None
    for fact in shown_facts(list(facts)):
        if fact.kind in ("arrived", "entered"):
            there = fact.person_id
        elif fact.kind in ("left", "ended") and fact.person_id == there:
            there = None
    return there
