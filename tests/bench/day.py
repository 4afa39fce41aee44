"""Three hundred technicians come home at once: each phone fetches its day, sends 30 facts in batches, and fetches what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.crowd import Technician, gather
from tests.bench.deployment import DATABASES, WORKERS, Installation, installation, serving
from tests.bench.rush import Rush, machine, rush

TECHNICIANS, VISITS, BATCHES, FACTS = 300, 3, 3, 10


def report() -> Iterator[str]:
    """Whether everybody gets through, how long it takes, and how large a worker grows, on both databases."""
    yield f"{TECHNICIANS} technicians at once, {BATCHES} x {FACTS} facts each, and a pull before and after (aim: no error, no worker above 250 MB)"
    for database in DATABASES:
        before = machine()
        with installation(database) as place:
            found, largest = come_home(place)
        yield (
            f"{database:10} {WORKERS[database]} process(es): {len(found.answers)} requests, no error, everybody home after {found.wall:.1f} s, "
            f"{found.rate:.0f} requests/s, longest wait {found.waits[-1]:.1f} s, largest worker {largest:.0f} MB; {before}"
        )


def come_home(place: Installation) -> tuple[Rush, float]:
    """All of them at once, each on a connection of its own; returns what came of it, and megabytes of the largest process."""
    crowd = gather(place.app(), TECHNICIANS, VISITS)
    queues = [_day(technician) for technician in crowd]
    with serving(place) as server:
        found = rush(server.port, queues, TECHNICIANS)
    for status, answer in found.answers:
        assert status == 200, answer
        assert {each["outcome"] for each in answer["results"]} <= {"applied"}
    assert sum(len(answer["results"]) for _, answer in found.answers) == TECHNICIANS * BATCHES * FACTS
    assert (
        sum(change["type"] == "grant" for _, answer in found.answers for change in answer["changes"])
        == TECHNICIANS * VISITS
    )
    return found, server.largest / 2**20


def _day(technician: Technician) -> list[bytes]:
    """The first fetch, the batches, the last fetch."""
    sent = [technician.request(technician.facts(FACTS)) for _ in range(BATCHES)]
    return [technician.request(cursor=0), *sent, technician.request()]
