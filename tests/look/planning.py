"""Proposals with something to see: somebody is away, so what they have goes to others; one of tomorrow to accept, one that failed."""

from __future__ import annotations

from sqlalchemy import select

from server.accounts.absences import note_absence
from server.accounts.models import Organisation
from server.dispatch.planning.computing import ask_for, compute_waiting
from server.dispatch.planning.models import DayProposal
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.days import shifted
from server.visits.models import Visit

NAMES = ("proposal", "tomorrow", "failed")


def proposals_of(organisation: str, by: str) -> dict[str, str]:
    """The ids of proposals of the demonstration's today and tomorrow, by name; made once."""
    there = select(DayProposal.id).where(DayProposal.organisation_id == organisation).order_by(DayProposal.id)
    made = list(db.session.scalars(there))
    return dict(zip(NAMES, made or _made(organisation, by), strict=True))


def _made(organisation: str, by: str) -> list[str]:
    zone = db.session.get_one(Organisation, organisation).time_zone
    today = clock.day_of(clock.now(), zone)
    planned = select(Visit.lead_id).where(
        Visit.organisation_id == organisation, Visit.state == "planned", Visit.day == today, Visit.lead_id.is_not(None)
    )
    lead = db.session.scalar(planned.order_by(Visit.due.desc()))

    def work() -> list[str]:
        if lead:
            note_absence(organisation, by, lead, clock.now(), clock.later(clock.now(), days=1))
        wanted = ((today, "fill", 1), (shifted(today, 1), "fill", 3), (today, "anew", 1))
        return [ask_for(organisation, by, day, "", mode, days) for day, mode, days in wanted]

    made = write(work)
    compute_waiting(organisation)

    def fail() -> None:
        db.session.get_one(DayProposal, (organisation, made[2])).state = "failed"

    write(fail)
    return made
