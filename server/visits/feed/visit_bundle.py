"""The bundle of a visit as a phone holds it (docs/PROTOCOL.md): work, place, customer, contact, log, and the grant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Executable, bindparam, select

from server.accounts.models import Organisation, Person, Team
from server.customers.models import Customer, Premises
from server.customers.rules import full_address, headline
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.kernel.registry import installed
from server.kernel.text.phones import masked_phone
from server.visits import standard
from server.visits.feed.history import former_visits
from server.visits.log.confidential import for_phones
from server.visits.models import Assignment, Fact, Grant, Holding, Visit

PLACE = ("district", "estate", "building", "unit", "room", "rural", "datum", "lat", "lon")


def _of_ids(model: Any, name: str = "id") -> Any:
    """Whole rows, not objects: nobody changes what is read here, and making objects of them took longer than reading them."""
    columns = model.__table__.c
    return select(*columns).where(
        columns.organisation_id == bindparam("organisation"), columns[name].in_(bindparam("ids", expanding=True))
    )


VISITS, CUSTOMERS, PREMISES, GRANTS, ASSIGNED = (
    _of_ids(Visit),
    _of_ids(Customer),
    _of_ids(Premises),
    _of_ids(Grant),
    _of_ids(Assignment, "visit_id"),
)
HELD = _of_ids(Holding, "visit_id").where(
    Holding.__table__.c.person_id == bindparam("person"), Holding.__table__.c.revoked_version.is_(None)
)
LOGS = (
    select(Fact.subject_id, Fact.text)
    .where(
        Fact.organisation_id == bindparam("organisation"),
        Fact.subject_id.in_(bindparam("ids", expanding=True)),
        Fact.outcome.in_(SHOWS),
    )
    .order_by(Fact.subject_id, Fact.position)
)
NEIGHBOURS = (
    select(Visit.id, Visit.premises_id, Visit.day)
    .join(Holding, (Holding.organisation_id == Visit.organisation_id) & (Holding.visit_id == Visit.id))
    .where(
        Visit.organisation_id == bindparam("organisation"),
        Visit.premises_id.in_(bindparam("ids", expanding=True)),
        Holding.person_id == bindparam("person"),
        Holding.revoked_version.is_(None),
    )
    .order_by(Visit.due, Visit.id)
)


BY_THE_OFFICE = '"device":"office"'
REPORTED, LED = re.compile(r'"person":"([0-9a-f-]{36})"'), re.compile(r'"lead":"([0-9a-f-]{36})"')


@dataclass(slots=True)
class Shelf:
    """Everything that the visits of one page of the feed need, read in a handful of queries. Keys are ids."""

    organisation: str
    person: str
    hotline: str = ""
    visits: dict[str, Visit] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    premises: dict[str, Premises] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    assigned: dict[str, list[Assignment]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    staff: list[str] = field(default_factory=list)
    teams: dict[str, str] = field(default_factory=dict)
    together: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    former: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    added: dict[str, dict[str, Any]] = field(default_factory=dict)  # what other capabilities tell of a visit


def shelf_of(organisation: str, person: str, visits: Iterable[str]) -> Shelf:
    """Read what these visits of the organisation need for this person's phones: those that they hold, because of others there is nothing to say."""
    shelf = Shelf(organisation, person, db.session.get_one(Organisation, organisation).hotline)
    shelf.holdings = {row.visit_id: row for row in _rows(HELD, shelf, visits)}
    shelf.visits = {row.id: row for row in _rows(VISITS, shelf, shelf.holdings)}
    shelf.customers = {
        row.id: row for row in _rows(CUSTOMERS, shelf, (row.customer_id for row in shelf.visits.values()))
    }
    shelf.premises = {row.id: row for row in _rows(PREMISES, shelf, (row.premises_id for row in shelf.visits.values()))}
    shelf.grants = {
        row.visit_id: row for row in _rows(GRANTS, shelf, (row.grant_id for row in shelf.holdings.values()))
    }
    for row in _rows(ASSIGNED, shelf, shelf.holdings):
        shelf.assigned.setdefault(row.visit_id, []).append(row)
    everybody = db.session.execute(
        select(Person.id, Person.name, Person.left_at).where(Person.organisation_id == organisation)
    )
    for who, name, left in everybody:
        shelf.names[who] = name
        shelf.staff += [] if left else [name]
    shelf.staff = sorted(set(shelf.staff))
    shelf.teams = {
        row.id: row.name for row in db.session.scalars(select(Team).where(Team.organisation_id == organisation))
    }
    _find_neighbours(shelf)
    shelf.former = former_visits(organisation, lambda what, ids: _rows(what, shelf, ids), shelf.premises)
    shelf.added = installed().told_of(organisation, person, list(shelf.visits.values()))
    return shelf


