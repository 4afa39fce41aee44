"""A value that had been applied and was beaten later leaves every screen, because two clocks would decide which of both shows (fault 5)."""

from __future__ import annotations

from tests.scenario import Scenario
from tests.server.visits.conflicts.test_cross_purposes import answer, heard, outcome


def test_fault_05_a_value_that_the_leads_beats_late_is_taken_off_every_phone_that_shows_it_also_its_authors(
    scenario: Scenario,
) -> None:
    """Guard: server/visits/conflicts/detect.py:_tell"""
    visit = scenario.given("liming", "wangqiang")
    lead, second, helper = scenario.phone("liming"), scenario.phone("liming", "Second"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    answer(helper, visit, "wifi")
    assert outcome(helper) == "applied"
    second.sync()
    assert heard(second, visit) == ["wifi applied"]
    assert outcome(lead) == "applied"
    for phone in (second, helper):
        phone.sync()
    assert heard(second, visit) == ["wifi applied", "slow applied", "wifi conflict"]
    assert heard(helper, visit) == ["slow applied", "wifi conflict"]
