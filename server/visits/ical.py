"""A visit as an event of a calendar (RFC 5545): one UID for ever, a higher SEQUENCE after each change of its time, moments in UTC alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from icalendar import Calendar, Event
from sqlalchemy import func, select

from server.kernel import clock
from server.kernel.db import db
from server.visits.models import Fact, Visit

HOUR = 60  # minutes that an event lasts where nobody knows
TOLD = ("rescheduled", "cancelled", "withdrawn")  # changes of what a customer is promised
PLANNED = (*TOLD, "scheduled")


def changes_of(organisation: str, visits: Sequence[str], kinds: tuple[str, ...]) -> dict[str, int]:
    """How often each visit's time was changed, or taken back."""
    counted = (
        select(Fact.subject_id, func.count())
        .where(Fact.organisation_id == organisation, Fact.subject_id.in_(visits), Fact.kind.in_(kinds))
        .group_by(Fact.subject_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def event_of(
    visit: Visit, changes: int, summary: str, description: str = "", *, location: str = "", planned: bool = False
) -> Event | None:
    """The event; None for a visit without a time. `planned` takes the office's own plan before what was promised, as those who go there do."""
    begins = (visit.scheduled_at if planned else None) or visit.agreed_at or visit.window_from
    if begins is None:
        return None
    promised = visit.window_to if begins == visit.window_from else None
    minutes = (visit.scheduled_minutes if planned else None) or HOUR
    start = clock.instant(begins)
    event = Event()
    event.add("uid", f"{visit.id}@doorstep")
    event.add("sequence", changes)
    event.add("dtstamp", clock.instant(visit.last_fact_at or visit.received_at))
    event.add("dtstart", start)
    event.add("dtend", clock.instant(promised) if promised else start + timedelta(minutes=minutes))
    event.add("summary", summary)
    for name, words in (("description", description), ("location", location)):
        if words:
            event.add(name, words)
    event.add("status", "CANCELLED" if visit.state == "cancelled" else "CONFIRMED")
    return event


def calendar_of(events: Iterable[Event], name: str = "", *, hours: int = 0) -> bytes:
    """The file; `name` and how often it is worth asking again for one that is subscribed to."""
    whole = Calendar()
    whole.add("prodid", "-//Doorstep//visits//")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    if name:
        whole.add("x-wr-calname", name)
    if hours:
        whole.add("refresh-interval", timedelta(hours=hours), parameters={"VALUE": "DURATION"})
        whole.add("x-published-ttl", f"PT{hours}H")
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())
