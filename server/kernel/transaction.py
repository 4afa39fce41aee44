"""The one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

from server.kernel.db import db
from server.kernel.signing import KeyMissing
from server.kernel.write_lock import turn

T = TypeVar("T")
TRIES = 4
PASSING = {"40001", "40P01"}  # serialisation failure, deadlock


def write(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction and commit it; everything or nothing. Retries what PostgreSQL asks to retry.

    A write inside a write is part of it. Where the inner one fails the outer one cannot commit, even if somebody has caught the error.
    """
    if db.session.info.get("writing"):
        return _joined(work)
    db.session.rollback()  # because what was read before must not decide what is written now
    for remaining in reversed(range(TRIES)):
        try:
            with _turn():
                return _committed(work)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in PASSING or not remaining:
                raise
    raise AssertionError("unreachable")


def is_passing(error: BaseException) -> bool:
    """Whether this fault is the machine's and may be gone on the next try (connection, lock timeout, serialisation, disk full)."""
    if isinstance(error, (MemoryError, OSError, OperationalError, KeyMissing)):
        return True
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) in PASSING
    )


def _committed(work: Callable[[], T]) -> T:
    db.session.info["writing"] = True
    db.session.info["spoiled"] = False
    db.session.info[
        "announced"
    ] = []  # because a write that failed must not speak through the next one (see kernel.feed)
    try:
        result = work()
        if db.session.info["spoiled"]:
            raise AssertionError("a part of this write has failed, and half of it must not be kept")
        db.session.commit()
        return result
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.info["writing"] = False


def _joined(work: Callable[[], T]) -> T:
    try:
        return work()
    except BaseException:
        db.session.info["spoiled"] = True
        raise


@contextmanager
def _turn() -> Iterator[None]:
    if db.engine.dialect.name != "sqlite":
        yield
        return
    with turn(db.engine.url.database):
        yield
