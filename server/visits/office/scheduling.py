"""When the office means to begin a visit, within what was promised: a plan of its own that tells nobody outside anything."""

from __future__ import annotations

from typing import Any

from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.visits.log.log import write_logs
from server.visits.models import Visit
from server.visits.office.actions import renew
from server.visits.office.append import act, locked, report
from server.visits.rules import FINISHED

LEAST, MOST = 5, 1440  # minutes that a visit may be planned for


@act
def schedule(organisation: str, by: str, visit_id: str, start: str | None, minutes: int | None) -> None:
    """Plan a visit's beginning (a moment) and length; None for what nobody has planned. `visit_is_over`, `not_found`."""
    log, now = locked(organisation, visit_id), clock.now()
    visit = log.visit
    if visit.state in FINISHED:
        raise Problem("visit_is_over")
    if (start, minutes) == (visit.scheduled_at, visit.scheduled_minutes):
        return
    before, day = _said(visit.scheduled_at, visit.scheduled_minutes), visit.day
    set_schedule(visit, start, minutes)
    report(log, "scheduled", _said(start, minutes) | {"from": before}, by, now)
    write_logs([log], now)
    if visit.day != day:
        renew(visit, now)


def set_schedule(visit: Visit, start: str | None, minutes: int | None) -> None:
    """Set the columns; a visit to which no time was promised is a visit of the day for which it is planned, and of none where it is not."""
    visit.scheduled_at, visit.scheduled_minutes = start, minutes
    if not (visit.agreed_at or visit.window_from):
        zone = db.session.get_one(Organisation, visit.organisation_id).time_zone
        visit.day = clock.day_of(start, zone) if start else ""


def _said(start: str | None, minutes: int | None) -> dict[str, Any]:
    return ({"start": start} if start else {}) | ({"minutes": minutes} if minutes else {})
