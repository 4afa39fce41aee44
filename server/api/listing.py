"""What other systems read: pages by cursor, always of the organisation of the key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from server.accounts.api_keys import KeyCaller
from server.customers.access import saw_by
from server.customers.models import Customer, Premises, current_customer, premises_of
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.visits.models import Visit

PLACE = ("id", "district", "estate", "building", "unit", "room", "rural", "gate_note")


def visits(who: KeyCaller, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of visits."""
    wanted = select(Visit).where(*(getattr(Visit, name) == asked[name] for name in ("day", "state") if name in asked))
    return _page(who, Visit, wanted, asked, shown_visit)


def visit(who: KeyCaller, visit_id: str) -> dict[str, Any]:
    """One visit; `not_found` for a stranger's."""
    return shown_visit(_theirs(who, Visit, visit_id))


def customers(who: KeyCaller, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of customers with their places, on record as a list that was looked at."""
    wanted = select(Customer).where(Customer.merged_into.is_(None))
    found = _page(who, Customer, wanted, asked, lambda row: row)
    rows = found["items"]
    places: dict[str, list[Premises]] = {row.id: [] for row in rows}
    theirs = (Premises.organisation_id == who.organisation, Premises.customer_id.in_(places))
    for place in db.session.scalars(select(Premises).where(*theirs).order_by(Premises.id)):
        places[place.customer_id].append(place)
    saw_by(who.organisation, who.person, "list", None, None, len(rows))
    return found | {"items": [shown_customer(row, places[row.id]) for row in rows]}


def customer(who: KeyCaller, customer_id: str) -> dict[str, Any]:
    """One customer, on record as looked at; `not_found` for a stranger's."""
    found = current_customer(_theirs(who, Customer, customer_id))
    saw_by(who.organisation, who.person, "phone", found.id, None, None)
    return shown_customer(found, premises_of(who.organisation, found.id))


def matters(who: KeyCaller, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of matters."""
    return _page(who, Matter, _in_state(Matter, asked), asked, shown_matter)


def commitments(who: KeyCaller, asked: dict[str, Any]) -> dict[str, Any]:
    """A page of commitments."""
    return _page(who, Commitment, _in_state(Commitment, asked), asked, shown_commitment)


def shown_visit(row: Visit) -> dict[str, Any]:
    """A visit as it is read."""
    same = ("id", "number", "state", "kind_of_work", "day", "agreed_at", "window_from", "window_to", "received_at")
    found = {name: getattr(row, name) for name in (*same, "last_fact_at", "version")}
    others = {"customer": row.customer_id, "place": row.premises_id, "matter": row.matter_id}
    return found | others | {"team": row.team_id, "lead": row.lead_id}


def shown_customer(row: Customer, places: list[Premises]) -> dict[str, Any]:
    """A customer as it is read."""
    same = ("id", "name", "phone", "salutation", "language", "hard_of_hearing", "created_at")
    found = {name: getattr(row, name) for name in same} | {"account": row.account_number}
    parts = [{name: value for name in PLACE if (value := getattr(each, name)) is not None} for each in places]
    return found | {"places": parts}


def shown_matter(row: Matter) -> dict[str, Any]:
    """A matter as it is read."""
    same = ("id", "number", "kind", "title", "state", "accepted_at", "result", "closed_at")
    return {name: getattr(row, name) for name in same} | {"customer": row.customer_id}


def shown_commitment(row: Commitment) -> dict[str, Any]:
    """A commitment as it is read."""
    same = ("id", "kind", "what", "state", "promised_at", "due_at", "closed_at")
    return {name: getattr(row, name) for name in same} | {"customer": row.customer_id}


def _in_state(model: Any, asked: dict[str, Any]) -> Select[Any]:
    wanted: Select[Any] = select(model)
    return wanted.where(model.state == asked["state"]) if "state" in asked else wanted


def _page(who: KeyCaller, model: Any, wanted: Select[Any], asked: dict[str, Any], shown: Any) -> dict[str, Any]:
    """By id, because that grows: what is entered meanwhile comes on a later page, and nothing is left out."""
    wanted = wanted.where(model.organisation_id == who.organisation)
    if "cursor" in asked:
        wanted = wanted.where(model.id > asked["cursor"])
    rows = list(db.session.scalars(wanted.order_by(model.id).limit(asked["limit"] + 1)))
    more = len(rows) > asked["limit"]
    rows = rows[: asked["limit"]]
    return {"items": [shown(row) for row in rows], "next": rows[-1].id if more else None}


def _theirs(who: KeyCaller, model: Any, id_: str) -> Any:
    found = db.session.get(model, (who.organisation, id_)) if is_id(id_) else None
    if found is None:
        raise Problem("not_found")
    return found
