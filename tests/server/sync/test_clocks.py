"""Fault 6: a phone's clock ahead, behind, or changed during the visit decides no order and supports no deduction."""

from __future__ import annotations

from typing import Any

from server.kernel import clock
from server.kernel.ids import new_id
from tests.scenario import Scenario


def times(scenario: Scenario, visit: str) -> list[tuple[str, bool]]:
    from server.visits.models import Fact

    rows: list[Any] = sorted(
        scenario.rows(Fact, Fact.subject_id == visit, Fact.device != "office"), key=lambda row: row.position
    )
    return [(row.corrected_at, row.uncertain) for row in rows]


def test_fault_06_a_clock_three_days_ahead_keeps_the_order_and_is_marked(scenario: Scenario) -> None:
    """Guard: server/visits/days.py:corrected"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.now = lambda: clock.later(clock.now(), days=3)
    phone.report("departed", visit=visit)
    phone.now = clock.now
    phone.clock_run = new_id()
    phone.report("arrived", visit=visit)
    phone.sync()
    assert [kind for kind, _ in scenario.log(visit)][-2:] == ["departed", "arrived"]
    first, second = times(scenario, visit)
    assert first[1] is True and first[0] <= clock.now()
    assert second[1] is False


def test_fault_06_a_clock_that_jumps_back_in_one_run_does_not_run_backwards(scenario: Scenario) -> None:
    """Guard: server/visits/days.py:corrected"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("departed", visit=visit)
    phone.sync()
    phone.now = lambda: clock.later(clock.now(), minutes=-20)
    phone.report("arrived", visit=visit)
    phone.sync()
    (departed, certain), (arrived, uncertain) = times(scenario, visit)
    assert arrived >= departed and (certain, uncertain) == (False, True)


def test_fault_06_a_clock_behind_is_found_out_when_the_phone_tells_its_own(scenario: Scenario) -> None:
    """Guard: server/visits/days.py:corrected"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.now = lambda: clock.later(clock.now(), days=-3)
    phone.report("arrived", visit=visit)
    phone.sync(told={"unsent": 1, "now": phone.now()})
    assert times(scenario, visit)[0][1] is True


def test_a_measured_offset_gives_the_true_moment(scenario: Scenario) -> None:
    with clock.telling(clock.later(clock.now(), minutes=-5)):
        visit = scenario.given()
    phone = scenario.phone()
    true = clock.later(clock.now(), seconds=-90)
    phone.clock_offset = 60_000
    phone.report("arrived", visit=visit, at=clock.later(true, seconds=-60))
    phone.sync()
    assert times(scenario, visit) == [(true, False)]


def test_fault_06_a_clock_that_begins_in_1970_costs_no_fact(scenario: Scenario) -> None:
    """Guard: server/kernel/clock.py:MOMENT and server/sync/envelope.py:LARGEST_OFFSET"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.now = lambda: "1970-01-01T08:00:00.000Z"
    phone.report("departed", visit=visit)
    phone.clock_offset = clock.milliseconds_between(phone.now(), clock.now())
    phone.report("arrived", visit=visit)
    phone.sync()
    assert [kind for kind, _ in scenario.log(visit)][-2:] == ["departed", "arrived"]
    assert [uncertain for _, uncertain in times(scenario, visit)] == [True, True]
