"""A team that promises things on days of its own: the cast in Shanghai, on a clock that tests set before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.kernel import clock
from server.kernel.problem import Problem
from server.matters import actions
from server.matters.actions import Spoke
from server.matters.models import Commitment, Contact
from tests.cast import Cast
from tests.scenario import Scenario, set_the_scene


def local(text: str) -> str:
    """`2026-12-01 15:00` on the clocks of Shanghai, as a moment."""
    return clock.text_of(datetime.fromisoformat(f"{text}+08:00"))


class Team:
    """Li Ming visits, Chen Jing sits in the office; what they do happens at the moment that `at` has set."""

    def __init__(self, scenario: Scenario, at: Callable[[str], None]) -> None:
        self.scenario, self.at = scenario, at
        self.phone: PythonPhone | None = None

    @property
    def ours(self) -> str:
        return self.scenario.ours

    def given(self, hour: str, **order: Any) -> str:
        """A repair that Li Ming has on his phone, ordered for `hour` of today."""
        visit = self.scenario.given("liming", hour=hour, **order)
        self.phone = self.phone or self.scenario.enrolled("liming")
        self.phone.sync_all()
        return visit

    def report(self, visit: str, kind: str, **body: Any) -> str:
        """Li Ming's phone stores a fact."""
        assert self.phone
        return self.phone.report(kind, {name.rstrip("_"): value for name, value in body.items()}, visit=visit)

    def sent(self) -> None:
        """Everything that waits on his phone goes home."""
        assert self.phone
        self.phone.sync_all()

    def promises(self, visit: str | None = None) -> list[Commitment]:
        """The commitments as lists have them, by their due time."""
        rows = self.scenario.rows(Commitment, *([Commitment.source_id == visit] if visit else []))
        return sorted(rows, key=lambda row: (row.due_at, row.promised_at, row.id))

    def promise(self, visit: str, kind: str = "answer") -> Commitment:
        """The one open commitment of this kind, or the only one at all."""
        rows = [row for row in self.promises(visit) if row.kind == kind]
        still = [row for row in rows if row.state == "open"]
        return (still or rows)[0]

    def contacts(self) -> list[Contact]:
        """All contacts, oldest first."""
        return sorted(self.scenario.rows(Contact), key=lambda row: row.at)

    def does(self, act: Any, *args: Any, by: str = "chenjing", **more: Any) -> Any:
        """Somebody of the office acts."""
        with self.scenario.app.app_context():
            return act(self.ours, self.scenario.cast.people[by], *args, **more)

    def speaks(
        self, commitment: Commitment, result: str, act: Any = actions.keep, channel: str = "phone", **more: Any
    ) -> Any:
        """The dispatcher telephones about a commitment, with this result."""
        return self.does(act, commitment.id, Spoke(channel, result, "说好了"), **more)

    def refuses(self, code: str, act: Any, *args: Any, **more: Any) -> None:
        """The act cannot be done, and says why."""
        with pytest.raises(Problem) as caught:
            self.does(act, *args, **more)
        assert caught.value.code == code


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """Set everybody's clock to a local moment."""
    tokens = []

    def set_clock(text: str) -> None:
        tokens.append(clock._told.set(local(text)))

    yield set_clock
    for token in reversed(tokens):
        clock._told.reset(token)


@pytest.fixture
def team(cast: Cast, at: Callable[[str], None]) -> Team:
    """Monday 2026-11-30, 8:00."""
    at("2026-11-30 08:00")
    return Team(set_the_scene(cast), at)
