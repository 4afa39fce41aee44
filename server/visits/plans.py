"""The open visits that take time of people's days, read for whoever asks who is free."""

from __future__ import annotations

from sqlalchemy import or_, select

from server.accounts.absences import away
from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.db import db
from server.visits.availability import Plan
from server.visits.days import shifted, span_of
from server.visits.models import Visit
from server.visits.rules import OPEN


def plans_of(organisation: str, first: str, last: str, *, without: str = "", waiting_in: str = "") -> list[Plan]:
    """Open visits of these days that somebody leads, whichever team they are of, because a person is lent out whole; and who is away when.

    `without` leaves one visit out; `waiting_in` adds what nobody in this team has been given yet.
    """
    given = Visit.lead_id.is_not(None)
    times = (Visit.agreed_at, Visit.window_from, Visit.window_to, Visit.scheduled_at, Visit.scheduled_minutes)
    rows = select(Visit.lead_id, Visit.day, *times).where(
        Visit.organisation_id == organisation,
        Visit.day >= first,
        Visit.day <= last,
        Visit.state.in_(OPEN),
        Visit.id != without,
        or_(given, Visit.team_id == waiting_in) if waiting_in else given,
    )
    visits = [
        Plan(person or "", *span_of(agreed, start, end, planned, minutes), day)
        for person, day, agreed, start, end, planned, minutes in db.session.execute(rows)
    ]
    return visits + _away(organisation, first, last)


def _away(organisation: str, first: str, last: str) -> list[Plan]:
    """Absences as what they take of each of these days."""
    zone = db.session.get_one(Organisation, organisation).time_zone
    days = [first]
    while days[-1] < last:
        days.append(shifted(days[-1], 1))
    edges = [clock.moment_at(day, "00:00", zone) for day in (*days, shifted(days[-1], 1))]
    return [
        Plan(person, max(since, begins), min(until, ends), day, away=True)
        for person, spans in away(organisation, edges[0], edges[-1]).items()
        for since, until in spans
        for day, begins, ends in zip(days, edges, edges[1:], strict=False)
        if since < ends and begins < until
    ]


def time_of(visit: Visit) -> tuple[str, str]:
    """The time that this visit takes (`span_of`)."""
    return span_of(visit.agreed_at, visit.window_from, visit.window_to, visit.scheduled_at, visit.scheduled_minutes)
