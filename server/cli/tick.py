"""Do what time alone makes due: visits come onto phones and leave them, what has run out is forgotten. `serve` does it by itself, in one of its processes."""

from __future__ import annotations

import argparse
import logging
import os
import threading
from functools import partial

from flask import Flask
from sqlalchemy import select

from server.accounts.models import Organisation
from server.app import create_app
from server.console import once
from server.evidence import uploads
from server.kernel import clock, marks, rate_limit
from server.kernel.db import db
from server.kernel.feed import clock_of
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.kernel.write_lock import leader_lock
from server.sync import outbox
from server.visits.feed import holdings

log = logging.getLogger("doorstep.tick")
NAME = "tick"
EVERY_MINUTES = 15  # because every time zone's midnight falls on a quarter of an hour
FEED_DAYS = 90  # a phone that was away for longer starts anew from cursor 0; its unsent work is taken in all the same
MOST_ROUNDS = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: it does everything that is due, and nothing twice."""


def run(given: argparse.Namespace) -> int:
    """By hand, at any time. Exit code 1 when something failed; the rest was done."""
    app = create_app()
    with app.app_context():
        done = tick()
    print(", ".join(f"{name} {count}" for name, count in done.items()))
    return 1 if done["failed"] else 0


def tick() -> dict[str, int]:
    """In an app context: everything that is due for every organisation; how much of what was done, and how much failed.

    Safe at any time and from several processes at once, because each part looks again inside its own write.
    """
    jobs = installed().jobs()
    done = dict.fromkeys((*(job.name for job in jobs), "uploads", "entries", "forms", "attempts", "failed"), 0)
    parts = [("attempts", rate_limit.forget_old)]
    for organisation in list(db.session.scalars(select(Organisation.id).order_by(Organisation.id))):
        parts += [
            *((job.name, partial(job.run, organisation)) for job in jobs),
            ("uploads", partial(_expire_uploads, organisation)),
            ("entries", partial(_clear_feed, organisation)),
            ("forms", partial(once.forget_old, organisation)),
        ]
    for name, part in parts:
        try:
            done[name] += part()
        except Exception:  # because one organisation's trouble must not become everybody's
            log.exception("%s could not be brought up to date", name)
            done["failed"] += 1
            db.session.rollback()
    return done


def start(app: Flask, stopped: threading.Event) -> threading.Thread:
    """A thread that ticks now and every quarter of an hour until `stopped` is set, unless another process on this data folder does so."""
    ours = str(app.config["DOORSTEP"].data_dir / "ticking")

    def ticking() -> None:
        lock = None
        while True:
            lock = (
                lock if lock is not None else leader_lock(ours)
            )  # looked at again each time, because the other process may have died
            if lock is not None:
                with app.app_context():
                    tick()
            if stopped.wait(seconds_to_next(clock.now())):
                if lock is not None:
                    os.close(lock)
                return

    thread = threading.Thread(
        target=ticking, name="tick", daemon=True
    )  # daemon, because a stop must not wait for it: writes are whole or not at all
    thread.start()
    return thread


def seconds_to_next(now: str) -> int:
    """From this moment to five seconds after the next full quarter of an hour; at least one."""
    at = clock.instant(now)
    since = at.minute % EVERY_MINUTES * 60 + at.second
    return EVERY_MINUTES * 60 - since + 5


def _expire_uploads(organisation: str) -> int:
    gone, rounds = 0, 0
    while rounds < MOST_ROUNDS and (now_gone := write(partial(uploads.expire, organisation))):
        gone, rounds = gone + now_gone, rounds + 1
    more = True
    while rounds < MOST_ROUNDS and more:
        unnamed, more = write(partial(uploads.forget_unnamed, organisation))
        gone, rounds = gone + unnamed, rounds + 1
    return gone


def _clear_feed(organisation: str) -> int:
    holdings.remember_version(organisation)
    before = clock.later(clock.now(), days=-FEED_DAYS)
    floor = holdings.version_before(organisation, before)
    if floor <= clock_of(organisation).floor:
        return 0
    write(lambda: marks.forget_before(organisation, holdings.VERSION, clock.later(before, days=-1)))
    return outbox.clear_away(organisation, floor, holdings.entries_still_needed(organisation))
