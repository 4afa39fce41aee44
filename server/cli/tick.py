"""Do what time alone makes due: visits come onto phones and leave them, what has run out is forgotten. `serve` and `worker` do it by themselves."""

from __future__ import annotations

import argparse
import logging
import threading
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from server.accounts.models import Organisation
from server.app import create_app
from server.kernel import clock
from server.kernel.db import db
from server.kernel.jobs import NOBODY, Part, is_called, run_called, run_due
from server.kernel.registry import installed

log = logging.getLogger("doorstep.tick")
NAME = "tick"
CALLED_EVERY = (
    2.0  # seconds after which it is asked whether somebody waits for a job; the question is one row of an empty table
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: it does everything that there is to do, whether it is due or not."""


def run(given: argparse.Namespace) -> int:
    """By hand, at any time. Exit code 1 when something failed; the rest was done."""
    app = create_app()
    with app.app_context():
        done = tick()
    print(", ".join(f"{name} {count}" for name, count in done.items()))
    return 1 if done["failed"] else 0


def tick() -> dict[str, int]:
    """In an app context: every job of every organisation; how much of what was done, and how much failed.

    Safe at any time and from several processes at once, because each job looks again inside its own write.
    """
    return run_due(parts(), now=True)


def tick_due() -> dict[str, int]:
    """The same for what is due and nobody has done yet."""
    return run_due(parts())


def tick_called() -> dict[str, int]:
    """The same for what somebody waits for."""
    return run_called(parts()) if is_called() else {}


def parts() -> list[Part]:
    """Every job for whom it is run, one organisation after the other."""
    jobs = installed().jobs()
    organisations = list(db.session.scalars(select(Organisation.id).order_by(Organisation.id)))
    db.session.rollback()
    found = [Part(NOBODY, job) for job in jobs if job.whole]
    return found + [Part(organisation, job) for organisation in organisations for job in jobs if not job.whole]


def start(app: Flask, stopped: threading.Event) -> threading.Thread:
    """A thread that does so now, every minute, and when a job is called, until `stopped` is set. Each process has one; the database says whose turn it is."""
    thread = threading.Thread(
        target=watch, args=(app, stopped), name="tick", daemon=True
    )  # daemon, because a stop must not wait for it: writes are whole or not at all
    thread.start()
    return thread


def watch(app: Flask, stopped: threading.Event) -> None:
    """What the thread does; `doorstep worker` does it by itself."""
    while not stopped.is_set():
        _look(app, tick_due)
        ends = time.monotonic() + seconds_to_next(clock.now())
        while (left := ends - time.monotonic()) > 0:
            if stopped.wait(min(left, CALLED_EVERY)):
                break
            _look(app, tick_called)


def _look(app: Flask, doing: Callable[[], object]) -> None:
    try:
        with app.app_context():
            doing()
    except Exception as error:  # because a database that does not answer for a while must not end it
        log.error("jobs: %s", type(error).__name__)


def seconds_to_next(now: str) -> int:
    """From this moment to five seconds after the next full minute: five, because the clocks of hosts differ."""
    return 60 - clock.instant(now).second + 5
