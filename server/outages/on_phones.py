"""A technician closes a valve that others hang on, too: the emergency, its notices and its end come from the visit's own facts (4.4, cases 4 and 7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.customers.models import Premises
from server.kernel import clock
from server.kernel.arrival import Arrival, carry_over
from server.kernel.db import db
from server.outages import actions
from server.outages.actions import Draft
from server.outages.models import Outage
from server.outages.rules import EMERGENCY_MINUTES
from server.outages.story import facts_in
from server.visits.models import Fact, Visit

KINDS = ("supply_cut", "notice_posted", "supply_back")
Json = dict[str, Any]


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: carry each over once, at the moment of the phone. What does not fit the interruption any more stays in the visit alone."""
    carry_over(arrivals, "visit", KINDS, lambda each, fact: _carry(each.organisation, each.subject[1], fact))


def _carry(organisation: str, visit_id: str, fact: Json) -> None:
    stored = db.session.scalar(select(Fact).where(Fact.organisation_id == organisation, Fact.id == fact["id"]))
    visit = db.session.get(Visit, (organisation, visit_id))
    if stored is None or visit is None:
        return
    now = clock.now()
    at = now if stored.uncertain else min(stored.corrected_at, now)  # because nothing begins ahead of us
    if fact["kind"] == "supply_cut":
        _open(organisation, visit, fact, at, late=clock.later(at, minutes=EMERGENCY_MINUTES) < now)
        return
    row = db.session.get(Outage, (organisation, fact["body"]["cut"]))
    if row is None or not _is_of(visit, row) or _is_carried(row, fact["id"]):
        return
    if fact["kind"] == "supply_back":
        actions.end(organisation, fact["person"], row.id, at=at, fact=fact["id"])
        return
    place, photo = fact["body"]["place"], fact["body"].get("photo", "")
    actions.post(organisation, fact["person"], row.id, place, photo=photo, at=at, fact=fact["id"])


def _open(organisation: str, visit: Visit, fact: Json, at: str, *, late: bool) -> None:
    """Draft, tell and begin in one. An end that lies before the beginning is none: then it lasts until somebody says more."""
    if db.session.get(Outage, (organisation, fact["id"])) is not None:
        return
    body = fact["body"]
    premises = db.session.get_one(Premises, (organisation, visit.premises_id))
    wish = Draft(
        kind="emergency",
        medium=body["medium"],
        scope=_scope(premises),
        from_at=at,
        to_at=max(body["until"], clock.later(at, minutes=1)),
        reason=body.get("reason", ""),
        households=body["households"],
        entrances=len(body["entrances"]),
        team=visit.team_id,
        visit=visit.id,
        id=fact["id"],
    )
    # The valve is closed already: what the phone has checked is kept and recorded, never refused.
    outage = actions.draft(organisation, fact["person"], wish, all_the_same=True)
    if body.get("hotline"):
        actions.announce(organisation, fact["person"], outage, at=at, channel="phone")
    actions.begin(organisation, fact["person"], outage, at=at, fact=fact["id"], late=late)


def _scope(premises: Premises) -> str:
    """翠湖花园 3-2: the staircase that hangs on the riser."""
    house = "-".join(each for each in (premises.building, premises.unit) if each)
    return f"{premises.estate or premises.rural or premises.district or ''} {house}".strip()


def _is_of(visit: Visit, row: Outage) -> bool:
    """Whether the interruption was opened from this very visit."""
    return any(
        each.kind == "drafted" and each.body.get("visit") == visit.id for each in facts_in(row.organisation_id, row.id)
    )


def _is_carried(row: Outage, fact: str) -> bool:
    return any(each.body.get("fact") == fact for each in facts_in(row.organisation_id, row.id))
