"""The one place that commits: everything or nothing, and what a database asks to retry is retried."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import TRIES, is_passing, write
from tests.cast import Cast

pytestmark = pytest.mark.both_databases  # because who waits for whom


class Serialisation(Exception):
    sqlstate = "40001"


def failing(times: int, error: Exception) -> Any:
    calls: list[int] = []

    def work() -> int:
        calls.append(1)
        if len(calls) <= times:
            raise DBAPIError("UPDATE", {}, error)
        return len(calls)

    return work, calls


def test_what_the_database_asks_to_retry_is_retried_and_only_so_often(cast: Cast) -> None:
    with cast.app.app_context():
        work, _ = failing(TRIES - 1, Serialisation())
        assert write(work) == TRIES
        work, calls = failing(99, Serialisation())
        with pytest.raises(DBAPIError):
            write(work)
        assert len(calls) == TRIES
        work, calls = failing(99, ValueError())
        with pytest.raises(DBAPIError):
            write(work)
        assert len(calls) == 1
        assert db.session.info["writing"] is False


def test_faults_of_the_machine_pass_faults_of_the_fact_do_not() -> None:
    for passing in (
        MemoryError(),
        OSError(28, "disk full"),
        ConnectionError(),
        OperationalError("", {}, Exception()),
        DBAPIError("", {}, Serialisation()),
    ):
        assert is_passing(passing)
    for lasting in (
        ValueError(),
        KeyError(),
        RecursionError(),
        Problem("bad_input"),
        IntegrityError("", {}, Exception()),
    ):
        assert not is_passing(lasting)
