"""What people open among 100,000 promises and as many matters beside 1,000, and how long the check of a text's wording takes (FB)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from server.app import create_app
from server.config import Settings
from server.kernel import clock
from server.standards.wording import Phrase, hits
from tests.beginnings import make_tables
from tests.bench.median import median_of
from tests.bench.rush import machine
from tests.cast import bring_on
from tests.reaper import folder_prefix
from tests.scenario import set_the_scene
from tests.server.matters.conftest import Team
from tests.server.matters.many import OPEN, Many
from tests.steps import steps_of

FEW, MANY, TIMES = 1_000, 100_000, 15
ALLOWED, OFFSET = 1.5, 4_000  # times, and steps beyond it
BEGIN = "2026-11-30T04:00:00.000Z"  # noon
LETTERS, NEEDLES = 2_000, 200


def report() -> Iterator[str]:
    """For each the steps of SQLite's machine and the median time of a request at both sizes; then the check of the wording in ms."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder, clock.telling(BEGIN):
        settings = Settings(data_dir=Path(folder) / "data", testing=True)
        make_tables(settings)
        many = Many(Team(set_the_scene(bring_on(create_app(settings))), lambda _: None))
        taken: dict[str, list[tuple[int, float]]] = {}
        for size in (FEW, MANY):
            many.grow(size)
            for name, work in many.works().items():
                taken.setdefault(name, []).append((steps_of(many.team.scenario.app, work), median_of(TIMES, work)))
    yield f"{FEW} and {MANY} promises and matters, {OPEN} of them open; {machine()}"
    for name, ((few, before), (lots, after)) in taken.items():
        fine = "" if lots <= ALLOWED * few + OFFSET else " TOO MANY"
        yield f"{name}: {few} and {lots} steps{fine}, {before:.1f} and {after:.1f} ms (aim: ≤ {ALLOWED} times)"
    needles = [Phrase(f"w{number}", "FB-8", f"这事不归我管{number:03d}", "换一句") for number in range(NEEDLES)]
    said = ("这 事 不 归 我 管！" * LETTERS)[:LETTERS]
    yield f"wording of {LETTERS} letters by {NEEDLES} needles: {median_of(TIMES, lambda: hits(said, needles)):.1f} ms (aim: < 5 ms)"
