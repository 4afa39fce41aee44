"""What a host carries: the server's CPU by facts in a request, bytes a fact takes, and how many writes a second one change clock lets through."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import psycopg
from sqlalchemy import text

from server.accounts.people import create_organisation
from server.kernel.db import db
from tests.bench.crowd import gather
from tests.bench.deployment import DATABASES, Installation, installation, serving
from tests.bench.rush import machine, rush

TECHNICIANS, AT_ONCE = 24, 4
SITTINGS = (0, 1, 5, 20, 100)  # facts in a request
REQUESTS = 6  # of each technician with each of these
WRITERS, SECONDS = 16, 4.0
TAIL = "UPDATE change_clock SET value = value + 1 WHERE organisation_id = %s RETURNING value"


def report() -> Iterator[str]:
    """CPU and bytes on both databases, side by side; then writes a second at one clock and at sixteen, on PostgreSQL with durable commits."""
    for database in DATABASES:
        before = machine()
        with installation(database) as place:
            cpu, grown = _by_sitting(place)
        costs = ", ".join(f"{count}: {1000 * seconds:.1f}" for count, seconds in cpu.items())
        yield f"{database:10} CPU ms of a request by its facts: {costs}; {before}"
        yield f"{database:10} {grown:,.0f} bytes of the database a fact"
    if "PostgreSQL" in DATABASES:
        with installation("PostgreSQL") as place:
            clocks = _clocks(place)
            alone = _commits(place, clocks[:1], 1)
            one, many = _commits(place, clocks[:1], WRITERS), _commits(place, clocks, WRITERS)
        yield (
            f"change clock: {alone:.0f} commits/s with one writer, {one:.0f} with {WRITERS} in one organisation, {many:.0f} in {WRITERS} "
            f"organisations: {many / one:.1f} times; {machine()}"
        )


def _by_sitting(place: Installation) -> tuple[dict[int, float], float]:
    """Seconds of CPU a request by the number of its facts, and bytes by which the database grew for each fact."""
    crowd = gather(place.app(), TECHNICIANS, 1)
    queues = {
        count: [[one.request(one.facts(count) if count else ()) for _ in range(REQUESTS)] for one in crowd]
        for count in SITTINGS
    }
    place.look_round()
    cpu: dict[int, float] = {}
    size = _size(place)
    with serving(place) as server:
        rush(server.port, [[one.request()] for one in crowd], AT_ONCE)
        for count, wanted in queues.items():
            before = server.cpu()
            found = rush(server.port, wanted, AT_ONCE)
            cpu[count] = (server.cpu() - before) / len(found.waits)
            assert all(status == 200 for status, _ in found.answers)
    return cpu, (_size(place) - size) / (TECHNICIANS * REQUESTS * sum(SITTINGS))


def _size(place: Installation) -> int:
    """Bytes of the whole database; SQLite's log is emptied into it first."""
    asked = "SELECT pg_database_size(current_database())" if place.postgres else "PRAGMA wal_checkpoint(TRUNCATE)"
    with place.app().app_context():
        size: int = db.session.execute(text(asked)).scalar_one()
        db.session.remove()
        db.engine.dispose()
    return size if place.postgres else (place.settings.data_dir / "doorstep.sqlite3").stat().st_size


def _clocks(place: Installation) -> list[str]:
    """So many organisations, each with a clock; their ids."""
    with place.app().app_context():
        found = [create_organisation(f"firm{number}", f"Firm {number}", hotline="96111") for number in range(WRITERS)]
        db.session.remove()
        db.engine.dispose()
    return found


def _commits(place: Installation, clocks: Sequence[str], writers: int) -> float:
    """Durable commits a second of what every write ends with, each writer at its own clock as far as there are enough."""
    counts, over = [0] * writers, time.monotonic() + SECONDS

    def go_on(number: int) -> None:
        address = place.settings.database_url.replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            while time.monotonic() < over:
                connection.execute(TAIL, (clocks[number % len(clocks)],))
                connection.commit()
                counts[number] += 1

    threads = [threading.Thread(target=go_on, args=(number,)) for number in range(writers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / SECONDS
