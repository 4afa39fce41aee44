"""Where a technician is on the way to one customer, as long as that technician wants it shown (ruling 26). No fact, and gone with the arrival.

Only the page of that visit reads it. Positions are rounded to about 100 m before they are stored, because a page needs no more.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from server.customers.models import Premises
from server.dispatch.planning.travel import Spot, metres_between
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.positions import MICRO, WGS84, in_datum
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting, Leaving
from server.visits.models import Visit

ROUND = 1000  # microdegrees, about 100 m
SHOWN_MINUTES = 15  # an older position says nothing of where somebody is now
ON_THE_WAY = "on_the_way"
ENDS_TRIP = frozenset({"arrived", "knocked", "entered", "ended", "withdrawn"})  # of a phone
CHANGES_TRIP = frozenset({"assigned", "cancelled", "rescheduled", "scheduled", "withdrawn"})  # of the office


class TripPosition(OfOrganisation, Model):
    """The last position of a trip in microdegrees, WGS-84; `at` is the server's moment."""

    __tablename__ = "trip_position"
    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    lat: Mapped[int]
    lon: Mapped[int]
    at: Mapped[str] = mapped_column(Moment)


def show(organisation: str, person: str, visit: str, lat: int, lon: int) -> None:
    """Inside `write`: the customer may see this place. `not_found` for the visit of somebody else, `not_on_the_way` before and after the trip."""
    trip = must_find(Visit, organisation, visit, locked=True)  # because the arrival may come at the same moment
    if trip.lead_id != person:
        raise Problem("not_found")
    if trip.state != ON_THE_WAY:
        raise Problem("not_on_the_way")
    row = db.session.get(TripPosition, (organisation, visit)) or TripPosition(
        organisation_id=organisation, visit_id=visit
    )
    row.person_id, row.at = person, clock.now()
    row.lat, row.lon = (round(each / ROUND) * ROUND for each in (lat, lon))
    db.session.add(row)


def hide(organisation: str, person: str, visit: str) -> None:
    """Inside `write`: this person shows it no longer; a trip that shows nothing stays as it is."""
    _remove(organisation, TripPosition.visit_id == visit, TripPosition.person_id == person)


def react(arrivals: list[Arrival]) -> None:
    """Facts of phones have landed: the position of a trip that is over is gone."""
    ended: dict[str, set[str]] = {}
    for each in arrivals:
        if each.stored and each.fact and each.subject[0] == "visit" and each.fact["kind"] in ENDS_TRIP:
            ended.setdefault(each.organisation, set()).add(each.subject[1])
    for organisation, visits in ended.items():
        _remove(organisation, TripPosition.visit_id.in_(visits))


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office gave the visit to somebody else, moved or cancelled it."""
    if kinds & CHANGES_TRIP:
        _remove(organisation, TripPosition.visit_id == visit)


def leave(leaving: Leaving) -> None:
    """Inside `write`: somebody who leaves is shown nowhere."""
    _remove(leaving.organisation, TripPosition.person_id == leaving.person)


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: positions on the way to these customers and visits."""
    theirs = select(Visit.id).where(Visit.organisation_id == asked.organisation, Visit.customer_id.in_(asked.customers))
    _remove(asked.organisation, or_(TripPosition.visit_id.in_(asked.subjects), TripPosition.visit_id.in_(theirs)))
    return {}


def sweep(organisation: str) -> int:
    """The job: remove what nobody is shown any more, because a phone fell silent or its arrival is not home yet; how many."""
    old = TripPosition.at < clock.later(clock.now(), minutes=-SHOWN_MINUTES)
    return write(partial(_remove, organisation, old))


def position_of(visit: Visit, now: str) -> TripPosition | None:
    """What the visit's page may show at this moment."""
    if visit.state != ON_THE_WAY:
        return None
    row = db.session.get(TripPosition, (visit.organisation_id, visit.id))
    fresh = row is not None and row.at >= clock.later(now, minutes=-SHOWN_MINUTES)
    return row if fresh and row is not None and row.person_id == visit.lead_id else None


def kilometres_to(premises: Premises, position: TripPosition) -> float | None:
    """The straight line from a position to the premises, kilometres; None where the premises' position is not known."""
    if premises.lat is None or premises.lon is None:
        return None
    lat, lon = in_datum(premises.lat / MICRO, premises.lon / MICRO, premises.datum or WGS84, WGS84)
    home = Spot(lat=round(lat * MICRO), lon=round(lon * MICRO))
    return metres_between(home, Spot(lat=position.lat, lon=position.lon)) / 1000


def _remove(organisation: str, *which: ColumnElement[bool]) -> int:
    ours = delete(TripPosition).where(TripPosition.organisation_id == organisation, *which)
    return cast("CursorResult[Any]", db.session.execute(ours)).rowcount
