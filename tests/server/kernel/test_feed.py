"""The change clock: taken last, without gaps, and not at all when the write fails."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, event, select, text, update

from server.kernel import feed
from server.kernel.db import db
from server.kernel.feed import Change, ChangeClock, announce, clock_of, mark, savepoint, tick
from server.kernel.prepared import Prepared
from server.kernel.transaction import write
from tests.cast import Cast

pytestmark = pytest.mark.both_databases  # because who waits for whom

FLOOR = Prepared(
    update(ChangeClock.__table__)
    .where(ChangeClock.organisation_id == bindparam("organisation"))
    .values(floor=bindparam("version"))
)


def announced(cast: Cast) -> list[tuple[int, str | None]]:
    with cast.app.app_context():
        return [(row.version, row.detail) for row in db.session.scalars(select(Change).order_by(Change.version))]


def test_the_clock_is_the_last_row_that_a_write_takes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []
    with cast.app.app_context():

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        def note_turn(organisation: str, steps: int) -> int:
            statements.append("change_clock")
            return advance(organisation, steps)

        advance = feed._advance
        monkeypatch.setattr(feed, "_advance", note_turn)
        event.listen(db.engine, "before_cursor_execute", note)

        def work() -> None:
            with savepoint():
                announce(cast.ours, "p", "evict", detail="one")
            db.session.execute(text("UPDATE organisation SET hotline = '1'"))

        write(work)
        event.remove(db.engine, "before_cursor_execute", note)
    order = [index for index, each in enumerate(statements) if "change_clock" in each or "hotline" in each]
    assert "hotline" in statements[order[0]] and "change_clock" in statements[order[1]]


def test_versions_are_given_in_the_order_of_announcing_and_ticks_count(cast: Cast) -> None:
    stamps: list[int] = []

    def work() -> None:
        announce(cast.ours, "p", "evict", detail="one", stamp=stamps.append)
        tick(cast.ours, stamps.append)
        announce(cast.ours, "q", "evict", detail="two", stamp=stamps.append)

    with cast.app.app_context():
        write(work)
        assert clock_of(cast.ours).value == 3 and clock_of(cast.theirs).value == 0
    assert stamps == [1, 2, 3]
    assert announced(cast) == [(1, "one"), (3, "two")]


def test_a_mark_gets_its_version_with_the_commit_or_in_its_turn_where_somebody_has_to_know_one(cast: Cast) -> None:
    stamps: list[int] = []

    def work(*more: int) -> None:
        announce(cast.ours, "p", "evict", detail="before")
        mark(cast.ours, (FLOOR, {"organisation": cast.ours}))
        announce(cast.ours, "q", "evict", detail="after", stamp=stamps.append if more else None)

    with cast.app.app_context():
        write(work)
        assert (clock_of(cast.ours).value, clock_of(cast.ours).floor) == (3, 2)
        db.session.rollback()
        write(lambda: work(1))
        assert (clock_of(cast.ours).value, clock_of(cast.ours).floor, stamps) == (6, 5, [6])
    assert announced(cast) == [(1, "before"), (3, "after"), (4, "before"), (6, "after")]


def test_a_savepoint_that_fails_takes_its_announcements_back(cast: Cast) -> None:
    def work() -> None:
        announce(cast.ours, "p", "evict", detail="kept")
        with pytest.raises(ZeroDivisionError), savepoint():
            announce(cast.ours, "p", "evict", detail="lost")
            raise ZeroDivisionError
        announce(cast.ours, "p", "evict", detail="kept, too")

    with cast.app.app_context():
        write(work)
    assert announced(cast) == [(1, "kept"), (2, "kept, too")]


def test_a_write_that_fails_leaves_the_clock_alone(cast: Cast) -> None:
    def work() -> None:
        announce(cast.ours, "p", "evict")
        raise ZeroDivisionError

    with cast.app.app_context():
        with pytest.raises(ZeroDivisionError):
            write(work)
        write(lambda: announce(cast.ours, "p", "evict", detail="next"))
    assert announced(cast) == [(1, "next")]


def test_a_reader_sees_one_snapshot_whatever_is_written_meanwhile(cast: Cast) -> None:
    import threading

    def write_elsewhere() -> None:
        with cast.app.app_context():
            write(lambda: announce(cast.ours, "p", "evict"))

    with cast.app.app_context():
        before = clock_of(cast.ours).value
        writer = threading.Thread(target=write_elsewhere)
        writer.start()
        writer.join()
        assert db.session.scalar(select(Change.version)) is None and clock_of(cast.ours).value == before
        db.session.rollback()
        assert db.session.scalar(select(Change.version)) == 1


def test_a_reader_cannot_write_on_postgresql(cast: Cast) -> None:
    with cast.app.app_context():
        if db.engine.dialect.name == "postgresql":
            from sqlalchemy.exc import DBAPIError

            with pytest.raises(DBAPIError, match="read-only"):
                db.session.execute(text("UPDATE organisation SET hotline = '1'"))
        else:
            assert db.session.execute(text("PRAGMA synchronous")).scalar() == 2
