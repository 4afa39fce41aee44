"""Changes out: the next page of a person's feed, read in one snapshot. An entry is never split, however long its bundle."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Select, bindparam, delete, func, literal_column, or_, select

from server.kernel.db import db
from server.kernel.feed import Change, ChangeClock, clock_of
from server.kernel.prepared import Prepared, among
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.sync.domain import FeedReader, domain

PAGE, LARGEST_PAGE = 200, 500
PAGE_BYTES = 1024 * 1024
IN_COLUMNS = 1.75  # times as much on a page, because in columns it takes that much less of the line

NEVER_IN_A_BUNDLE = (
    "grant",
    "evict",
    "standard",
)  # every other kind that names a visit tells of it what its bundle, read later, has told

_entry = Change.__table__.c
NEXT = Prepared(
    select(_entry.version, _entry.kind, _entry.visit_id, _entry.reference, _entry.detail)
    .where(
        _entry.organisation_id == bindparam("organisation"),
        _entry.person_id == bindparam("person"),
        _entry.version > bindparam("cursor"),
        or_(_entry.version > bindparam("as_of"), _entry.visit_id.is_(None), among(_entry.kind, "always")),
    )
    .order_by(_entry.version)
    .limit(bindparam("size"))
    .offset(literal_column("0"))
)  # else SQLite words an offset with a parameter of its own


class FeedRow(NamedTuple):
    """An entry of the feed as it is read."""

    version: int
    kind: str
    visit_id: str | None
    reference: str | None
    detail: str | None


@dataclass(slots=True)
class Page:
    """Changes from after the cursor, in order and each as JSON text; `cursor` is the version of the last entry that was looked at."""

    epoch: str
    cursor: int
    more: bool = False
    changes: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    as_of: int | None = None


def pull(
    reader: FeedReader, epoch: str | None, cursor: int, limit: int | None, as_of: int = 0, size: float = 1
) -> Page:
    """The next page. `cursor_too_old` when the cursor is of another epoch, ahead of the clock, or behind what was cleared away.

    `as_of`: every bundle that the phone holds was read at this version or later, so what they told up to then is not told again.
    `size`: how many times as much as usual fits on a page.
    """
    clock = clock_of(reader.organisation)
    restored = max(cursor, as_of) > clock.value or epoch not in (None, clock.epoch)
    if cursor and (restored or cursor < clock.floor):
        raise Problem("cursor_too_old", epoch=clock.epoch, restored=restored)
    most = _page_size(reader, cursor, clock.floor, limit or int(PAGE * size))
    entries = _entries(reader, cursor, most, as_of if cursor else clock.value) if cursor < clock.value else []
    page = Page(clock.epoch, max(clock.value, cursor))
    taken, held = 0, 0
    for entry, objects in zip(entries[:most], domain().dump(reader, entries[:most]), strict=True):
        if held > PAGE_BYTES * size and entry.version > clock.floor:
            break
        texts = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in objects]
        page.changes += objects
        page.texts += texts
        held += sum(map(len, texts))
        taken += 1
    if taken < len(entries):
        page.cursor, page.more = (
            max(entries[taken - 1].version, clock.floor),
            True,
        )  # what lies below the floor is told on one page
        page.as_of = None if cursor else clock.value
    return page


def clear_away(organisation: str, version: int, still_needed: Select[Any]) -> int:
    """Forget the entries up to a version but for those still needed (grants in force); phones behind it are told `cursor_too_old`.

    What is still needed comes as a query, because a statement takes no more than 65,535 values.
    """

    def work() -> int:
        clock = db.session.execute(
            select(ChangeClock).where(ChangeClock.organisation_id == organisation).with_for_update()
        ).scalar_one()
        floor = min(version, clock.value)
        old = delete(Change).where(
            Change.organisation_id == organisation, Change.version <= floor, Change.version.not_in(still_needed)
        )
        gone = cast("CursorResult[Any]", db.session.execute(old)).rowcount
        clock.floor = max(floor, clock.floor)
        return gone

    return write(work)


def _page_size(reader: FeedReader, cursor: int, floor: int, limit: int) -> int:
    """What was asked for; from the very beginning at least all that lies below the floor, so that a fresh start never stops there."""
    size = min(max(limit, 1), LARGEST_PAGE)
    if cursor or not floor:
        return size
    below = select(func.count()).select_from(Change).where(*_of(reader), Change.version <= floor)
    return max(size, db.session.scalar(below) or 0)


def _entries(reader: FeedReader, cursor: int, size: int, as_of: int) -> list[FeedRow]:
    """One more than fits, which tells that there is more."""
    asked = {
        "organisation": reader.organisation,
        "person": reader.person,
        "cursor": cursor,
        "size": size + 1,
        "as_of": as_of,
    }
    return [FeedRow(*row) for row in NEXT.all(asked | {"always": list(NEVER_IN_A_BUNDLE)})]


def _of(reader: FeedReader) -> tuple[Any, Any]:
    return Change.organisation_id == reader.organisation, Change.person_id == reader.person
