"""How much a database does for a piece of work, counted in steps of SQLite's machine: the same on each computer, whatever else it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from server.kernel.db import db

EACH = 10  # steps between two looks


def steps_of(app: Flask, work: Callable[[], Any]) -> int:
    """The steps that SQLite takes for this work, in every connection that begins something meanwhile. The work is done once before, to warm up."""
    work()
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += EACH
        return 0

    def begins(connection: Any) -> None:
        connection.connection.driver_connection.set_progress_handler(count, EACH)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "begin", begins)
    try:
        work()
    finally:
        event.remove(engine, "begin", begins)
        with app.app_context():
            engine.dispose()
    return taken


def statements_of(app: Flask, work: Callable[[], Any]) -> int:
    """How many statements a piece of work takes."""
    told: list[str] = []

    def hears(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hears)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", hears)
    return len(told)
