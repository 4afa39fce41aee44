"""The list of forbidden phrases travels to phones, so that what a technician writes for a customer is checked without a network (FB)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.feed import Entry, announce
from server.kernel.roles import TECHNICIAN
from server.standards.wording_list import phrases_of, publish_wording

WORDING = "wording"  # the kind of change in the feed
ENROLLED = "enrolled"


def publish(organisation: str, by: str, entries: Sequence[dict[str, Any]]) -> int:
    """Inside `write`: the next version of the list, which every technician's phones hear; returns its number."""
    version = publish_wording(organisation, by, entries)
    wanted = select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None))
    for person in db.session.scalars(wanted.order_by(Person.id)):
        if person.has_role(TECHNICIAN):
            announce(organisation, person.id, WORDING)
    return version


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: a phone is new, perhaps of somebody who came after the list was published."""
    people = {
        each.fact["person"]
        for each in arrivals
        if each.stored and each.fact and each.subject[0] == "device" and each.fact["kind"] == ENROLLED
    }
    if people and phrases_of(arrivals[0].organisation):
        for person in sorted(people):
            announce(arrivals[0].organisation, person, WORDING)


def dump(reader: Any, entries: Sequence[Entry]) -> list[list[dict[str, Any]]]:
    """The list as it counts now; the last entry of a page says it."""
    phrases = [
        {"id": each.id, "clause": each.clause, "needle": each.needle, "advice": each.advice}
        for each in phrases_of(reader.organisation)
    ]
    last = entries[-1].version if entries else 0
    return [
        [{"type": WORDING, "version": each.version, "phrases": phrases}] if each.version == last else []
        for each in entries
    ]
