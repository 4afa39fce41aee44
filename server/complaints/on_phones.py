"""What the person concerned has on the phone: the question in the company's words, never the customer's (ruling 12); and the statement that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from server.complaints import statements
from server.complaints.models import Complaint, ComplaintParty
from server.complaints.rules import CLOSED, REOPEN_DAYS
from server.complaints.story import case_in, facts_in
from server.kernel import clock
from server.kernel.arrival import Arrival, carry_over
from server.kernel.db import db
from server.kernel.feed import Change, Entry, announce
from server.visits.models import Fact, Visit

ASKED = "asked"  # the kind of change in the feed
TOLD = ("statement_asked", "statement_seen", "stated", "found", "closed", "reopened")
WRITTEN = ("statement_seen", "stated")  # what a phone says of it, about its own person
Json = dict[str, Any]


def tell(organisation: str, complaint: str) -> None:
    """Inside `write`: everybody who was asked hears how it stands now, on all their phones."""
    asked = select(ComplaintParty.party_id).where(
        ComplaintParty.organisation_id == organisation,
        ComplaintParty.complaint_id == complaint,
        ComplaintParty.asked_at.is_not(None),
        ComplaintParty.is_team.is_(False),
    )
    for person in sorted(db.session.scalars(asked)):
        _tell(organisation, person, complaint)


def written(organisation: str, subject_type: str, complaint: str, kind: str) -> None:
    """Inside `write`: a fact of a complaint was written and its rows say it."""
    if subject_type != "complaint":
        return
    if kind == "not_concerned":
        released = facts_in(organisation, complaint)[-1].body["person"]
        _tell(organisation, str(released), complaint)
    elif kind in TOLD:
        tell(organisation, complaint)


def _tell(organisation: str, person: str, complaint: str) -> None:
    """One entry a person and complaint: what was told before leaves the feed, because the newest says it all."""
    earlier = (Change.organisation_id == organisation, Change.person_id == person)
    db.session.execute(delete(Change).where(*earlier, Change.kind == ASKED, Change.reference == complaint))
    announce(organisation, person, ASKED, reference=complaint)


def dump(reader: Any, entries: Sequence[Entry]) -> list[list[Json]]:
    """For each entry the question as it stands now; the last entry of a page about one complaint says it."""
    last = {entry.reference: entry.version for entry in entries}
    return [
        [_asked(reader.organisation, reader.person, entry)] if last[entry.reference] == entry.version else []
        for entry in entries
    ]


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: what somebody wrote on the phone goes into the complaint's own log, once.

    Whoever was never asked, or states a second time, keeps the fact in their own log; the complaint does not change.
    """
    carry_over(arrivals, "person", WRITTEN, lambda each, fact: _take(each.organisation, fact))


def _take(organisation: str, fact: Json) -> None:
    person, complaint = fact["person"], fact["body"]["complaint"]
    if fact["kind"] == "statement_seen":
        statements.statement_seen(organisation, person, complaint)
        return
    wanted = select(Fact.corrected_at).where(Fact.organisation_id == organisation, Fact.id == fact["id"])
    at = db.session.scalar(wanted) or ""
    statements.state(organisation, person, complaint, fact["body"]["text"], fact=fact["id"], written_at=at)


def _asked(organisation: str, person: str, entry: Entry) -> Json:
    row = db.session.get(Complaint, (organisation, entry.reference))
    party = db.session.get(ComplaintParty, (organisation, entry.reference, person))
    told: Json = {"type": ASKED, "version": entry.version, "complaint": entry.reference}
    if row is None or party is None or party.asked_at is None or not party.gist or _is_over(row):
        return told
    found: Json = {"number": row.number, "gist": party.gist, "at": party.asked_at}
    found |= {"due": party.due_at} if party.due_at else {}
    found |= {"stated": party.stated_at} if party.stated_at else {}
    visit = db.session.get(Visit, (organisation, row.visit_id)) if row.visit_id else None
    found |= {"visit": {"id": visit.id, "number": visit.number, "day": visit.day}} if visit else {}
    if row.valid != "none":
        grounds = [each.ground for each in case_in(organisation, row.id).claims if each.ground]
        found["finding"] = {"valid": row.valid, "grounds": list(dict.fromkeys(grounds))}
    return told | {"asked": found | ({"closed": row.closed_at} if row.closed_at else {})}


def _is_over(row: Complaint) -> bool:
    """What was closed long ago goes from the phone."""
    return row.state == CLOSED and (row.closed_at or "") < clock.later(clock.now(), days=-REOPEN_DAYS)
