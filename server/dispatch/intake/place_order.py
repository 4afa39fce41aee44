"""An order that was read back becomes a customer, a place, a visit and, when somebody was chosen, an assignment."""

from __future__ import annotations

from collections.abc import Mapping

from server.accounts.models import Person, Team
from server.customers.changing import change_customer
from server.customers.models import Customer, Premises, numbers_of, premises_of
from server.dispatch.intake.lookup import Lookup, find_customer, look_up, open_order, same_matter
from server.dispatch.intake.order_form import Order, order_of
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.standards.published import Kind
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.office import actions

PLACE = ("district", "estate", "building", "unit", "room", "rural", "gate_note")


def place_order(who: Caller, order: Order, reader: VisitViewContext) -> str:
    """Inside `write`: store the order; returns the visit's id. `bad_input` with the field for a team or person that cannot be."""
    organisation = who.organisation.id
    lookup = look_up(who, order, reader)
    lead = db.session.get(Person, (organisation, order.lead)) if order.lead else None
    if order.lead and (lead is None or not lead.has_role("technician")):
        raise Problem("bad_input", {"lead": ["person"]})
    if not lookup.team or db.session.get(Team, (organisation, lookup.team)) is None:
        raise Problem("bad_input", {"team": ["missing"]})
    customer = lookup.customer.id if lookup.customer else None
    visit = store_order(
        organisation,
        who.person.id,
        order,
        reader.kinds[order.work],
        zone=reader.zone,
        known=customer,
        team=lookup.team,
        matter=_joined(organisation, order, reader),
        call_at=clock.moment_at(reader.today, order.called, reader.zone) if order.called else None,
    )
    if order.at_once:  # because a phone holds a visit by its day, and right away is today
        db.session.get_one(Visit, (organisation, visit)).day = reader.today
    if order.lead:
        actions.assign(organisation, who.person.id, visit, order.lead, [])
    return visit


def store_order(
    organisation: str,
    by: str,
    order: Order,
    kind: Kind,
    *,
    zone: str,
    known: str | None,
    team: str,
    matter: str | None = None,
    call_at: str | None = None,
) -> str:
    """Inside `write`: customer (`known` is whose order it is, None for somebody new), place and visit; returns the visit's id."""
    window, agreed = order.moments(zone)
    customer, premises = _customer(organisation, by, order, known)
    return actions.order_visit(
        organisation,
        by,
        customer=customer,
        premises=premises,
        team=team,
        kind_of_work=order.work,
        window=window,
        agreed_at=agreed,
        priority="urgent" if order.at_once else "normal",
        instructions=order.symptom or None,
        bring=[
            {name: each[name] for name in ("name", "count", "unit", "reused") if name in each} for each in kind.bring
        ],
        follows=followed(organisation, order, customer),
        matter=matter,
        call_at=call_at,
        inputs={name: value for name, value in order.inputs.items() if name in {each["id"] for each in kind.inputs}},
    )


def _joined(organisation: str, order: Order, reader: VisitViewContext) -> str | None:
    """The matter that somebody said this order belongs to."""
    if order.same_matter != "join":
        return None
    other = same_matter(organisation, order, reader) or open_order(organisation, order, reader)
    return other.matter_id if other else None


def prefilled(organisation: str, given: Mapping[str, str], reader: VisitViewContext) -> dict[str, str]:
    """What the page begins with: what was typed, completed by what is known of the caller; from `again` an earlier visit's customer and work."""
    typed = {name: value for name, value in given.items() if value}
    visit = db.session.get(Visit, (organisation, again)) if is_id(again := typed.pop("again", "")) else None
    if visit is not None:
        typed |= {
            "customer": visit.customer_id,
            "premises": visit.premises_id,
            "work": visit.kind_of_work,
            "team": visit.team_id,
            "follows": visit.id,
        }
    customer = db.session.get(Customer, (organisation, chosen)) if is_id(chosen := typed.get("customer", "")) else None
    if customer is not None and "phone" not in typed:
        typed |= {"phone": customer.phone} if customer.phone else {"no_phone": "1"}
    if other := typed.pop("other", ""):  # somebody else with this number, asked for without a script
        rejected = {*PLACE, "name", "premises", "salutation", "language", "hard_of_hearing", "given"}
        typed = {name: value for name, value in typed.items() if name not in rejected} | {"customer": other}
    filled = _known(organisation, typed)
    if any(typed.get(name) for name in PLACE):  # because half of one house and half of another is a wrong door
        filled = {name: value for name, value in filled.items() if name not in (*PLACE, "premises")}
    return filled | typed


def followed(organisation: str, order: Order, customer: str | None) -> str | None:
    """The earlier visit that this order goes on with, as long as it is still the same customer's."""
    earlier = db.session.get(Visit, (organisation, order.follows)) if order.follows else None
    return earlier.id if earlier is not None and earlier.customer_id == customer else None


def _known(organisation: str, typed: dict[str, str]) -> dict[str, str]:
    lookup = Lookup()
    find_customer(organisation, order_of(typed), lookup)
    return lookup.filled


def _customer(organisation: str, by: str, order: Order, known: str | None) -> tuple[str, str]:
    """The customer's and the premises' id, as they are or new. Name and number of a known customer change by a person's word alone."""
    customer = db.session.get(Customer, (organisation, known)) if known else None
    if customer is None:
        customer = Customer(
            organisation_id=organisation,
            id=new_id(),
            created_at=clock.now(),
            name=order.name,
            phone=order.phone or None,
            salutation=order.salutation,
            language=order.language,
            hard_of_hearing=order.hard_of_hearing,
        )
        db.session.add(customer)
    else:
        changes = {"salutation": order.salutation, "language": order.language, "hard_of_hearing": order.hard_of_hearing}
        if order.same_person == "same":
            changes |= {"name": order.name}
        if (
            order.phone
            and order.phone not in numbers_of(customer)
            and (order.same_person == "same" or not customer.phone)
        ):
            changes |= {"phone": order.phone}
        change_customer(organisation, by, customer, changes)
    db.session.flush()
    return customer.id, _premises(organisation, order, customer.id)


def _premises(organisation: str, order: Order, customer: str) -> str:
    """The same place again when its parts are the same, else a new one: an earlier visit's address never changes under it."""
    typed = {name: getattr(order, name) or None for name in PLACE}
    for place in premises_of(organisation, customer):
        if all((getattr(place, name) or None) == typed[name] for name in PLACE if name != "gate_note"):
            place.gate_note = typed["gate_note"]
            return place.id
    place = Premises(organisation_id=organisation, id=new_id(), customer_id=customer, **typed)
    db.session.add(place)
    db.session.flush()
    return place.id
