"""Whether years of history slow down a day: the list, a first sync and a no-change sync, at 1,000 visits and at 100,000 with 3,000,000 facts."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from server.accounts import sessions
from server.accounts.models import Person
from server.cli import tick
from server.demo.phone import APP
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.standards.models import StandardVersion
from server.visits.days import shifted
from server.visits.models import Fact
from tests.bench.crowd import sync_request
from tests.bench.deployment import DATABASES, Installation, Serving, installation, serving
from tests.bench.history import (
    APART,
    FORTNIGHT,
    VISITS,
    copy_into_the_past,
    enter_fortnight,
    settle_history,
    write_facts,
)
from tests.bench.rush import machine, rush
from tests.cast import bring_on
from tests.scenario import STANDARD, set_the_scene

ROUNDS, WARM, REPEATED = 99, 15, 21  # warm, because each of several processes must have answered before


@dataclass
class Readers:
    """Whose requests are timed: the dispatcher's cookie, the technician's, and the technician's device."""

    organisation: str
    office: str
    phone: str
    device: str


def report() -> Iterator[str]:
    """Medians in milliseconds at both sizes, side by side, on both databases."""
    yield f"medians of {REPEATED}, one request in flight; the same fortnight with and without a past of {ROUNDS * APART} days (aim: within 1.5 times)"
    for database in DATABASES:
        before = machine()
        with installation(database) as place:
            readers = _enter(place)
            small = _times(place, readers)
            facts = _age(place, readers.organisation)
            large = _times(place, readers)
        for name in small:
            yield (
                f"{database:10} {name:16} {VISITS:,} visits {small[name]:6.1f} ms, {VISITS * (ROUNDS + 1):,} visits and {facts:,} facts "
                f"{large[name]:6.1f} ms: {large[name] / small[name]:.2f} times; {before}"
            )


def _enter(place: Installation) -> Readers:
    scenario = set_the_scene(bring_on(place.app()))
    with scenario.app.app_context():
        version = db.session.execute(
            select(StandardVersion.version).where(StandardVersion.id == STANDARD).limit(1)
        ).scalar_one()
        people = write(lambda: enter_fortnight(scenario, version))
        dispatcher = db.session.get_one(Person, (scenario.ours, scenario.cast.people["chenjing"]))
        technician = db.session.get_one(Person, (scenario.ours, people[0]))
        office, phone = write(lambda: (sessions.begin(dispatcher), sessions.begin(technician, device_id=people[0])))
        with db.engine.begin() as connection:
            for days in FORTNIGHT:
                write_facts(connection, scenario.ours, _day(days))
            settle_history(connection, scenario.ours)
        tick.tick()
        db.session.remove()
        db.engine.dispose()
    return Readers(scenario.ours, office, phone, people[0])


def _age(place: Installation, organisation: str) -> int:
    """Put the past before the fortnight; returns how many facts there are now."""
    with place.app().app_context():
        for number in range(1, ROUNDS + 1):
            with db.engine.begin() as connection:
                copy_into_the_past(connection, organisation, number, _day(-APART * number))
                write_facts(connection, organisation, _day(-APART * number))
        with db.engine.begin() as connection:
            settle_history(connection, organisation)
            facts = connection.execute(select(func.count()).select_from(Fact)).scalar_one()
        tick.tick()  # what time makes due is due before anything is timed: old entries of the feed are cleared away
        db.session.remove()
        db.engine.dispose()
    return facts


def _day(days: int) -> str:
    return shifted(clock.day_of(clock.now(), "Asia/Shanghai"), days)


def _times(place: Installation, readers: Readers) -> dict[str, float]:
    """What is timed → its median in milliseconds."""
    listed = f"GET /console/visits HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {sessions.OFFICE}={readers.office}\r\n\r\n".encode()
    with serving(place) as server:
        pages, reached = _first_sync(server, readers)
        timed = {"dispatcher's list": [listed], "first sync": pages, "no-change sync": [_sync(readers, reached)]}
        return {name: _median(server, requests) for name, requests in timed.items()}


def _first_sync(server: Serving, readers: Readers) -> tuple[list[bytes], int]:
    """The requests of a phone's first sync, one for each page, and the cursor at which it ends."""
    pages, cursor, more = [], 0, True
    while more:
        pages.append(_sync(readers, cursor))
        ((status, answer),) = rush(server.port, [pages[-1:]], 1).answers
        assert status == 200, answer
        cursor, more = answer["cursor"], answer["more"]
    return pages, cursor


def _median(server: Serving, requests: list[bytes]) -> float:
    """Milliseconds for all of these requests, one after the other."""
    rounds = [rush(server.port, [requests], 1) for _ in range(WARM + REPEATED)][WARM:]
    for status, answer in (heard for each in rounds for heard in each.answers):
        assert status == 200, answer
    return 1000 * statistics.median(sum(each.waits) for each in rounds)


def _sync(readers: Readers, cursor: int) -> bytes:
    asked = {"protocol": 1, "app_version": APP, "device": readers.device, "facts": [], "cursor": cursor}
    return sync_request(readers.phone, asked)
