"""What nobody kept for four working hours is with the supervisor: on the page that supervisors open first (4.1, FT-17)."""

from __future__ import annotations

import pytest

from server.matters.actions import Spoke, keep
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.test_today import rows
from tests.server.matters.conftest import local
from tests.server.matters.playing import ended

pytestmark = pytest.mark.both_databases


def test_41_a_promise_that_is_four_working_hours_late_stands_on_the_supervisors_page(desk: Complaints) -> None:
    """An answer for Tuesday 15:00: 2 h 30 until 17:30 and 1 h 30 from 8:30, so Wednesday 10:00. Guard: `late_promises`."""
    visit = desk.given("10:00")
    desk.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    desk.sent()
    desk.at("2026-12-02 09:59")
    assert rows(desk) == []
    desk.at("2026-12-02 10:00")
    [row] = rows(desk)
    assert row[0] == "现在" and "答复" in row[2] and "12-01 15:00 到期，过了 4 个工作小时没人办" in row[2]
    desk.does(keep, desk.promise(visit).id, Spoke("phone", "reached", "说好了"))
    assert rows(desk) == []


def test_41_results_that_nobody_fed_back_are_one_row(desk: Complaints) -> None:
    """Two visits over at 12:00, their results due at 17:30: four working hours later it is Wednesday 13:30 and half an hour on."""
    for hour in ("10:00", "11:00"):
        visit = desk.given(hour)
        desk.at("2026-12-01 12:00")
        ended(desk, visit)
    desk.at("2026-12-02 14:00")
    [row] = rows(desk)
    assert "2 件的结果要报回" in row[2] and "过了 4 个工作小时没报" in row[2]
