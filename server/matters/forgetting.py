"""What was promised to somebody, spoken with them, and what a matter says of its place goes with the bodies."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.matters.matter_models import Matter
from server.matters.models import Commitment, Contact


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: the typed words; kinds, moments and results stay, so that counts hold."""
    if "bodies" not in asked.what:
        return {}
    organisation, subjects, customers = asked.organisation, asked.subjects, asked.customers
    about = or_(Commitment.source_id.in_(subjects), Commitment.customer_id.in_(customers))
    db.session.execute(update(Commitment).where(Commitment.organisation_id == organisation, about).values(what=""))
    spoken = or_(Contact.subject_id.in_(subjects), Contact.customer_id.in_(customers))
    db.session.execute(update(Contact).where(Contact.organisation_id == organisation, spoken).values(summary=""))
    theirs = or_(Matter.id.in_(subjects), Matter.customer_id.in_(customers))
    for row in db.session.scalars(select(Matter).where(Matter.organisation_id == organisation, theirs)):
        row.title = row.place = ""  # one by one, because what is searched follows each row
    return {}
