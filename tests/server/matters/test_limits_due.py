"""What nobody reports is judged when it is due: FT-1's hour, the limits of a visit that ended undone, and orders by which nobody is measured."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.db import db
from server.matters.limits_due import judge_due
from server.visits.models import LimitResult
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import limits, matter_of, publish
from tests.server.matters.test_limits import at_once, on_the_phone, shift


@pytest.fixture
def table(team: Team) -> Team:
    """The figures of the clauses are in force from Monday 2026-11-30, 8:00."""
    publish(team)
    return team


def job(team: Team) -> int:
    with team.scenario.app.app_context():
        return judge_due(team.ours)


def test_FT1_of_both_clocks_is_judged_at_its_hour_without_another_fact(table: Team, at: Any) -> None:
    """Ordered 15:34, on the phone 16:31, nobody comes: the team is late from 16:34:00.001, the person from 17:31:00.001."""
    at("2026-11-30 15:00")
    shift(table, "2026-11-30")
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    at("2026-11-30 16:31")
    on_the_phone(table, visit)
    at("2026-11-30 16:34")
    job(table)
    found = limits(table, matter_of(table, visit).id)
    assert (found["on-site", False].verdict, found["on-site-person", True].verdict) == ("pending", "pending")
    at("2026-11-30 16:35")
    job(table)
    found = limits(table, matter_of(table, visit).id)
    assert (found["on-site", False].verdict, found["on-site-person", True].verdict) == ("missed", "pending")
    assert found["on-site-person", True].due_at == local("2026-11-30 17:31")
    at("2026-11-30 17:32")
    assert job(table) == 1
    assert limits(table, matter_of(table, visit).id)["on-site-person", True].verdict == "missed"
    assert job(table) == 0, "what is judged is not judged again"


def test_FT1_what_arrives_late_is_judged_again(table: Team, at: Any) -> None:
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 16:20")
    table.report(visit, "arrived")  # without a network until 18:00
    at("2026-11-30 16:40")
    job(table)
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "missed"
    at("2026-11-30 18:00")
    table.sent()
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "met"


def test_a_pause_that_is_not_over_leaves_the_clock_pending(table: Team, at: Any) -> None:
    from server.matters import matter_actions as acts
    from server.matters.actions import Spoke
    from tests.server.matters.playing import does

    at("2026-11-30 09:00")
    visit = at_once(table)
    matter = matter_of(table, visit).id
    at("2026-11-30 10:00")
    does(table, acts.pause, matter, "customer_wishes", until=local("2026-12-01 09:00"), spoke=Spoke("phone", "reached"))
    at("2026-11-30 17:30")
    job(table)
    found = limits(table, matter)["repaired", False]
    assert (found.verdict, found.due_at) == ("pending", local("2026-12-01 16:00"))


def test_a_visit_that_ended_undone_is_late_once_its_limit_is_over(team: Team, at: Any) -> None:
    """FT-2 by the standard alone: ordered 9:00, so due 17:00; nobody has a table of limits of their own."""
    at("2026-11-30 09:00")
    visit = at_once(team, kind="meter-repair")
    team.scenario.assign(visit, "liming")
    on_the_phone(team, visit)
    at("2026-11-30 10:30")
    team.report(visit, "ended", outcome="not_solved")
    team.sent()
    at("2026-11-30 17:00")
    job(team)
    assert _repaired(team, visit) == ["pending"]
    at("2026-11-30 17:01")
    job(team)
    assert _repaired(team, visit) == ["missed"]


def test_whom_no_roster_names_is_seen_on_the_page_of_duty(table: Team, at: Any) -> None:
    """Ruling 7: FT-1 without a roster is not measured. No gap says so where no roster was ever begun, so the page and the rail do."""
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    desk = table.scenario.cast.office("chenjing")
    assert "没有算到人" not in desk.get("/console/duty").text
    at("2026-11-30 15:36")
    job(table)
    his = limits(table, matter_of(table, visit).id)["on-site-person", True]
    assert (his.verdict, his.why) == ("not_measured", "not_on_duty")
    page = desk.get("/console/duty").text
    assert "1 单没有算到人" in page and "李明接到急单，当时没有当班记录" in page
    assert f'href="/console/matters/{matter_of(table, visit).id}"' in page
    with table.scenario.app.app_context():
        from server.duty.console.duty_page import _has_no_roster

        assert _has_no_roster(table.ours, local("2026-11-30 15:36")) == 1
        assert _has_no_roster(table.ours, local("2026-12-08 15:36")) == 0, (
            "after a week nobody can do anything about it"
        )
        db.session.rollback()


def _repaired(team: Team, visit: str) -> list[str]:
    rows = team.scenario.rows(LimitResult, LimitResult.subject_id == visit, LimitResult.clause == "FT-2")
    return [row.state for row in rows]
