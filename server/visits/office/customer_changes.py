"""What a changed customer means for visits: the phones that hold open ones are told."""

from __future__ import annotations

from sqlalchemy import select, update

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
    wanted = select(Visit.id).where(
        Visit.organisation_id == organisation, Visit.customer_id == now, Visit.state.not_in(FINISHED)
    )
    open_ones = list(db.session.scalars(wanted))
    holders = holders_of(organisation, open_ones)
    for visit in open_ones:
        for person in holders.get(visit, []):
            announce(organisation, person, "visit", visit=visit, detail="customer place")
            announce(organisation, person, "contact", visit=visit)
