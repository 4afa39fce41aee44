"""List, page and causes take no more among 4,000 complaints than among 200; `python -m tests.bench complaints` asks the same of 20,000."""

from __future__ import annotations

import pytest

from tests.server.complaints.conftest import Complaints
from tests.server.complaints.many import Many
from tests.steps import steps_of

FEW, MANY = 200, 4_000
ALLOWED, OFFSET = 1.5, 4_000  # as tests/server/test_routes_read.py has them
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_42_what_people_open_takes_no_more_among_many_complaints(desk: Complaints) -> None:
    many = Many(desk)
    taken: dict[str, list[int]] = {}
    for size in (FEW, MANY):
        many.grow(size)
        for name, work in many.works().items():
            taken.setdefault(name, []).append(steps_of(desk.scenario.app, work))
    assert {name: found for name, found in taken.items() if found[1] > ALLOWED * found[0] + OFFSET} == {}
