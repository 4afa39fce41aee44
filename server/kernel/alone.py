"""Who may do something alone, among all processes and, on PostgreSQL, all hosts of an installation. Whoever dies gives it back."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, func, select

from server.kernel.db import db
from server.kernel.write_lock import leader_lock, opened


@contextmanager
def alone(name: str, *, wait: bool = True) -> Iterator[bool]:
    """In an app context: nobody else is in here under this name meanwhile. False, with `wait=False`, where somebody else is."""
    if db.engine.dialect.name == "sqlite":
        with _by_file(name, wait) as ours:
            yield ours
        return
    # a connection of its own, because the lock belongs to it, and the session's come and go
    engine = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            take = func.pg_advisory_lock if wait else func.pg_try_advisory_lock
            taken = connection.execute(select(take(number_of(name)))).scalar()
            yield wait or bool(taken)
    finally:
        engine.dispose()


def alone_in_this_write(name: str) -> None:
    """Inside `write`: until it is committed nobody else is past this line. On SQLite nobody else writes anyway."""
    if db.engine.dialect.name != "sqlite":
        db.session.execute(select(func.pg_advisory_xact_lock(number_of(name))))


def number_of(name: str) -> int:
    """What PostgreSQL knows a lock by."""
    return int.from_bytes(hashlib.sha256(f"doorstep {name}".encode()).digest()[:8], "big", signed=True)


@contextmanager
def _by_file(name: str, wait: bool) -> Iterator[bool]:
    """A file beside the database, because that lies on a disk of this host, and so do all who open it."""
    database = db.engine.url.database
    if not database or database == ":memory:":
        yield True
        return
    file = opened(f"{database}-{name}") if wait else leader_lock(f"{database}-{name}")
    if file is None:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(file)
