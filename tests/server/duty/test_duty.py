"""Duty: a roster without gaps, a turn that lasts until somebody took over, and what is handed over with it (FT-13)."""

from __future__ import annotations

from typing import Any

import pytest

from server.duty import actions
from server.duty.clocks import hours_of, overtime_of
from server.duty.console.duty_page import gaps_ahead
from server.duty.story import turn_in
from server.kernel.problem import Problem
from server.matters.matter_actions import open_result
from tests.server.duty.conftest import Duties
from tests.server.matters.conftest import local
from tests.server.matters.playing import ended, matter_of

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def refused(duties: Duties, code: str, act: Any, *args: Any, **more: Any) -> None:
    with pytest.raises(Problem) as caught:
        duties.acts(act, *args, **more)
    assert caught.value.code == code


def test_48_case_1_a_turn_lasts_until_the_relief_takes_over(duties: Duties, at: Any) -> None:
    night = duties.planned("hotline", "2026-11-30 20:00", "2026-12-01 08:00", "chenjing")
    day = duties.planned("hotline", "2026-12-01 08:00", "2026-12-01 20:00", "zhoumin")
    at("2026-11-30 20:00")
    duties.acts(actions.take_over, night)
    at("2026-12-01 08:05")
    duties.acts(actions.hand_over, night, notes="二号泵不好启动")
    assert duties.turn(night).state == "handed_over" and duties.turn(night).ended_at is None
    at("2026-12-01 08:25")
    duties.acts(actions.take_over, day, by="zhoumin")
    with duties.scenario.app.app_context():
        ended = turn_in(duties.ours, night)
    assert ended.ended_at == local("2026-12-01 08:25") and overtime_of(ended) == 25 and ended.next == day
    assert duties.facts("noticed") == []  # nobody has violated anything
    assert duties.turn(day).state == "on"
    refused(duties, "duty_begun", actions.take_over, day)


@pytest.mark.parametrize(
    ("today", "red"), [("2026-02-02", None), ("2026-02-03", False), ("2026-02-09", False), ("2026-02-10", True)]
)
def test_48_case_2_a_gap_is_amber_for_fourteen_days_and_red_for_seven(
    duties: Duties, at: Any, today: str, red: bool | None
) -> None:
    at(f"{today} 09:00")
    for post, login in (("hotline", "chenjing"), ("field", "liming")):
        begin = "2026-02-01 00:00"
        while begin < "2026-02-27":
            day = begin[:10]
            following = f"2026-02-{int(day[8:]) + 1:02}"
            if not (post == "hotline" and day == "2026-02-17"):
                duties.planned(post, f"{day} 00:00", f"{day} 08:00", login, by="zhoumin", reason="春节")
            duties.planned(post, f"{day} 08:00", f"{following} 00:00", login, by="zhoumin", reason="春节")
            begin = f"{following} 00:00"
    with duties.scenario.app.app_context():
        found = gaps_ahead(duties.ours, local(f"{today} 09:00"), "Asia/Shanghai")
    if red is None:
        assert found == []
        return
    [gap] = found
    assert (gap.post, gap.from_at, gap.to_at) == ("hotline", local("2026-02-17 00:00"), local("2026-02-17 08:00"))
    assert gap.red is red


def test_48_case_3_the_night_in_which_the_clock_goes_back_has_an_hour_more() -> None:
    # Berlin 2026-10-24 22:00 (+02:00) to 2026-10-25 06:00 (+01:00)
    assert hours_of("2026-10-24T20:00:00.000Z", "2026-10-25T05:00:00.000Z") == 9


def test_48_case_7_and_bad_input_of_the_roster(duties: Duties, at: Any) -> None:
    turn = duties.planned("hotline", "2026-11-30 08:00", "2026-11-30 20:00", "chenjing")
    plan, team = actions.plan, ""
    six, nine, eight = local("2026-11-30 18:00"), local("2026-11-30 21:00"), local("2026-11-30 08:00")
    refused(duties, "duty_overlaps", plan, "hotline", team, six, nine, duties.person("zhoumin"))
    refused(duties, "duty_overlaps", plan, "leader", team, six, nine, duties.person("chenjing"))
    refused(duties, "duty_backwards", plan, "leader", team, nine, six, duties.person("zhoumin"))
    refused(duties, "duty_backwards", plan, "leader", team, nine, nine, duties.person("zhoumin"))
    refused(duties, "bad_input", plan, "cook", team, six, nine, duties.person("zhoumin"))
    refused(duties, "bad_input", plan, "leader", team, six, nine, duties.scenario.cast.people["sunli"])
    duties.acts(actions.swap, turn, duties.person("wufang"))
    assert duties.turn(turn).person_id == duties.person("wufang")
    assert eight == duties.turn(turn).from_at
    duties.acts(actions.take_over, turn, by="wufang")
    refused(duties, "duty_begun", actions.swap, turn, duties.person("zhoumin"))
    refused(duties, "duty_begun", actions.drop, turn)


