"""Marks on the facts that a batch adds to a visit's log, where a person should look at them (`visits.doubts` says which)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select

from server.accounts.models import Person
from server.kernel.db import db
from server.visits.doubts import (
    AFTER_THE_END,
    IN_THEIR_TURN,
    TAKEN_AWAY,
    Moments,
    doubts_about_signing,
    ended_before,
    is_long_after,
    is_work,
)
from server.visits.log.log import Log
from server.visits.models import Assignment, Fact
from server.visits.rules import Entry


class Held(Protocol):
    """A grant of the sender."""

    @property
    def until(self) -> str | None: ...


def mark_doubts(log: Log, grants: Mapping[str, Held]) -> bool:
    """Mark what this batch adds; whether anything was marked. Call before `write_logs`."""
    first = len(log.entries) - len(log.rows)
    signing = any(row["kind"] in IN_THEIR_TURN for row in log.rows)
    staff = staff_names(log.visit.organisation_id) if signing else []
    gone = _was_taken_away(log, grants)
    for place, row in enumerate(log.rows, first):
        before, entry = log.entries[:place], log.entries[place]
        found = [TAKEN_AWAY] if gone and is_work(entry.kind) else []
        found += [AFTER_THE_END] if _is_late(log, before, entry, row) else []
        found += doubts_about_signing(before, entry, staff)
        row["doubts"] = " ".join(found) or None
    return any(row["doubts"] for row in log.rows)


def _was_taken_away(log: Log, grants: Mapping[str, Held]) -> bool:
    """Whether the sender holds the visit no more and is not of those who should; a day that has passed takes a visit away from nobody."""
    if not log.rows or any(each.until is None for each in grants.values()):
        return False
    visit = log.visit
    return db.session.get(Assignment, (visit.organisation_id, visit.id, log.rows[0]["person_id"])) is None


def _is_late(log: Log, before: list[Entry], entry: Entry, row: dict[str, Any]) -> bool:
    ended = ended_before(before) if is_work(entry.kind) and any(each.kind == "ended" for each in before) else None
    if ended is None:
        return False
    new = Moments(row["corrected_at"], row["received_at"])
    return is_long_after(_moments(log, ended), new, same_phone=ended.device == entry.device)


def _moments(log: Log, ended: Entry) -> Moments:
    row = next((each for each in log.rows if each["id"] == ended.id), None)
    if row:
        return Moments(row["corrected_at"], row["received_at"])
    at, received_at = db.session.execute(
        select(Fact.corrected_at, Fact.received_at).where(
            Fact.organisation_id == log.visit.organisation_id, Fact.id == ended.id
        )
    ).one()
    return Moments(at, received_at)


def staff_names(organisation: str) -> list[str]:
    """Everybody employed, by both of their names."""
    rows = db.session.execute(
        select(Person.name, Person.name_en).where(Person.organisation_id == organisation, Person.left_at.is_(None))
    )
    return [name for names in rows for name in names if name]
