"""Nobody decides in his own matter (4.0): each deciding act of the office, walked with whoever is concerned, their deputy, and the arbiter."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from server.accounts.responsibility import name
from server.complaints import actions as complaints
from server.complaints.opening import Said, open_complaint
from server.kernel.authorise import Who
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters import refusals
from server.outages import actions as outages
from server.outages.actions import Draft
from tests.architecture.sources import ROOT
from tests.server.matters.conftest import Team, at, local, team  # noqa: F401 - fixtures
from tests.server.matters.test_limits import office_matter
from tests.server.matters.test_loop import REACHED

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


@dataclass(frozen=True)
class Deciding:
    """An act that only whoever is responsible may do: what they are named for, how a matter of `login`'s own comes about, and the act."""

    what: str
    refusal: str
    own: Callable[[Team, str], Any]
    act: Callable[[Team, str, Any], Any]


def refused_by(team: Team, login: str) -> str:  # noqa: F811
    matter = office_matter(team, "connection")
    refusals.refuse(Who(team.ours, team.scenario.cast.people[login]), matter, "管网压力不够，暂时不能新装", REACHED)
    return matter


def drafted_by(team: Team, login: str) -> str:  # noqa: F811
    wish = Draft("planned", "water", "阳光里", local("2026-12-05 09:00"), local("2026-12-05 15:00"))
    return outages.draft(team.ours, team.scenario.cast.people[login], wish)


def complained_of(team: Team, login: str) -> str:  # noqa: F811
    people = team.scenario.cast.people
    said = Said(via="phone", text="没修好", persons=(people[login],))
    return open_complaint(team.ours, people["ayguli"], said)


def overturn(team: Team, login: str, matter: str) -> None:  # noqa: F811
    refusals.overturn(Who(team.ours, team.scenario.cast.people[login]), matter, "可以办")


def approve(team: Team, login: str, outage: str) -> None:  # noqa: F811
    outages.approve(team.ours, team.scenario.cast.people[login], outage)


def judge(team: Team, login: str, complaint: str) -> None:  # noqa: F811
    by = team.scenario.cast.people[login]
    complaints.judge(team.ours, by, complaint, "claim-1", valid="yes", ground="manner", cause="manner", why="查过录音")


ACTS = {
    "refusals.overturn": Deciding("refusal_superior", "not_yours_to_decide", refused_by, overturn),
    "outages.approve": Deciding("duty_leader", "not_yours_to_decide", drafted_by, approve),
    "complaints.judge": Deciding("complaint_manager", "own_matter", complained_of, judge),
}


@pytest.mark.parametrize("each", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("concerned", ["chenjing", "zhoumin"])
def test_40_who_is_concerned_does_not_decide(team: Team, each: Deciding, concerned: str) -> None:  # noqa: F811
    people = team.scenario.cast.people
    with team.scenario.app.app_context():
        write(lambda: name(team.ours, "", each.what, people["chenjing"], deputy=people["zhoumin"]))
        write(lambda: name(team.ours, "", "arbiter", people["wufang"]))
        own = each.own(team, concerned)
        with pytest.raises(Problem) as caught:
            each.act(team, concerned, own)
        assert caught.value.code == each.refusal
        other = "zhoumin" if concerned == "chenjing" else "chenjing"
        try:
            each.act(team, other, own)  # the other of the two decides
        except Problem as problem:  # a complaint asks further things before it is judged, and lets this person through
            assert problem.code not in (each.refusal, "not_yours_to_decide", "not_responsible", "nobody_responsible")


def test_40_every_act_that_asks_who_is_responsible_is_walked() -> None:
    asking = set()
    for path in sorted((ROOT / "server").rglob("*.py")):
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if called & {"must_decide", "responsible"} and path.name != "responsibility.py":
            asking.add(path.relative_to(ROOT / "server").as_posix())
    walked = {"complaints/acting.py", "complaints/actions.py", "matters/refusals.py", "outages/actions.py"}
    walked |= {"complaints/agreeing.py"}  # in tests/server/complaints/test_departments.py, where a deadlock is set up
    # They tell or name somebody, and nobody decides there.
    told = {"complaints/reminders.py", "complaints/escalations.py", "complaints/console/answer_slots.py"}
    assert asking == walked | told, "a deciding act that this table does not walk"
