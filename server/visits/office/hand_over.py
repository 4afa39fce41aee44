"""What somebody leaves behind: their visits go to whoever was chosen, else to nobody, and then they wait for a dispatcher."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.wiring import Leaving
from server.visits.models import Assignment, Visit
from server.visits.office.actions import assign


def hand_over(leaving: Leaving) -> None:
    """Inside `write`: give every unfinished visit of the person to somebody else; a helper who leaves is just taken off."""
    for visit, role in left_behind(leaving.organisation, leaving.person):
        rows = db.session.scalars(
            select(Assignment).where(
                Assignment.organisation_id == leaving.organisation, Assignment.visit_id == visit.id
            )
        )
        roles = {row.person_id: row.role for row in rows if row.person_id != leaving.person}
        chosen = leaving.to.get(visit.id, leaving.to.get("", ""))
        lead = (chosen or None) if role == "lead" else visit.lead_id
        helpers = (
            sorted(person for person, theirs in roles.items() if theirs == "helper" and person != lead) if lead else []
        )
        assign(leaving.organisation, leaving.by, visit.id, lead, helpers)


def left_behind(organisation: str, person: str) -> list[tuple[Visit, str]]:
    """(visit, role) of every unfinished visit that the person leads or helps on, by day."""
    rows = (
        select(Visit, Assignment.role)
        .join(Assignment, (Assignment.organisation_id == Visit.organisation_id) & (Assignment.visit_id == Visit.id))
        .where(Visit.organisation_id == organisation, Assignment.person_id == person, Visit.is_unfinished())
        .order_by(Visit.day, Visit.due, Visit.id)
    )
    return [(visit, role) for visit, role in db.session.execute(rows)]
