"""How many batches of 20 signed facts a deployed server takes in a second: authorised, validated, verified, merged, stored durably."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.crowd import gather
from tests.bench.deployment import DATABASES, WORKERS, Installation, installation, serving
from tests.bench.rush import Rush, machine, rush

TECHNICIANS, VISITS, BATCHES, FACTS = 150, 2, 6, 20
AT_ONCE = 8  # phones with a request in flight at any moment


def report() -> Iterator[str]:
    """Requests a second and waiting times on both databases, side by side, and who took the CPU."""
    yield f"{TECHNICIANS} technicians, {BATCHES} requests each with {FACTS} signed facts, {AT_ONCE} in flight (aim: 80 requests/s, p99 250 ms)"
    for database in DATABASES:
        before = machine()
        with installation(database) as place:
            found, cpu, largest = push(place)
        count = len(found.waits)
        yield (
            f"{database:10} {WORKERS[database]} process(es): {found.rate:5.1f} requests/s, wait median {found.wait(0.5):.0f} ms, "
            f"p95 {found.wait(0.95):.0f} ms, p99 {found.wait(0.99):.0f} ms, CPU each: server {1000 * cpu / count:.1f} ms, "
            f"client {1000 * found.cpu / count:.1f} ms, {largest:.0f} MB; {before}"
        )


def push(place: Installation) -> tuple[Rush, float, float]:
    """Everything sent and taken in; returns what came of it, seconds of the server's CPU, and megabytes of its largest process."""
    crowd = gather(place.app(), TECHNICIANS, VISITS)
    queues = [[one.request(one.facts(FACTS)) for _ in range(BATCHES)] for one in crowd]
    place.look_round()
    warm, queues = queues[:AT_ONCE], queues[AT_ONCE:]
    with serving(place) as server:
        rush(server.port, warm, AT_ONCE)
        before = server.cpu()
        found = rush(server.port, queues, AT_ONCE)
        spent = server.cpu() - before
    for status, answer in found.answers:
        assert status == 200, answer
        assert [each["outcome"] for each in answer["results"]] == ["applied"] * FACTS
    return found, spent, server.largest / 2**20
