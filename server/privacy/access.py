"""Who looked at whose data: for the data officer, by customer and by person, and whoever looked at unusually many."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import delete, select

from server.accounts.models import Organisation, Person
from server.accounts.responsibility import in_charge
from server.customers.models import AccessRecord, merged_with
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.privacy.times import FOREIGN_A_DAY
from server.visits.models import Visit

PAGE = 100


def is_data_officer(who: Caller) -> bool:
    """Whether this person or their deputy answers for data about people here."""
    return who.person.id in in_charge(who.organisation.id, "data_officer")


def records(organisation: str, *, customer: str = "", person: str = "", before: str = "") -> list[AccessRecord]:
    """The newest looks, at most a page and one more."""
    wanted = select(AccessRecord).where(AccessRecord.organisation_id == organisation)
    if customer:
        wanted = wanted.where(AccessRecord.customer_id.in_(merged_with(organisation, customer)))
    if person:
        wanted = wanted.where(AccessRecord.person_id == person)
    if before:
        wanted = wanted.where(AccessRecord.id < before)
    return list(db.session.scalars(wanted.order_by(AccessRecord.id.desc()).limit(PAGE + 1)))


def unusual(organisation: str) -> list[tuple[str, int]]:
    """(person, how many) of everybody who, on this day of the organisation, looked at more customers outside their own team's visits
    than somebody does at work, or searched for numbers as often.
    """
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.moment_at(clock.day_of(clock.now(), zone), "00:00", zone)
    rows = db.session.execute(
        select(AccessRecord.person_id, AccessRecord.customer_id, AccessRecord.what, Visit.team_id, Person.team_id)
        .join(Person, (Person.organisation_id == organisation) & (Person.id == AccessRecord.person_id))
        .outerjoin(Visit, (Visit.organisation_id == organisation) & (Visit.id == AccessRecord.visit_id))
        .where(AccessRecord.organisation_id == organisation, AccessRecord.at >= today)
    ).all()
    seen, searches = defaultdict[str, set[str]](set), Counter[str]()
    for person, customer, what, team, own in rows:
        if what == "list":
            searches[person] += 1
        elif customer and (team is None or team != own):
            seen[person].add(customer)
    most = {person: max(len(seen[person]), searches[person]) for person in {*seen, *searches}}
    return sorted(((each, count) for each, count in most.items() if count > FOREIGN_A_DAY), key=lambda pair: -pair[1])


def answer_of(organisation: str, customer: str) -> list[dict[str, Any]]:
    """What a customer who asks is told: when, what, and by which function, never by which name."""
    found = []
    for row in records(organisation, customer=customer):
        person = db.session.get(Person, (organisation, row.person_id))
        found.append({"at": row.at, "what": row.what, "roles": person.roles.split() if person else []})
    return found


def forget_old(organisation: str, before: str) -> int:
    """Inside `write`: looks older than the rule keeps go; returns how many."""
    rows = db.session.scalars(
        select(AccessRecord.id)
        .where(AccessRecord.organisation_id == organisation, AccessRecord.at < before)
        .limit(1000)
    ).all()
    db.session.execute(
        delete(AccessRecord).where(AccessRecord.organisation_id == organisation, AccessRecord.id.in_(rows))
    )
    return len(rows)