def bundles(shelf: Shelf, visits: list[str]) -> dict[str, dict[str, Any]]:
    """Visit → its bundle, for those that the person holds."""
    held = [visit for visit in visits if visit in shelf.grants and visit in shelf.visits]
    logs: dict[str, list[str]] = {visit: [] for visit in held}
    for visit, text in _rows(LOGS, shelf, held):
        logs[visit].append(for_phones(text))
    return {visit: _bundle(shelf, visit, logs[visit]) for visit in held}


def work_of(shelf: Shelf, visit: Visit) -> dict[str, Any]:
    """What is to be done, when, and by whom."""
    found = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    premises = shelf.premises[visit.premises_id]
    people = shelf.assigned.get(visit.id, [])
    lead = next(
        ({"id": row.person_id, "name": shelf.names[row.person_id]} for row in people if row.role == "lead"), None
    )
    helpers = [{"id": row.person_id, "name": shelf.names[row.person_id]} for row in people if row.role == "helper"]
    window = {"from": visit.window_from, "to": visit.window_to} if visit.window_from else None
    return _without_nothing(
        {
            "kind_of_work": visit.kind_of_work,
            "title": standard.title_of(found, visit.kind_of_work),
            "day": visit.day,
            "window": window,
            "agreed_at": visit.agreed_at,
            "priority": visit.priority,
            "instructions": visit.instructions,
            "bring": json.loads(visit.bring),
            "lead": lead,
            "helpers": sorted(helpers, key=lambda one: one["id"]),
            "hotline": shelf.hotline,
            "same_address": [one for one in shelf.together.get((visit.premises_id, visit.day), []) if one != visit.id]
            or None,
            "last_time": [line for line in (premises.last_time or "").splitlines() if line.strip()][:3] or None,
            "history": [each for each in shelf.former.get(visit.premises_id, []) if each["id"] != visit.id] or None,
            "team": shelf.teams.get(visit.team_id, ""),
        }
        | shelf.added.get(visit.id, {})
    )


def contact_of(shelf: Shelf, visit: Visit) -> dict[str, Any]:
    """What only today's work needs to know of a customer."""
    customer, premises = shelf.customers[visit.customer_id], shelf.premises[visit.premises_id]
    return _without_nothing(
        {
            "phone": customer.phone or None,
            "address": full_address(premises),
            "gate_note": premises.gate_note or None,
            "door_note": premises.door_note or None,
        }
    )


def place_of(shelf: Shelf, visit: Visit) -> dict[str, Any]:
    """Where the visit is, in parts and in one line."""
    premises = shelf.premises[visit.premises_id]
    return _without_nothing({name: getattr(premises, name) for name in PLACE} | {"line": headline(premises)})


def customer_of(shelf: Shelf, visit: Visit) -> dict[str, Any]:
    """Who is visited, as a phone may know it days before."""
    customer = shelf.customers[visit.customer_id]
    return _without_nothing(
        {
            "name": customer.name,
            "salutation": customer.salutation,
            "language": customer.language,
            "hard_of_hearing": customer.hard_of_hearing or None,
            "no_phone": not customer.phone or None,
            "phone_masked": masked_phone(customer.phone) or None,
        }
    )


def _people(shelf: Shelf, visit_id: str, log: list[str]) -> list[dict[str, str]] | None:
    """Who reported in this visit or had it before, and is not of it any more: a name beside each of their facts."""
    now = {row.person_id for row in shelf.assigned.get(visit_id, [])}
    were = {person for text in log for person in (LED if BY_THE_OFFICE in text else REPORTED).findall(text)}
    return [
        {"id": person, "name": shelf.names[person]} for person in sorted(were - now) if person in shelf.names
    ] or None


def _bundle(shelf: Shelf, visit_id: str, log: list[str]) -> dict[str, Any]:
    visit, holding = shelf.visits[visit_id], shelf.holdings[visit_id]
    return _without_nothing(
        {
            "id": visit.id,
            "number": visit.number,
            "version": visit.version,
            "state": visit.state,
            "needs_review": visit.needs_review,
            "grant": json.loads(shelf.grants[visit_id].document),
            "work": work_of(shelf, visit),
            "place": place_of(shelf, visit),
            "customer": customer_of(shelf, visit),
            "contact": contact_of(shelf, visit) if holding.contact_version is not None else None,
            "log": log,
            "people": _people(shelf, visit_id, log),
            "staff": shelf.staff,
        }
    )


def _find_neighbours(shelf: Shelf) -> None:
    """Which other visits the person holds at the same address on the same day: one arrival serves them all."""
    for visit, premises, day in _rows(NEIGHBOURS, shelf, (row.premises_id for row in shelf.visits.values())):
        shelf.together.setdefault((premises, day), []).append(visit)


def _rows(what: Executable, shelf: Shelf, ids: Iterable[str]) -> Sequence[Any]:
    """Of the shelf's organisation and person; the statement is made once, because naming hundreds of ids in it anew takes as long as asking."""
    wanted = sorted(set(ids))
    if not wanted:
        return ()
    return db.session.execute(what, {"organisation": shelf.organisation, "person": shelf.person, "ids": wanted}).all()


def _without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value is not None}
