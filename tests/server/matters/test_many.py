"""Lists and pages of promises and matters take no more among many; `python -m tests.bench promises` asks the same of 100,000."""

from __future__ import annotations

import pytest

from tests.server.matters.conftest import Team
from tests.server.matters.many import Many
from tests.steps import steps_of

FEW, MANY = 1_000, 4_000
ALLOWED, OFFSET = 1.5, 4_000  # as tests/server/test_routes_read.py has them
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_41_lists_and_pages_take_no_more_among_many_promises(team: Team) -> None:
    team.at("2026-11-30 12:00")
    many = Many(team)
    taken: dict[str, list[int]] = {}
    for size in (FEW, MANY):
        many.grow(size)
        for name, work in many.works().items():
            assert b"<html" in work()
            taken.setdefault(name, []).append(steps_of(team.scenario.app, work))
    assert {name: found for name, found in taken.items() if found[1] > ALLOWED * found[0] + OFFSET} == {}
