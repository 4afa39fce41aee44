"""Statements on the driver itself: the same rows, the same transaction, the same errors as through SQLAlchemy."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.kernel.db import db
from server.kernel.feed import Change, ChangeClock
from server.kernel.prepared import Prepared, among
from server.kernel.transaction import is_passing, write
from server.sync.models import Received
from tests.cast import Cast
from tests.postgres import Postgres

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's

_entry, _clock = Change.__table__.c, ChangeClock.__table__.c
DETAILS = Prepared(
    select(_entry.version, _entry.detail).where(among(_entry.person_id, "people")).order_by(_entry.version)
)
ENTER = Prepared(insert(Change.__table__))
TURN = Prepared(update(ChangeClock.__table__).where(_clock.organisation_id == bindparam("organisation")))
_inbox = Received.__table__.c
RECEIVE = Prepared(insert(Received.__table__))
RAW = Prepared(select(_inbox.raw).where(_inbox.device_id == bindparam("sender")).order_by(_inbox.seq))
SECRET = "13800001111"


def entry(cast: Cast, version: int, person: str = "p", detail: str | None = None) -> dict[str, object]:
    return {
        "organisation_id": cast.ours,
        "version": version,
        "person_id": person,
        "kind": "evict",
        "visit_id": None,
        "reference": None,
        "detail": detail,
    }


def test_rows_are_asked_for_by_a_list_however_long(cast: Cast) -> None:
    with cast.app.app_context():
        write(lambda: ENTER.run([entry(cast, 1, "p", "一"), entry(cast, 2, "q"), entry(cast, 3, 'r"')]))
        assert DETAILS.all({"people": []}) == []
        assert DETAILS.all({"people": ["p"]}) == [(1, "一")]
        assert DETAILS.all({"people": ["p", 'r"', "nobody"] * 200}) == [(1, "一"), (3, None)]
        assert DETAILS.first({"people": ["nobody"]}) is None
        with pytest.raises(LookupError):
            DETAILS.one({"people": ["nobody"]})


def test_what_is_entered_at_once_is_what_was_given(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_element"""
    details = ["", "NULL", "null", '{"a":["b",1]}', "C:\\x", '\\"', ",", "{}", "一 二\n三\t😀'", "%s %(x)s $1", None]
    with cast.app.app_context():
        write(lambda: ENTER.run([entry(cast, place, "p", detail) for place, detail in enumerate(details)]))
        assert DETAILS.all({"people": ["p"]}) == list(enumerate(details))


