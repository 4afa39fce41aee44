"""Planning help: a day is proposed, its changes are shown with their reasons, and accepted in whole or part by the rules of the board."""

from __future__ import annotations

import re

from server.cli import tick
from server.kernel import clock
from tests.cast import Cast
from tests.scenario import Scenario, moment
from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures
from tests.server.dispatch.test_board_views import in_the_morning


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
    in_the_morning(scenario)
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


def over_days(desk: Desk, scenario: Scenario, days: int, first: int = 1, mode: str = "fill") -> Page:
    """Ask for several days and wait for the job."""
    asked = desk.post("/console/planning", day=day_of(scenario, first), days=str(days), team="", mode=mode)
    with scenario.app.app_context():
        assert tick.tick_called()["day_proposals"] == 1
    page = desk.get(asked.location)
    page.address = asked.location.partition("?")[0]
    return page


def parts_of(page: Page) -> list[str]:
    """What the page says of each day, as text."""
    found = re.split(r'<h3 id="day-\d+">', page.source)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in found]


def test_several_days_are_proposed_by_day_taken_in_part_and_taken_back(desk: Desk, scenario: Scenario) -> None:
    """An order without a day goes to the first day with room, what was promised stays on its own; each day says what it changes and why.

    Guard: server/dispatch/planning/computing.py:found_over
    """
    window = (moment(2, "13:00"), moment(2, "15:00"))
    promised = scenario.order(agreed_at=None, window=window)
    someday = [scenario.order(agreed_at=None) for _ in range(2)]
    page = over_days(desk, scenario, 3)
    first, second, third = parts_of(page)
    assert all(f"visit={visit}&amp;day={day_of(scenario, 1)}" in page.source for visit in someday)
    assert f"visit={promised}&amp;day={day_of(scenario, 2)}" in page.source
    assert "建议改 2 单" in first and "还没有派人" in first and "建议改 1 单" in second and "这天不用改" in third
    assert "路上的时间估计从" in first and [scenario.visit(each).lead_id for each in someday] == [None, None]
    done = desk.post(f"{page.address}/accept", visit=[someday[0], promised])
    assert "done=proposal_accepted" in done.location
    row, kept, left = (scenario.visit(each) for each in (someday[0], promised, someday[1]))
    assert row.lead_id and row.day == day_of(scenario, 1) and row.scheduled_at
    assert kept.lead_id and (kept.window_from, kept.window_to) == window and left.lead_id is None
    desk.post(f"{page.address}/undo")
    row, kept = scenario.visit(someday[0]), scenario.visit(promised)
    assert (row.lead_id, row.day, kept.lead_id) == (None, "", None)


def test_what_one_day_has_no_room_for_goes_to_the_next_and_is_proposed_once(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    """Guard: server/dispatch/planning/computing.py:found_over, which gives on what a day had no room for"""
    for person in ("liming", "wangqiang", "ayguli"):
        away(desk, scenario, cast.people[person])
    someday = scenario.order(agreed_at=None)
    page = over_days(desk, scenario, 2)
    assert page.source.count(f"visit={someday}&amp;day=") == 1
    assert f"visit={someday}&amp;day={day_of(scenario, 2)}" in page.source and "排不下" not in page
    for person in ("liming", "wangqiang", "ayguli"):
        away(desk, scenario, cast.people[person], days=2)
    assert "排不下的 1 单" in over_days(desk, scenario, 2)


def test_a_promise_that_cannot_be_kept_is_left_on_its_day_and_moved_to_no_other(
    desk: Desk, scenario: Scenario, cast: Cast
) -> None:
    """Guard: server/dispatch/planning/day.py:promised_minutes"""
    promised = scenario.order(days=1, hour="10:00")
    for person in ("liming", "wangqiang", "ayguli"):
        away(desk, scenario, cast.people[person])
    page = over_days(desk, scenario, 3)
    assert "排不下的 1 单" in page and f"visit={promised}&amp;day=" not in page.source


def test_a_length_that_nobody_offers_is_refused(desk: Desk, scenario: Scenario) -> None:
    for days in ("0", "4", "8", "x"):
        assert desk.post("/console/planning", day=day_of(scenario), days=days, mode="fill").errors() == ["days"], days
