"""Recurring visits: when they come, that they order themselves ahead once, and that what was ordered by hand is not ordered twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from server.accounts.calendar import import_year
from server.kernel import clock
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from server.recurring.models import RecurringOrder, RecurringVisit
from server.recurring.ordering import order_ahead
from server.recurring.rules import next_after, on_a_working_day, rule_of
from server.visits.models import Visit
from server.visits.office import actions
from tests.scenario import Scenario
from tests.server.console.desk import Desk, Page


def turns(rule: str, begins: str, count: int) -> list[str]:
    found, last = [], None
    while len(found) < count and (last := next_after(rule, date.fromisoformat(begins), last)):
        found.append(last.isoformat())
    return found


@pytest.mark.parametrize(
    ("frequency", "every", "begins", "days"),
    [
        ("weekly", 2, "2026-12-01", ["2026-12-01", "2026-12-15", "2026-12-29"]),
        ("monthly", 1, "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("monthly", 6, "2026-08-30", ["2026-08-30", "2027-02-28", "2027-08-30"]),
        ("yearly", 1, "2028-02-29", ["2028-02-29", "2029-02-28", "2030-02-28"]),
        ("yearly", 2, "2026-12-31", ["2026-12-31", "2028-12-31"]),
    ],
)
def test_a_rule_never_leaves_a_month_out_because_it_is_short(
    frequency: str, every: int, begins: str, days: list[str]
) -> None:
    """RFC 5545 alone would skip February. Guard: BYSETPOS."""
    assert turns(rule_of(frequency, every, date.fromisoformat(begins)), begins, len(days)) == days


def test_a_rule_ends_after_so_many_turns_and_a_turn_moves_to_a_working_day() -> None:
    rule = rule_of("weekly", 1, date(2026, 12, 5), 2)
    assert turns(rule, "2026-12-05", 9) == ["2026-12-05", "2026-12-12"]
    assert on_a_working_day(date(2026, 12, 5), lambda day: day.weekday() < 5) == date(2026, 12, 7)
    assert on_a_working_day(date(2026, 12, 5), lambda day: False) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("frequency", "every", "count"), [("daily", 1, 0), ("weekly", 0, 0), ("monthly", 61, 0), ("yearly", 1, 201)]
)
def test_a_rule_is_bounded(frequency: str, every: int, count: int) -> None:
    with pytest.raises(ValueError):
        rule_of(frequency, every, date(2026, 12, 1), count)


def in_days(days: int) -> str:
    today = clock.day_of(clock.now(), "Asia/Shanghai")
    return (date.fromisoformat(today) + timedelta(days)).isoformat()


def typed(scenario: Scenario, **more: str) -> dict[str, str]:
    said = {
        "kind_of_work": "repair",
        "premises": scenario.customers[scenario.ours][1],
        "team": scenario.cast.teams["east"],
    }
    said |= {"every": "1", "frequency": "weekly", "begins_on": in_days(2), "start": "9:00", "end": "11:00"}
    return said | {"ahead_days": "14", "instructions": "年检"} | more


def set_up(desk: Desk, scenario: Scenario, **more: str) -> Any:
    customer = scenario.customers[scenario.ours][0]
    return desk.client.post(f"/console/customers/{customer}/recurring", data=typed(scenario, **more))


def every_day_works(scenario: Scenario) -> None:
    """So that what is expected does not rest on the day on which the test runs."""
    days = [(in_days(ahead), True, "") for ahead in range(-1, 80)]
    with scenario.app.app_context():
        for year in {int(day[:4]) for day, _, _ in days}:
            mine = [each for each in days if each[0].startswith(str(year))]
            write(lambda year=year, mine=mine: import_year(scenario.ours, scenario.cast.people["wufang"], year, mine))


def run(scenario: Scenario, days: int = 0) -> int:
    with scenario.app.app_context(), clock.telling(clock.later(clock.now(), days=days)):
        return order_ahead(scenario.ours)


@pytest.mark.both_databases  # because two workers order at once
def test_visits_order_themselves_ahead_each_once(desk: Desk, scenario: Scenario) -> None:
    every_day_works(scenario)
    assert "done=recurring" in set_up(desk, scenario).headers["Location"]
    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(lambda _: run(scenario), range(2))) == 2
    assert run(scenario) == 0 and [row.day for row in scenario.rows(Visit)] == [in_days(2), in_days(9)]
    visit = scenario.rows(Visit)[0]
    assert clock.hour_and_minute(visit.window_from, scenario.zone) == "9:00" and visit.instructions == "年检"
    assert run(scenario, days=7) == 1 and scenario.rows(Visit)[-1].day == in_days(16)
    page = desk.get(f"/console/customers/{scenario.customers[scenario.ours][0]}")
    assert "每 1 周" in page and in_days(9) in page


def test_what_was_ordered_by_hand_is_not_ordered_twice(desk: Desk, scenario: Scenario) -> None:
    """Guard: `_already`."""
    every_day_works(scenario)
    by_hand = scenario.order(days=3)
    set_up(desk, scenario, frequency="monthly", every="6")
    assert run(scenario) == 1 and len(scenario.rows(Visit)) == 1
    [order] = scenario.rows(RecurringOrder)
    assert (order.visit_id, order.found) == (by_hand, True)
    assert "原来就约了" in desk.get(f"/console/customers/{scenario.customers[scenario.ours][0]}")


def test_a_visit_that_was_cancelled_does_not_stand_for_a_turn(desk: Desk, scenario: Scenario) -> None:
    every_day_works(scenario)
    gone = scenario.order(days=3)
    with scenario.app.app_context():
        actions.cancel(scenario.ours, scenario.cast.people["chenjing"], gone, reason="家里没人", asked_by="customer")
    set_up(desk, scenario, frequency="monthly", every="6")
    run(scenario)
    assert len(scenario.rows(Visit)) == 2


def test_a_turn_on_a_day_off_moves_on(desk: Desk, scenario: Scenario) -> None:
    every_day_works(scenario)
    with scenario.app.app_context():
        day = in_days(2)
        rest = [(day, False, "休"), *([(in_days(3), True, "")] if in_days(3)[:4] == day[:4] else [])]
        write(lambda: import_year(scenario.ours, scenario.cast.people["wufang"], int(day[:4]), rest))
    set_up(desk, scenario, frequency="monthly", every="6")
    run(scenario)
    assert [row.day for row in scenario.rows(Visit)] == [in_days(3)]
    assert scenario.rows(RecurringOrder)[0].on_day == in_days(2)


def test_after_it_was_ended_nothing_is_ordered_and_what_is_ordered_stays(desk: Desk, scenario: Scenario) -> None:
    every_day_works(scenario)
    set_up(desk, scenario)
    run(scenario)
    [row] = scenario.rows(RecurringVisit)
    answer = desk.client.post(f"/console/recurring/{row.id}/end", data={})
    assert "以后不再开了" in Page(desk.client.get(answer.headers["Location"]))
    assert run(scenario, days=30) == 0 and len(scenario.rows(Visit)) == 2


def test_turns_that_have_passed_while_nothing_ran_are_left_out(desk: Desk, scenario: Scenario) -> None:
    every_day_works(scenario)
    set_up(desk, scenario)
    assert run(scenario, days=30) == 3  # of days 30, 37 and 44, none of the four before
    assert min(row.day for row in scenario.rows(Visit)) >= in_days(30)


def test_what_cannot_be_says_why_and_keeps_what_was_typed(desk: Desk, scenario: Scenario) -> None:
    customer = scenario.customers[scenario.ours][0]
    bad = typed(
        scenario, every="0", end="8:00", kind_of_work="dance", begins_on="2020-01-01", premises="x", ahead_days="3"
    )
    page = desk.post(f"/console/customers/{customer}/recurring", **bad | {"every": "99"})
    assert set(page.errors()) == {"begins_on", "end", "kind_of_work", "premises", "ahead_days"}
    page = desk.post(f"/console/customers/{customer}/recurring", **typed(scenario, every="99", instructions="带梯子"))
    assert page.errors() == ["every"] and page.field("instructions") == "带梯子"
    assert scenario.rows(RecurringVisit) == []


def test_a_place_of_another_customer_is_refused(desk: Desk, their_desk: Desk, scenario: Scenario) -> None:
    stranger = typed(scenario, premises=scenario.customers[scenario.cast.theirs][1])
    mine = scenario.customers[scenario.ours][0]
    assert desk.post(f"/console/customers/{mine}/recurring", **stranger).errors() == ["premises"]
    assert their_desk.client.post(f"/console/customers/{mine}/recurring", data=typed(scenario)).status_code == 404


def test_what_comes_again_ends_with_the_contact_details_of_its_customer(desk: Desk, scenario: Scenario) -> None:
    """Guard: `forgetting`."""
    every_day_works(scenario)
    set_up(desk, scenario)
    asked = Forgetting(scenario.ours, frozenset({"contact"}), "asked", (scenario.customers[scenario.ours][0],))
    with scenario.app.app_context():
        write(lambda: installed().forget(asked))
    [row] = scenario.rows(RecurringVisit)
    assert row.ended_at and row.instructions == "" and run(scenario) == 0
