"""What a changed customer means for visits: those that are open are found by the new name, and the phones that hold them are told."""

from __future__ import annotations

from sqlalchemy import select, update

from server.customers.models import Customer, Premises
from server.customers.rules import search_text
from server.kernel.db import db
from server.kernel.feed import announce
from server.visits.log.log import holders_of
from server.visits.models import Visit
from server.visits.rules import FINISHED


def follow_customer(organisation: str, customer: str, now: str, premises: list[str]) -> None:
    """Inside `write`: visits at these premises are ordered by `now` from here on; no fact is touched."""
    if premises:
        theirs = (Visit.organisation_id == organisation, Visit.customer_id == customer, Visit.premises_id.in_(premises))
        db.session.execute(update(Visit).where(*theirs).values(customer_id=now))
    wanted = (
        select(Visit, Customer, Premises)
        .join(Customer, (Customer.organisation_id == Visit.organisation_id) & (Customer.id == Visit.customer_id))
        .join(Premises, (Premises.organisation_id == Visit.organisation_id) & (Premises.id == Visit.premises_id))
        .where(Visit.organisation_id == organisation, Visit.customer_id == now, Visit.state.not_in(FINISHED))
    )
    rows = db.session.execute(wanted).all()
    holders = holders_of(organisation, [visit.id for visit, _, _ in rows])
    for visit, who, where in rows:
        visit.search = search_text(visit.number, who.name, who.phone, where)
        for person in holders.get(visit.id, []):
            announce(organisation, person, "visit", visit=visit.id, detail="customer place")
            announce(organisation, person, "contact", visit=visit.id)