def test_bytes_are_entered_at_once_as_they_are(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_element"""
    raw = [b'\x00\xff\\"{},', b"", None]
    row = dict.fromkeys(_inbox.keys()) | {
        "organisation_id": cast.ours,
        "device_id": "d",
        "hash": "h",
        "outcome": "rejected",
        "received_at": "2026",
    }
    with cast.app.app_context():
        write(lambda: RECEIVE.run([row | {"seq": place, "raw": each} for place, each in enumerate(raw)]))
        assert [None if each is None else bytes(each) for (each,) in RAW.all({"sender": "d"})] == raw


def test_what_is_longer_than_its_column_is_not_cut_off(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_list_of. SQLite has no lengths."""
    long = "p" * 36
    with cast.app.app_context():
        write(lambda: ENTER.run([entry(cast, 1, long), entry(cast, 2, long)]))
        assert DETAILS.all({"people": [long + "x"]}) == []
        if db.engine.dialect.name == "postgresql":
            with pytest.raises(DBAPIError):
                write(lambda: ENTER.run([entry(cast, 3), entry(cast, 4, long + "x")]))
            assert DETAILS.all({"people": ["p"]}) == []


def test_no_rows_are_no_statement_and_columns_may_vary(cast: Cast) -> None:
    with cast.app.app_context():
        write(lambda: ENTER.run([]))
        write(lambda: TURN.run({"organisation": cast.ours, "value": 7}))
        write(lambda: TURN.run({"organisation": cast.ours, "floor": 5, "value": 8}))
        assert db.session.execute(
            select(_clock.value, _clock.floor).where(_clock.organisation_id == cast.ours)
        ).one() == (8, 5)


def test_what_goes_with_the_commit_is_kept_and_in_its_order(cast: Cast) -> None:
    def work() -> None:
        ENTER.run_last([])
        ENTER.run_last([entry(cast, 1, "p", "一"), entry(cast, 2, "p", "二")])
        ENTER.run_last(entry(cast, 3, "p", "三"))
        TURN.run_last([{"organisation": cast.ours, "value": 3}, {"organisation": cast.theirs, "value": 4}])

    with cast.app.app_context():
        for _ in range(7):  # because the driver prepares what it meets for the sixth time
            write(lambda: db.session.execute(delete(Change)))
            write(work)
            assert DETAILS.all({"people": ["p"]}) == [(1, "一"), (2, "二"), (3, "三")]
            assert sorted(db.session.scalars(select(_clock.value))) == [3, 4]


def test_nothing_of_a_write_is_kept_when_what_goes_with_the_commit_fails(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_send_what_is_last. The error is SQLAlchemy's, as it is of a statement alone, and the connection serves on."""

    def work() -> None:
        TURN.run({"organisation": cast.ours, "value": 8})
        for version in (2, 1, 3):
            ENTER.run_last(entry(cast, version))

    with cast.app.app_context():
        write(lambda: ENTER.run(entry(cast, 1)))
        for _ in range(7):
            with pytest.raises(IntegrityError) as caught:
                write(work)
            assert not is_passing(caught.value)
            assert db.session.scalars(select(_entry.version)).all() == [1]
            assert db.session.scalar(select(_clock.value).where(_clock.organisation_id == cast.ours)) == 0
        write(lambda: ENTER.run(entry(cast, 2)))
        assert db.session.scalars(select(_entry.version).order_by(_entry.version)).all() == [1, 2]


def test_what_was_to_go_with_a_commit_that_never_came_does_not_go_with_the_next_one(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_nothing_is_last_yet"""

    def work() -> None:
        ENTER.run_last(entry(cast, 1))
        raise ZeroDivisionError

    with cast.app.app_context():
        with pytest.raises(ZeroDivisionError):
            write(work)
        write(lambda: ENTER.run_last(entry(cast, 2)))
        assert db.session.scalars(select(_entry.version)).all() == [2]


def test_what_a_failed_write_did_is_undone(cast: Cast) -> None:
    def work() -> None:
        ENTER.run(entry(cast, 1))
        raise ZeroDivisionError

    with cast.app.app_context():
        with pytest.raises(ZeroDivisionError):
            write(work)
        assert DETAILS.all({"people": ["p"]}) == []


def test_a_refusal_is_sqlalchemys_and_names_nobody(cast: Cast) -> None:
    """Guard: server/kernel/prepared.py:_as_sqlalchemys"""
    with cast.app.app_context(), pytest.raises(IntegrityError) as refused:
        write(lambda: ENTER.run([entry(cast, 1), entry(cast, 1, detail=SECRET)]))
    assert SECRET not in str(refused.value)
    assert not is_passing(refused.value)


def test_a_database_that_hangs_up_is_a_passing_fault_and_asked_anew_next_time(cast: Cast, postgres: Postgres) -> None:
    """Guard: server/kernel/prepared.py:_as_sqlalchemys, which gives up the dead connection. An SQLite file does not hang up."""
    with cast.app.app_context():
        if db.engine.dialect.name == "postgresql":
            ours = db.session.scalar(text("SELECT pg_backend_pid()"))
            postgres.hang_up(ours)
            with pytest.raises(DBAPIError) as gone:
                DETAILS.all({"people": ["p"]})
            assert gone.value.connection_invalidated and is_passing(gone.value)
            db.session.rollback()
        assert DETAILS.all({"people": ["p"]}) == []


def test_a_database_that_hangs_up_before_what_goes_with_the_commit_is_a_passing_fault(
    cast: Cast, postgres: Postgres
) -> None:
    """Guard: server/kernel/prepared.py:_send_what_is_last"""

    def work() -> None:
        TURN.run({"organisation": cast.ours, "value": 8})
        postgres.hang_up(db.session.scalar(text("SELECT pg_backend_pid()")))
        ENTER.run_last(entry(cast, 1))

    with cast.app.app_context():
        if db.engine.dialect.name == "postgresql":
            with pytest.raises(DBAPIError) as gone:
                write(work)
            assert gone.value.connection_invalidated and is_passing(gone.value)
        write(lambda: ENTER.run(entry(cast, 2)))
        assert db.session.scalars(select(_entry.version)).all() == [2]
