"""What tests of matters do: acts of the office by login, a visit that ends, the matter of a visit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.kernel.authorise import Who
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from server.standards.limit_publishing import publish_suggested
from server.standards.limit_table import RunningLimit
from server.visits.models import Fact
from tests.server.matters.conftest import Team


def who(team: Team, login: str = "chenjing") -> Who:
    return Who(team.ours, team.scenario.cast.people[login], login in ("wufang", "zhoumin"))


def does(team: Team, act: Any, *args: Any, by: str = "chenjing", **more: Any) -> Any:
    with team.scenario.app.app_context():
        return act(who(team, by), *args, **more)


def matter_of(team: Team, visit: str) -> Matter:
    row = team.scenario.visit(visit)
    found: Matter = team.scenario.rows(Matter, Matter.id == row.matter_id)[0]
    return found


def refused(team: Team, code: str, act: Any, *args: Any, **more: Any) -> Any:
    with pytest.raises(Problem) as caught:
        does(team, act, *args, **more)
    assert caught.value.code == code
    return caught.value


def ended(team: Team, visit: str, outcome: str = "done", **more: Any) -> None:
    """Li Ming was there and the visit is over."""
    team.report(visit, "ended", outcome=outcome, **more)
    team.sent()


def limits(team: Team, matter: str) -> dict[tuple[str, bool], RunningLimit]:
    """(rule, whether a person is measured) → the limit as it is stored."""
    rows = team.scenario.rows(RunningLimit, RunningLimit.matter_id == matter)
    return {(row.rule, bool(row.person_id)): row for row in rows}


def facts(team: Team, matter: str, kind: str) -> list[dict[str, Any]]:
    """The facts of this kind in the matter's own log, as they were signed, the first one first."""
    rows = team.scenario.rows(Fact, Fact.subject_id == matter, Fact.kind == kind)
    return [json.loads(row.text) for row in sorted(rows, key=lambda row: row.position)]


def publish(team: Team) -> None:
    """The organisation takes the figures of the clauses as its table, from now on."""
    with team.scenario.app.app_context():
        write(lambda: publish_suggested(team.ours, team.scenario.cast.people["wufang"]))
