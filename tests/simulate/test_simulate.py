"""P1 to P7 in seeded worlds: real phones, real server, every fault that can be played in one process (docs/RELIABILITY.md)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from tests.postgres import Postgres
from tests.simulate.__main__ import told
from tests.simulate.runs import theatre
from tests.simulate.story import story_of

AT_LEAST = 200
SECONDS = 40  # where the machine is quick enough for more


def test_no_world_breaks_a_promise(postgres: Postgres) -> None:
    """Other worlds each day; a failure tells its seed and the shortest story that still fails."""
    first = int(datetime.now(UTC).strftime("%Y%m%d")) * 10_000
    started, played = time.monotonic(), 0
    print(f"seeds from {first}")
    with theatre(postgres) as stage:
        while played < AT_LEAST or time.monotonic() - started < SECONDS:
            story = story_of(first + played)
            failure = stage.play(story)
            if failure:
                pytest.fail(told(stage, story, failure))
            played += 1
    print(f"{played} worlds")
