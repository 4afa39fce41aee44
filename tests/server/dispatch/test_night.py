"""A window over midnight is one window, and belongs to the day on which it begins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from server.kernel import clock
from tests.server.dispatch.conftest import Desk
from tests.server.dispatch.test_orders import tomorrow


def moved(desk: Desk, scenario, **typed: str):
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    version = desk.get(f"/console/visits/{visit}?do=retime").field("version")
    return visit, desk.post(f"/console/visits/{visit}/retime", version=version, by="customer", day=tomorrow(), **typed)


def local(moment: str | None) -> str:
    return clock.local(moment, "Asia/Shanghai").strftime("%Y-%m-%d %H:%M") if moment else ""


@pytest.mark.parametrize(
    ("start", "end", "to"),
    [
        ("22:00", "02:00", "02:00"),
        ("2200", "0000", "00:00"),
        ("22:00", "24:00", "00:00"),
        ("晚上10点", "24点", "00:00"),
    ],
)
def test_F20_a_window_over_midnight_ends_on_the_next_day(desk: Desk, scenario, start: str, end: str, to: str) -> None:
    visit, page = moved(desk, scenario, **{"from": start, "to": end})
    assert page.status == 303
    row, following = scenario.visit(visit), (date.fromisoformat(tomorrow()) + timedelta(1)).isoformat()
    assert (local(row.window_from), local(row.window_to)) == (f"{tomorrow()} 22:00", f"{following} {to}")
    assert row.day == tomorrow()
    assert f"22:00–{to}" in desk.get(f"/console/visits?day={tomorrow()}").row(visit)


def test_F20_a_time_after_midnight_lies_in_it(desk: Desk, scenario) -> None:
    visit, page = moved(desk, scenario, **{"from": "22:00", "to": "02:00", "agreed": "凌晨1点"})
    assert page.status == 303
    following = (date.fromisoformat(tomorrow()) + timedelta(1)).isoformat()
    assert local(scenario.visit(visit).agreed_at) == f"{following} 01:00"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"from": "14:00", "to": "12:00"}, "to"),  # twenty-two hours: a slip of the hand
        ({"from": "10:00", "to": "10:00"}, "to"),
        ({"from": "10:00", "to": "12:00", "agreed": "15:00"}, "agreed"),
        ({"from": "22:00", "to": "02:00", "agreed": "03:00"}, "agreed"),
        ({"from": "10:00", "to": ""}, "to"),
    ],
)
def test_F20_what_is_no_window_is_said(desk: Desk, scenario, typed: dict[str, str], field: str) -> None:
    _, page = moved(desk, scenario, **typed)
    assert page.errors() == [field] and page.field(field) == typed[field]
