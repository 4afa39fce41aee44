"""Planning help: a day is proposed, its changes are shown with their reasons, and accepted in whole or part by the rules of the board."""

from __future__ import annotations

import re

from server.cli import tick
from server.kernel import clock
from tests.cast import Cast
from tests.scenario import Scenario, moment
from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures


def day_of(scenario: Scenario, days: int = 1) -> str:
    return clock.day_of(moment(days, "12:00", scenario.zone), scenario.zone)


def proposed(desk: Desk, scenario: Scenario, mode: str = "fill", days: int = 1) -> Page:
    """Ask for a day and wait for the job."""
    asked = desk.post("/console/planning", day=day_of(scenario, days), team="", mode=mode)
    assert "正在排" in desk.get(asked.location)
    with scenario.app.app_context():
        assert tick.tick_called()["day_proposals"] == 1
    page = desk.get(asked.location)
    page.address = asked.location.partition("?")[0]
    return page


def reason_of(page: Page, visit: str) -> str:
    """The row of a visit among the moves, as text; '' where it is none."""
    row = next((row for row in re.findall(r"<tr>.*?</tr>", page.source, flags=re.S) if f"visit={visit}" in row), "")
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def away(desk: Desk, scenario: Scenario, person: str, days: int = 1, **more: str) -> None:
    day = day_of(scenario, days)
    page = desk.post("/console/absences", **{"person": person, "from_day": day, "to_day": day} | more)
    assert "done=away" in page.location


def test_what_nobody_has_is_proposed_accepted_and_taken_back(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    stays = scenario.given("liming", days=1, hour="10:00")
    waits = scenario.order(days=1, hour="10:00")
    page = proposed(desk, scenario)
    assert "还没有派人" in reason_of(page, waits) and reason_of(page, stays) == ""
    assert scenario.visit(waits).lead_id is None  # nothing by itself
    done = desk.post(f"{page.address}/accept", visit=waits)
    row = scenario.visit(waits)
    assert "done=proposal_accepted" in done.location
    assert row.lead_id not in (None, cast.people["liming"]) and row.agreed_at == moment(1, "10:00")
    desk.post(f"{page.address}/undo")
    assert scenario.visit(waits).lead_id is None
    assert "采纳后又撤销了" in desk.get(page.address)


def test_somebody_ill_leaves_visits_that_others_can_do_in_time(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    window = (moment(1, "13:00"), moment(1, "15:00"))
    theirs = [
        scenario.given("liming", days=1, hour="10:00"),
        scenario.given("liming", days=1, agreed_at=None, window=window),
    ]
    away(desk, scenario, cast.people["liming"])
    page = proposed(desk, scenario)
    for visit in theirs:
        assert "李明那时不在" in reason_of(page, visit)
    desk.post(f"{page.address}/accept", visit=theirs)
    for visit in theirs:
        assert scenario.visit(visit).lead_id not in (None, cast.people["liming"])
    begins = scenario.visit(theirs[1]).scheduled_at
    assert window[0] <= begins < window[1]


def test_who_is_away_for_an_hour_keeps_what_lies_outside_of_it(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    morning, later = scenario.given("liming", days=1, hour="09:00"), scenario.given("liming", days=1, hour="14:00")
    away(desk, scenario, cast.people["liming"], from_time="13:30", to_time="15:00")
    page = proposed(desk, scenario)
    assert reason_of(page, morning) == "" and "不在" in reason_of(page, later)


def test_two_visits_at_one_time_are_one_too_many_for_one_person(desk: Desk, scenario: Scenario) -> None:
    one, other = scenario.given("liming", days=1, hour="10:00"), scenario.given("liming", days=1, hour="10:15")
    page = proposed(desk, scenario)
    assert reason_of(page, one) == "" and "赶不过来" in reason_of(page, other)


def test_a_change_meanwhile_is_seen_and_refuses_the_move_without_doing_half_of_it(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    changed, other = scenario.order(days=1, hour="10:00"), scenario.order(days=1, hour="14:00")
    page = proposed(desk, scenario)
    scenario.assign(changed, "ayguli")
    assert "刚有人改过" in reason_of(desk.get(page.address), changed)
    refused = desk.post(f"{page.address}/accept", visit=[changed, other])
    assert refused.code == "proposal_changed"
    assert scenario.visit(other).lead_id is None and scenario.visit(changed).lead_id == cast.people["ayguli"]
    desk.post(f"{page.address}/accept", visit=other)
    assert scenario.visit(other).lead_id


def test_what_somebody_planned_meanwhile_in_the_same_hour_refuses_a_move_that_would_meet_it(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    waits = scenario.order(days=1, hour="10:00")
    page = proposed(desk, scenario)
    chosen = next(each for each, id_ in cast.people.items() if f"<b>{_name(scenario, id_)}</b>" in page.source)
    scenario.given(chosen, days=1, hour="10:10")
    refused = desk.post(f"{page.address}/accept", visit=waits)
    assert refused.code == "proposal_no_longer_fits"
    assert scenario.visit(waits).lead_id is None


def test_a_promise_that_is_over_is_left_to_a_person(desk: Desk, scenario: Scenario) -> None:
    gone = scenario.order(agreed_at=clock.later(clock.now(), minutes=-30))
    page = proposed(desk, scenario, days=0)
    assert reason_of(page, gone) == "" and "请给客户打电话" in page


def test_a_proposal_is_there_for_its_own_organisation_alone(desk: Desk, their_desk: Desk, scenario: Scenario) -> None:
    scenario.order(days=1)
    page = proposed(desk, scenario)
    assert their_desk.get(page.address).status == 404


def test_who_is_noted_as_away_reads_it_on_their_own_page(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    away(desk, scenario, cast.people["liming"])
    assert "您不在的时间" in Desk(cast.office("liming")).get("/console/me")
    assert "您不在的时间" not in Desk(cast.office("wangqiang")).get("/console/me")


def _name(scenario: Scenario, person: str) -> str:
    from server.accounts.models import Person

    return next(iter(scenario.rows(Person, Person.id == person))).name
