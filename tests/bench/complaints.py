"""What people open among 20,000 complaints beside what they open among 200: list, page, customer's page, an earlier one of the same cause."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from server.app import create_app
from server.config import Settings
from server.kernel import clock
from tests.beginnings import make_tables
from tests.bench.median import median_of
from tests.bench.rush import machine
from tests.cast import bring_on
from tests.reaper import folder_prefix
from tests.scenario import set_the_scene
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.many import Many
from tests.steps import steps_of

FEW, MANY, TIMES = 200, 20_000, 15
ALLOWED, OFFSET = 1.5, 4_000  # times, and steps beyond it
BEGIN = "2026-12-01T01:00:00.000Z"  # nine in the morning


def report() -> Iterator[str]:
    """For each the steps of SQLite's machine and the median time of a request at both sizes."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder, clock.telling(BEGIN):
        settings = Settings(data_dir=Path(folder) / "data", testing=True)
        make_tables(settings)
        desk = Complaints(set_the_scene(bring_on(create_app(settings))), lambda _: None)
        desk.names("complaint_manager", "zhoumin", "wufang")
        many, taken = Many(desk), dict[str, list[tuple[int, float]]]()
        for size in (FEW, MANY):
            many.grow(size)
            for name, work in many.works().items():
                taken.setdefault(name, []).append((steps_of(desk.scenario.app, work), median_of(TIMES, work)))
        yield f"{FEW} and {MANY} complaints, 30 of them open; {machine()}"
        for name, ((few, before), (lots, after)) in taken.items():
            fine = "" if lots <= ALLOWED * few + OFFSET else " TOO MANY"
            yield f"{name}: {few} and {lots} steps{fine}, {before:.1f} and {after:.1f} ms (aim: ≤ {ALLOWED} times)"