def test_48_case_8_more_than_twelve_hours_or_less_than_eleven_between_needs_a_supervisors_reason(
    duties: Duties, at: Any
) -> None:
    eight, nine, late = local("2026-11-30 08:00"), local("2026-11-30 21:00"), local("2026-12-01 07:00")
    person = duties.person("chenjing")
    refused(duties, "duty_too_much", actions.plan, "hotline", "", eight, nine, person, reason="缺人")
    refused(duties, "duty_too_much", actions.plan, "hotline", "", eight, nine, person, by="zhoumin")
    duties.acts(actions.plan, "hotline", "", eight, nine, person, by="zhoumin", reason="缺人")
    refused(duties, "duty_too_much", actions.plan, "hotline", "", late, local("2026-12-01 12:00"), person)
    duties.planned("hotline", "2026-12-01 08:00", "2026-12-01 20:00", "chenjing")  # eleven hours between are enough


def test_48_whoever_the_roster_does_not_name_may_take_over_and_is_named(duties: Duties, at: Any) -> None:
    turn = duties.planned("hotline", "2026-11-30 08:00", "2026-11-30 20:00", "zhoumin")
    duties.acts(actions.take_over, turn, by="chenjing")
    [fact] = duties.facts("took_over")
    assert fact.body["person"] == duties.person("chenjing") == duties.turn(turn).person_id


def test_48_the_open_list_is_computed_and_frozen_at_the_handover(duties: Duties, at: Any, cast: Any) -> None:
    turn = duties.planned("hotline", "2026-11-30 08:00", "2026-11-30 20:00", "chenjing")
    duties.acts(actions.take_over, turn)
    at("2026-11-30 09:00")
    visit = duties.given("10:00")
    matter = duties.scenario.visit(visit).matter_id
    duties.report(visit, "answered", step="answer-by", value=local("2026-11-30 22:00"))
    duties.sent()
    promise = duties.promise(visit)
    at("2026-11-30 14:00")
    desk = cast.office("chenjing")
    desk.post("/console/calls", data={"caller": "19977770009"})
    page = desk.get(f"/console/duty/{turn}").text
    assert "built-in" not in page
    assert "没办完的 3 件" in page
    at("2026-11-30 19:55")
    duties.acts(actions.hand_over, turn, keys="值班车钥匙", notes="二号泵先拉风门")
    [given] = duties.facts("handed_over")
    assert {(each["type"], each["id"]) for each in given.body["open"]} == {
        ("matter", matter),
        ("commitment", promise.id),
        ("call", duties.calls()[0].id),
    }
    at("2026-11-30 20:30")
    duties.speaks(promise, "reached")
    assert "没办完的 3 件" in desk.get(f"/console/duty/{turn}").text  # what was handed over stays as it was


def test_48_only_whoever_is_on_duty_hands_over_or_a_supervisor_for_them(duties: Duties, at: Any) -> None:
    turn = duties.planned("hotline", "2026-11-30 08:00", "2026-11-30 20:00", "chenjing")
    refused(duties, "duty_not_on", actions.hand_over, turn)
    duties.acts(actions.take_over, turn)
    refused(duties, "not_your_duty", actions.hand_over, turn, by="wufang")
    duties.acts(actions.hand_over, turn, by="zhoumin")
    assert duties.turn(turn).state == "handed_over"


def test_48_FT1_measures_the_person_who_was_on_a_turn(duties: Duties, at: Any) -> None:
    from server.matters.matter_log import is_on_duty

    turn = duties.planned("field", "2026-11-30 08:00", "2026-11-30 20:00", "liming")
    with duties.scenario.app.app_context():
        assert not is_on_duty(duties.ours, duties.person("liming"), local("2026-11-30 09:00"))
    at("2026-11-30 08:10")
    duties.acts(actions.take_over, turn, by="liming")
    with duties.scenario.app.app_context():
        assert not is_on_duty(duties.ours, duties.person("liming"), local("2026-11-30 08:09"))
        assert is_on_duty(duties.ours, duties.person("liming"), local("2026-11-30 08:10"))


def test_FT_6_a_result_is_opened_by_whoever_took_it_or_is_on_duty(duties: Duties, at: Any) -> None:
    """Chen Jing took the order. Before anybody was on duty Zhou Min might open it, too; then only once she has the hotline.

    Guard: `may_open` in server/matters/matter_actions.py
    """
    visit = duties.given("09:00")
    at("2026-11-30 12:00")
    ended(duties, visit)
    matter = matter_of(duties, visit).id
    button = "?do=open_result"

    def page(login: str) -> str:
        return duties.scenario.cast.office(login).get(f"/console/matters/{matter}").get_data(as_text=True)

    assert button in page("zhoumin")
    field = duties.planned("field", "2026-11-30 08:00", "2026-11-30 20:00", "liming")
    duties.acts(actions.take_over, field, by="liming")
    assert button not in page("zhoumin") and button in page("chenjing")
    refused(duties, "not_yours_to_open", open_result, matter, by="zhoumin")
    hotline = duties.planned("hotline", "2026-11-30 12:00", "2026-11-30 20:00", "zhoumin")
    duties.acts(actions.take_over, hotline, by="zhoumin")
    assert button in page("zhoumin")
    duties.acts(open_result, matter, by="zhoumin")
    assert button not in page("chenjing")
