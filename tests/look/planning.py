"""A proposal with something to see: somebody is away, so what they have goes to others."""

from __future__ import annotations

from sqlalchemy import select

from server.accounts.absences import note_absence
from server.accounts.models import Organisation
from server.dispatch.planning.computing import ask_for, compute_waiting
from server.dispatch.planning.models import DayProposal
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.models import Visit


def proposal_of(organisation: str, by: str) -> str:
    """The id of a proposal of the demonstration's today; made once."""
    there = db.session.scalar(select(DayProposal.id).where(DayProposal.organisation_id == organisation))
    if there is not None:
        return there
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.day_of(clock.now(), zone)
    planned = select(Visit.lead_id).where(
        Visit.organisation_id == organisation, Visit.state == "planned", Visit.day == today, Visit.lead_id.is_not(None)
    )
    lead = db.session.scalar(planned.order_by(Visit.due.desc()))

    def work() -> str:
        if lead:
            note_absence(organisation, by, lead, clock.now(), clock.later(clock.now(), days=1))
        return ask_for(organisation, by, today, "", "fill")

    made = write(work)
    compute_waiting(organisation)
    return made
