"""A complaint desk on days of its own: Zhou Min manages complaints, Wu Fang heads the department and stands in, the clock is set by tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.models import Responsibility
from server.complaints.case import Case
from server.complaints.models import Complaint
from server.complaints.opening import Said, open_complaint
from server.complaints.story import case_in
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.cast import Cast
from tests.scenario import set_the_scene
from tests.server.matters.conftest import Team, at  # noqa: F401 - a fixture


class Complaints(Team):
    """What the office does about complaints, at the moments that `at` sets."""

    def says(self, by: str = "chenjing", **said: Any) -> str:
        """Somebody of the office records a complaint; returns its id."""
        words = {"via": "phone", "text": "说好今天修好，没修好。"} | said
        return str(self.does(open_complaint, Said(**words), by=by))

    def row(self, complaint: str) -> Complaint:
        """The complaint as lists have it."""
        return self.scenario.rows(Complaint, Complaint.id == complaint)[0]

    def case(self, complaint: str) -> Case:
        """The complaint as its facts have it."""
        with self.scenario.app.app_context():
            return case_in(self.ours, complaint)

    def person(self, login: str) -> str:
        return self.scenario.cast.people[login]

    def names(self, what: str, person: str, deputy: str | None = None) -> None:
        """An administrator names who is responsible."""
        row = Responsibility(
            organisation_id=self.ours,
            id=new_id(),
            what=what,
            team_id=None,
            person_id=self.person(person),
            deputy_id=self.person(deputy) if deputy else None,
            since="2026-01-01T00:00:00.000Z",
        )
        with self.scenario.app.app_context():
            write(lambda: db.session.add(row))

    def page(self, path: str, by: str = "chenjing") -> str:
        """A page of the console as this person reads it; Chen Jing reads Chinese."""
        return str(self.scenario.cast.office(by).get(path).get_data(as_text=True))


@pytest.fixture
def desk(cast: Cast, at: Callable[[str], None]) -> Complaints:  # noqa: F811 - the fixture
    """Tuesday 2026-12-01, 9:00."""
    at("2026-12-01 09:00")
    found = Complaints(set_the_scene(cast), at)
    found.names("complaint_manager", "zhoumin", "wufang")
    found.names("department_head", "wufang", "zhoumin")
    return found
