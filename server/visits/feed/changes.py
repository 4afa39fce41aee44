"""The entries of the feed as the phone reads them (docs/PROTOCOL.md): each says how things stand now, in the order in which they changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.feed import Entry
from server.visits import standard
from server.visits.conflicts.both_sides import FeedReader, conflict_change
from server.visits.conflicts.completion_check import TARGET
from server.visits.conflicts.models import Conflict
from server.visits.feed.visit_bundle import Shelf, bundles, contact_of, customer_of, place_of, shelf_of, work_of
from server.visits.log.confidential import for_phones
from server.visits.log.kinds import OFFICE
from server.visits.models import Fact

Json = dict[str, Any]


class Page:
    """What one page of the feed needs while it is worded. An entry that a whole bundle of this page covers says nothing more."""

    def __init__(self, reader: FeedReader, changes: Sequence[Entry]) -> None:
        self.reader = reader
        visits = [row.visit_id for row in changes if row.visit_id]
        self.shelf: Shelf = (
            shelf_of(reader.organisation, reader.person, visits)
            if visits
            else Shelf(reader.organisation, reader.person)
        )
        granted = [row.visit_id for row in changes if row.kind == "grant" and row.visit_id and self.is_in_force(row)]
        self.bundles = bundles(self.shelf, granted)
        self.covered: set[str] = set()

    def covers(self, row: Entry) -> bool:
        """Whether a bundle of this page has told this already."""
        return row.visit_id in self.covered and row.kind not in ("grant", "evict")

    def is_in_force(self, row: Entry) -> bool:
        """Whether this grant is the one by which the visit is held."""
        holding = self.shelf.holdings.get(row.visit_id or "")
        return holding is not None and holding.granted_version == row.version


def dump(reader: FeedReader, changes: Sequence[Entry]) -> list[list[Json]]:
    """For each entry its JSON objects; none where a later entry or a bundle has made it void."""
    page = Page(reader, [row for row in changes if not _is_own(reader, row)])
    return [[] if _is_own(reader, row) or page.covers(row) else WORDED[row.kind](page, row) for row in changes]


def _is_own(reader: FeedReader, row: Entry) -> bool:
    """Facts that this very device reported."""
    return row.kind == "fact" and row.reference == reader.device


def _grant(page: Page, row: Entry) -> list[Json]:
    bundle = page.bundles.get(row.visit_id or "")
    if bundle is None or not page.is_in_force(row):
        return []
    page.covered.add(bundle["id"])
    visit = page.shelf.visits[bundle["id"]]
    conflicts = _open_conflicts(page, visit.id) if visit.open_conflicts else []
    return [
        {"type": "grant", "version": row.version, "visit": bundle},
        *(conflict_change(page.reader, page.shelf.names, row, one) for one in conflicts),
    ]


def _standard(page: Page, row: Entry) -> list[Json]:
    name, _, version = (row.detail or "").partition(" ")
    document = standard.document_of(page.reader.organisation, name, version)
    found = {"id": name, "version": version, "hash": row.reference, "document": document}
    return [{"type": "standard", "version": row.version, "standard": found}]


def _evict(page: Page, row: Entry) -> list[Json]:
    if row.visit_id in page.shelf.holdings:
        return []  # because it was given back since, and that grant follows
    found = {"type": "evict", "version": row.version, "visit": row.visit_id, "reason": row.detail} | _why(page, row)
    return [found | ({"given_to": page.shelf.names[row.reference]} if row.reference in page.shelf.names else {})]


def _why(page: Page, row: Entry) -> Json:
    """When the office did it, and the reason that it gave for a cancellation: whoever stands at the door must be able to say it."""
    kind = {"cancelled": "cancelled", "reassigned": "assigned"}.get(row.detail or "")
    text = kind and db.session.scalar(
        select(Fact.text)
        .where(
            Fact.organisation_id == page.reader.organisation,
            Fact.subject_id == row.visit_id,
            Fact.device == OFFICE,
            Fact.kind == kind,
        )
        .order_by(Fact.position.desc())
        .limit(1)
    )
    if not text:
        return {}
    fact = json.loads(text)
    return {"at": fact["at"]} | ({"why": fact["body"]["reason"]} if "reason" in fact["body"] else {})


def _visit(page: Page, row: Entry) -> list[Json]:
    visit = page.shelf.visits.get(row.visit_id or "")
    if visit is None or row.visit_id not in page.shelf.holdings:
        return []
    changed: Json = {"state": visit.state, "needs_review": visit.needs_review}
    changed |= {"instructions": "", "same_address": [], "history": [], "attachments": []}
    changed |= work_of(page.shelf, visit)
    changed |= {"customer": customer_of(page.shelf, visit), "place": place_of(page.shelf, visit)}
    named = (row.detail or "").split()
    return [
        {
            "type": "visit",
            "version": row.version,
            "visit": visit.id,
            "set": {name: changed[name] for name in named if name in changed},
        }
    ]


def _fact(page: Page, row: Entry) -> list[Json]:
    if row.visit_id not in page.shelf.holdings:
        return []
    first, last = (int(place) for place in (row.detail or "0-0").split("-"))
    rows = db.session.execute(
        select(Fact.text, Fact.outcome)
        .where(
            Fact.organisation_id == page.reader.organisation,
            Fact.subject_id == row.visit_id,
            Fact.position.between(first, last),
        )
        .order_by(Fact.position)
    )
    return [
        {"type": "fact", "version": row.version, "visit": row.visit_id, "fact": for_phones(text), "outcome": outcome}
        for text, outcome in rows
    ]


def _contact(page: Page, row: Entry) -> list[Json]:
    holding = page.shelf.holdings.get(row.visit_id or "")
    if holding is None or holding.contact_version is None:
        return []
    contact = contact_of(page.shelf, page.shelf.visits[holding.visit_id])
    return [{"type": "contact", "version": row.version, "visit": row.visit_id, "contact": contact}]


def _contact_gone(page: Page, row: Entry) -> list[Json]:
    return (
        [{"type": "contact_gone", "version": row.version, "visit": row.visit_id}]
        if row.visit_id in page.shelf.holdings
        else []
    )


def _conflict(page: Page, row: Entry) -> list[Json]:
    found = db.session.get(Conflict, (page.reader.organisation, row.reference))
    return (
        [conflict_change(page.reader, page.shelf.names, row, found)]
        if found and found.target != TARGET and row.visit_id in page.shelf.holdings
        else []
    )


def _open_conflicts(page: Page, visit: str) -> list[Conflict]:
    return list(
        db.session.scalars(
            select(Conflict)
            .where(
                Conflict.organisation_id == page.reader.organisation,
                Conflict.visit_id == visit,
                Conflict.resolved_at.is_(None),
                Conflict.target != TARGET,
            )
            .order_by(Conflict.opened_at, Conflict.id)
        )
    )


WORDED: dict[str, Callable[[Page, Entry], list[Json]]] = {
    "grant": _grant,
    "evict": _evict,
    "visit": _visit,
    "fact": _fact,
    "contact": _contact,
    "contact_gone": _contact_gone,
    "conflict": _conflict,
    "standard": _standard,
}
