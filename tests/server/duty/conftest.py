"""A hotline and a field post on days of their own; the clock is set by tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.duty import actions
from server.duty.models import Duty, PhoneCall
from server.kernel.authorise import Who
from server.visits.models import Fact
from tests.cast import Cast
from tests.scenario import set_the_scene
from tests.server.matters.conftest import Team, at, local  # noqa: F401 - fixtures


class Duties(Team):
    """What people do about the roster, at the moments that `at` sets."""

    def person(self, login: str) -> str:
        return self.scenario.cast.people[login]

    def acts(self, act: Any, *args: Any, by: str = "chenjing", **more: Any) -> Any:
        """Somebody of the office acts, as a supervisor where they are one."""
        with self.scenario.app.app_context():
            return act(Who(self.ours, self.person(by), by == "zhoumin"), *args, **more)

    def planned(
        self, post: str, begin: str, end: str, login: str, by: str = "chenjing", team: str = "", reason: str = ""
    ) -> str:
        """A turn of the roster, by local times."""
        return str(
            self.acts(actions.plan, post, team, local(begin), local(end), self.person(login), by=by, reason=reason)
        )

    def turn(self, duty: str) -> Duty:
        return self.scenario.rows(Duty, Duty.id == duty)[0]

    def facts(self, *kinds: str) -> list[Fact]:
        """Facts of all turns, oldest first."""
        rows = self.scenario.rows(Fact, Fact.subject_type == "duty")
        return sorted((each for each in rows if not kinds or each.kind in kinds), key=lambda each: each.id)

    def calls(self) -> list[PhoneCall]:
        return sorted(self.scenario.rows(PhoneCall), key=lambda each: each.at)


@pytest.fixture
def duties(cast: Cast, at: Callable[[str], None]) -> Duties:  # noqa: F811
    """Monday 2026-11-30, 8:00."""
    at("2026-11-30 08:00")
    return Duties(set_the_scene(cast), at)
