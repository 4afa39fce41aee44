"""Connections: what happens to one that died while it lay in the pool."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from server.kernel import db as database
from server.kernel.db import db
from server.kernel.transaction import write
from tests.cast import Cast
from tests.postgres import Postgres

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's


def test_a_connection_that_died_in_the_pool_is_replaced_unseen(
    cast: Cast, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/kernel/db.py:_postgresql_is_taken. An SQLite file does not hang up; there nothing happens in between."""
    monkeypatch.setattr(database, "UNTRIED", 0.0)
    with cast.app.app_context():
        if db.engine.dialect.name == "postgresql":
            lying = db.session.scalar(text("SELECT pg_backend_pid()"))
            db.session.rollback()
            postgres.hang_up(lying)
        assert db.session.scalar(text("SELECT 1")) == 1
        write(lambda: db.session.execute(text("UPDATE organisation SET hotline = '1'")))
        assert db.session.scalar(text("SELECT min(hotline) FROM organisation")) == "1"


def test_a_connection_that_dies_in_the_middle_of_a_request_leaves_the_answer_alone(
    cast: Cast, postgres: Postgres
) -> None:
    """Guard: server/kernel/db.py:_end_session, without which the end of the request fails after its answer was made."""
    with cast.app.app_context():
        if db.engine.dialect.name == "postgresql":
            ours = db.session.scalar(text("SELECT pg_backend_pid()"))
            postgres.hang_up(ours)
        else:
            db.session.execute(text("SELECT 1"))
            db.session.connection().connection.driver_connection.close()
    with cast.app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_what_readers_have_prepared_stays_prepared(cast: Cast) -> None:
    """Guard: server/kernel/db.py:_postgresql_reader_ends. SQLite's statements are not the server's."""
    with cast.app.app_context():
        if db.engine.dialect.name == "sqlite":
            return
        for _ in range(7):  # the driver prepares what it has run five times
            db.session.execute(text("SELECT name FROM organisation"))
            db.session.rollback()
        assert (
            db.session.scalar(
                text("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT name FROM organisation'")
            )
            == 1
        )
