"""Visits that are agreed for a time at which supply is off where they go, and when they could be instead (4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from server.accounts.calendar import calendar_of
from server.kernel import clock
from server.kernel.db import db
from server.kernel.deadlines import Calendar, next_working_day
from server.outages.actions import premises_inside
from server.outages.models import Outage
from server.visits.models import Visit
from server.visits.rules import BEFORE_ARRIVAL

AFTER_MINUTES, STEP_MINUTES = 30, 30  # pipes are flushed first; proposals lie on half hours
LAST_START, FIRST_START = "16:30", "09:00"
MOST = 100


@dataclass(frozen=True, slots=True)
class Collision:
    """A visit before arrival whose agreed time, or window, touches the interruption; `to` is what to propose to the customer."""

    visit: Visit
    to: str


def collisions(row: Outage) -> list[Collision]:
    """The earliest first, up to MOST."""
    inside = sorted({premises for premises, _ in premises_inside(row)})
    if not inside:
        return []
    agreed = Visit.agreed_at.is_not(None) & (Visit.agreed_at >= row.from_at) & (Visit.agreed_at < row.to_at)
    window = Visit.agreed_at.is_(None) & (Visit.window_from < row.to_at) & (Visit.window_to > row.from_at)
    wanted = select(Visit).where(
        Visit.organisation_id == row.organisation_id,
        Visit.premises_id.in_(inside),
        Visit.state.in_(BEFORE_ARRIVAL),
        or_(agreed, window),
    )
    to = proposed(row.to_at, calendar_of(row.organisation_id))
    rows = db.session.scalars(wanted.order_by(Visit.due, Visit.id).limit(MOST))
    return [Collision(each, to) for each in rows]


def proposed(ends_at: str, calendar: Calendar) -> str:
    """Half an hour after supply is back, on the next half hour; not after 16:30, then 9:00 of the next working day."""
    at = clock.later(ends_at, minutes=AFTER_MINUTES)
    day, hour = calendar.day_of(at).isoformat(), clock.hour_and_minute(at, calendar.zone).rjust(5, "0")
    hours, minutes = (int(each) for each in hour.split(":"))
    whole = -(-(hours * 60 + minutes) // STEP_MINUTES) * STEP_MINUTES
    start = f"{whole // 60:02}:{whole % 60:02}"
    if start <= LAST_START and calendar.works(date.fromisoformat(day)):
        return clock.moment_at(day, max(start, FIRST_START), calendar.zone)
    return clock.moment_at(next_working_day(day, calendar), FIRST_START, calendar.zone)
