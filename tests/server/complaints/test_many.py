"""List, page and causes take no more among 20,000 complaints than among 200, in steps and in statements; `python -m tests.bench complaints` says how long."""

from __future__ import annotations

import pytest

from tests.server.complaints.conftest import Complaints
from tests.server.complaints.many import Many
from tests.steps import statements_of, steps_of

FEW, MANY = 200, 20_000
ALLOWED, OFFSET, ASKED_MORE = 1.5, 4_000, 3  # as tests/server/test_routes_read.py has them
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_42_what_people_open_takes_no_more_among_many_complaints(desk: Complaints) -> None:
    many = Many(desk)
    taken: dict[str, list[tuple[int, int]]] = {}
    for size in (FEW, MANY):
        many.grow(size)
        for name, work in many.works().items():
            taken.setdefault(name, []).append(
                (steps_of(desk.scenario.app, work), statements_of(desk.scenario.app, work))
            )
    assert min(asked for found in taken.values() for _, asked in found) > 0
    assert {
        name: found
        for name, found in taken.items()
        if found[1][0] > ALLOWED * found[0][0] + OFFSET or found[1][1] > found[0][1] + ASKED_MORE
    } == {}
