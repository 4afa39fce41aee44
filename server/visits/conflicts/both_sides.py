"""A conflict as one phone reads it: what its person wrote, what the other side wrote, which of both shows now, who settled it how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.feed import Entry
from server.kernel.outcomes import SHOWS
from server.visits.conflicts.models import Conflict
from server.visits.log.confidential import is_confidential
from server.visits.log.kinds import OFFICE
from server.visits.models import Fact

Json = dict[str, Any]


class FeedReader(Protocol):
    """Whose feed is read, on which device."""

    @property
    def organisation(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def device(self) -> str: ...


def conflict_change(reader: FeedReader, names: Mapping[str, str], row: Entry, conflict: Conflict) -> Json:
    """The `conflict` change of docs/PROTOCOL.md; `names` are those of the organisation's people, by id."""
    facts = {
        fact: (device, outcome)
        for fact, device, outcome in db.session.execute(
            select(Fact.id, Fact.device, Fact.outcome).where(
                Fact.organisation_id == reader.organisation, Fact.id.in_((conflict.shown_fact, conflict.other_fact))
            )
        )
    }
    ours, theirs = ("shown", "other") if _mine_shows(reader, conflict, facts) else ("other", "shown")
    found: Json = {
        "id": conflict.id,
        "target": conflict.target,
        "state": "resolved" if conflict.resolved_at else "open",
        "kind": conflict.kind,
    }
    for word, side in (("mine", ours), ("theirs", theirs)):
        fact = getattr(conflict, f"{side}_fact")
        found[word] = _plain(getattr(conflict, side))
        found.setdefault("sides", {})[word] = _side(reader, conflict, side, facts.get(fact), names)
        found.setdefault("shows", {})[word] = facts.get(fact, ("", ""))[1] in SHOWS
    found |= {"base": _plain(conflict.base)} if conflict.base else {}
    found |= {"choice": conflict.choice} if conflict.choice else {}
    return {
        "type": "conflict",
        "version": row.version,
        "visit": conflict.visit_id,
        "conflict": found | _settled(conflict, names),
    }


def _mine_shows(reader: FeedReader, conflict: Conflict, facts: Mapping[str, tuple[str, str]]) -> bool:
    """Whose it is: the person's, or of two phones of one person this one's; who wrote neither reads what shows as theirs to keep."""
    if conflict.shown_by == conflict.other_by:
        return facts.get(conflict.other_fact, ("", ""))[0] != reader.device
    return conflict.shown_by == reader.person or conflict.other_by != reader.person


def _side(
    reader: FeedReader, conflict: Conflict, side: str, fact: tuple[str, str] | None, names: Mapping[str, str]
) -> Json:
    """Who said it and when, on the clock of whoever said it, and whether that is who reads: a colleague has said neither."""
    by = getattr(conflict, f"{side}_by")
    name = names.get(by)
    source = "phone" if fact is None or fact[0] != OFFICE else "office" if name else "customer"
    return {"from": source, "at": getattr(conflict, f"{side}_at"), "you": by == reader.person} | (
        {"by": name} if name else {}
    )


def _settled(conflict: Conflict, names: Mapping[str, str]) -> Json:
    name = names.get(conflict.resolved_by or "")
    if conflict.resolved_by is None:
        return {}
    return {"settled": ({"by": name} if name else {}) | ({"at": conflict.resolved_at} if conflict.resolved_at else {})}


def _plain(text: str) -> Any:
    """An answer by its bare value; anything else as it was reported, of a customer's word to the company the kind alone."""
    value = json.loads(text)
    if is_confidential(value):
        return {"kind": value["kind"], "body": {}}
    return value["value"] if value.get("kind") == "answered" else value
