"""An organisation imports a year's working days (K3), and what had rested on it is computed once more (K7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.matters.conftest import Team, local
from tests.server.matters.test_commitments import listed

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

DAYS = "日期,上班,名称\n2026-12-07,休,测试假\n2026-12-05，班\n"


def imports(team: Team, year: str = "2026", days: str = DAYS) -> Any:
    """The administrator pastes a year."""
    client = team.scenario.cast.office("wufang")
    answer = client.post(
        "/console/settings/calendar",
        data={"year": year, "days": days, "once": "0123456789abcdefg", "at": "/console/settings"},
    )
    return client.get(answer.headers["Location"])


def hazard(team: Team, moment: str) -> str:
    team.at("2026-12-04 08:00")
    visit = team.given("09:00")
    team.at(moment)
    team.report(visit, "slipped", about="hazard", text="井盖松动", wants_answer=False)
    team.sent()
    return visit


def test_a_date_says_unchecked_until_its_year_is_imported(team: Team) -> None:
    visit = hazard(team, "2026-12-04 18:00")
    before = team.promise(visit, "clear")
    assert (before.due_at, before.provisional) == (local("2026-12-07 17:30"), True)
    assert "未核" in listed(team, promised="all")
    assert "日历导入好了" in imports(team).get_data(as_text=True)
    after = team.promise(visit, "clear")
    assert (after.due_at, after.provisional) == (
        local("2026-12-07 17:30"),
        False,
    )  # Saturday the 5th would be earlier, and no moment comes earlier
    assert "未核" not in listed(team, promised="all")


def test_a_holiday_moves_what_nobody_was_told_by_a_fact_with_both_moments(team: Team) -> None:
    from server.visits.models import Fact

    visit = hazard(team, "2026-12-04 18:00")
    imports(team, days="2026-12-07,休,测试假")
    assert team.promise(visit, "clear").due_at == local("2026-12-08 17:30")
    (fact,) = team.scenario.rows(Fact, Fact.kind == "deadline_recalculated")
    assert (fact.body["from"], fact.body["to"]) == (local("2026-12-07 17:30"), local("2026-12-08 17:30"))


def test_a_moment_that_the_customer_reads_stays(team: Team) -> None:
    team.at("2026-12-04 08:00")
    visit = team.given("09:00")
    team.report(visit, "ended", outcome="nobody_home")
    team.sent()
    imports(team, days="2026-12-07,休,测试假")
    promise = team.promise(visit, "book_anew")
    assert (promise.due_at, promise.provisional) == (local("2026-12-07 17:30"), False)


@pytest.mark.parametrize("days", ["2027-01-01,休,元旦", "2026-13-01,休", "2026-12-07,maybe", "什么都不是\n2026-12-07"])
def test_a_line_that_cannot_be_read_changes_nothing_and_says_so(team: Team, days: str) -> None:
    page = imports(team, days=days).get_data(as_text=True)
    assert "日历里有一行看不懂" in page
    assert days.split("\n")[-1] in page  # what was typed is still there
    assert "还没导入过" in page
