"""The limits of matters: the cases of section 4.3 with their figures, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.matters import matter_actions as acts
from server.matters import refusals
from server.matters.actions import Spoke
from server.matters.matter_models import Matter
from server.matters.matter_rules import UNDER_WAY
from server.matters.models import Commitment
from server.matters.opening import open_matter
from server.standards.limit_publishing import publish as publish_rules
from server.standards.limit_table import SUGGESTED
from server.visits.console.visit_query import lines_of
from server.visits.models import LimitResult, Visit
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import does, ended, limits, matter_of, publish, refused

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

REACHED, NOT_REACHED = Spoke("phone", "reached", "说好了"), Spoke("phone", "not_reached")
KINDS = frozenset({"repair", "meter-repair"})


@pytest.fixture
def table(team: Team) -> Team:
    """The figures of the clauses are in force from Monday 2026-11-30, 8:00."""
    publish(team)
    return team


def at_once(team: Team, **order: Any) -> str:
    """A repair without a time, for as soon as possible: it is on the list and the phones of today."""
    visit = team.scenario.order(agreed_at=None, priority="urgent", **order)
    with team.scenario.app.app_context():
        day = clock.day_of(clock.now(), "Asia/Shanghai")
        write(lambda: setattr(db.session.get_one(Visit, (team.ours, visit)), "day", day))
    return visit


def office_matter(team: Team, kind: str, **more: Any) -> str:
    """Something that needs no visit, or not yet."""
    body = {"kind": kind, "originator": "customer", "team": team.scenario.cast.teams["east"]} | more
    body.setdefault("customer", team.scenario.customers[team.ours][0])
    with team.scenario.app.app_context():
        made = write(lambda: open_matter(team.ours, team.scenario.cast.people["chenjing"], body))
        write(lambda: acts.settle(team.ours, [made]))
    return made


def on_the_phone(team: Team, visit: str) -> None:
    """Li Ming, who has begun his shift, has the order on his phone."""
    team.phone = team.phone or team.scenario.enrolled("liming")
    team.phone.sync_all()
    team.phone.sync()  # the cursor of this one says that the order has arrived


def shift(team: Team, day: str) -> None:
    team.phone = team.phone or team.scenario.enrolled("liming")
    team.phone.sync_all()
    team.phone.report("shift_started", {}, subject={"type": "shift", "id": day})
    team.phone.sync_all()


def test_43_case_1_two_clocks_of_ft1(table: Team, at: Any) -> None:
    team = table
    at("2026-11-30 15:00")
    shift(team, "2026-11-30")
    at("2026-11-30 15:34")
    visit = at_once(team)
    at("2026-11-30 16:30")
    team.scenario.assign(visit, "liming")
    at("2026-11-30 16:31")
    on_the_phone(team, visit)
    at("2026-11-30 17:10")
    team.report(visit, "arrived")
    team.sent()
    found = limits(team, matter_of(team, visit).id)
    theirs, his = found["on-site", False], found["on-site-person", True]
    assert (theirs.verdict, theirs.due_at, theirs.minutes) == ("missed", local("2026-11-30 16:34"), -36)
    assert (his.verdict, his.started_at, his.stopped_at) == (
        "met",
        local("2026-11-30 16:31"),
        local("2026-11-30 17:10"),
    )
    page = team.scenario.cast.office("chenjing").get(f"/console/matters/{matter_of(team, visit).id}").text
    assert "1 时 36 分" in page and "39 分" in page, "96 minutes for the team, 39 for the person"


def test_43_case_1_without_a_record_of_duty_the_person_is_not_measured(table: Team, at: Any) -> None:
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 17:10")
    table.report(visit, "arrived")
    table.sent()
    his = limits(table, matter_of(table, visit).id)["on-site-person", True]
    assert (his.verdict, his.why) == ("not_measured", "not_on_duty")


def failed_and_done_next_day(team: Team, at: Any, *, reached: bool) -> str:
    at("2026-11-30 16:19")
    visit = at_once(team)
    team.scenario.assign(visit, "liming")
    on_the_phone(team, visit)
    at("2026-11-30 16:50")
    team.report(visit, "ended", outcome="nobody_home")
    team.sent()
    matter = matter_of(team, visit).id
    at("2026-11-30 17:00")
    spoke = REACHED if reached else NOT_REACHED
    until = local("2026-12-01 10:00")
    does(team, acts.pause, matter, "no_access", until=until, since=local("2026-11-30 16:50"), spoke=spoke)
    anew = team.scenario.order(agreed_at=until, follows=visit)
    team.scenario.assign(anew, "liming")
    on_the_phone(team, anew)
    at("2026-12-01 10:00")
    ended(team, anew)
    return matter


def test_43_case_2_a_day_lost_without_a_word_counts(table: Team, at: Any) -> None:
    matter = failed_and_done_next_day(table, at, reached=False)
    found = limits(table, matter)["repaired", False]
    assert (found.verdict, found.due_at) == ("missed", local("2026-12-01 00:19"))
    assert found.stopped_at == local("2026-12-01 10:00"), "17 hours and 41 minutes after 16:19"
    page = table.scenario.cast.office("chenjing").get(f"/console/matters/{matter}").text
    assert "17 时 41 分" in page


def test_43_case_2_a_pause_for_no_access_with_the_customers_word_saves_it(table: Team, at: Any) -> None:
    found = limits(table, failed_and_done_next_day(table, at, reached=True))["repaired", False]
    # 31 minutes had run at 16:50; the other 7 h 29 min begin at 10:00
    assert (found.verdict, found.due_at, found.paused_ms) == ("met", local("2026-12-01 17:29"), 61_800_000)


@pytest.mark.parametrize(
    ("accepted", "due"), [("2026-11-30 10:00", "2026-12-03 17:30"), ("2026-12-04 18:10", "2026-12-10 17:30")]
)
def test_43_case_3_three_working_days_for_an_estimate(table: Team, at: Any, accepted: str, due: str) -> None:
    at(accepted)
    found = limits(table, office_matter(table, "connection"))["estimate", False]
    assert (found.due_at, found.verdict, found.provisional) == (local(due), "pending", True)


def test_43_case_3_the_estimate_is_handed_over_only_to_somebody_who_was_reached(table: Team, at: Any) -> None:
    at("2026-11-30 10:00")
    matter = office_matter(table, "connection")
    at("2026-12-03 17:00")
    assert does(table, acts.mark, matter, "estimate_handed", spoke=NOT_REACHED) == "not_reached"
    assert limits(table, matter)["estimate", False].verdict == "pending"
    at("2026-12-03 17:30")
    does(table, acts.mark, matter, "estimate_handed", spoke=REACHED)
    assert limits(table, matter)["estimate", False].verdict == "met", "the due moment itself is in time (K1)"


def test_43_case_4_two_days_where_a_superior_is_asked(table: Team, at: Any) -> None:
    at("2026-12-31 09:00")
    matter = office_matter(table, "other")
    at("2026-12-31 16:30")
    does(table, acts.mark, matter, "asked_superior")
    found = limits(table, matter)["superior", False]
    assert found.due_at == "2027-01-02T16:00:00.000Z", "Saturday 24:00"
    refused(table, "already_said", acts.mark, matter, "asked_superior")


def test_43_case_4_with_working_days_and_a_holiday(team: Team, at: Any) -> None:
    with team.scenario.app.app_context():
        from server.accounts.calendar import import_year

        for year, days in ((2026, []), (2027, [("2027-01-01", False, "元旦")])):
            write(lambda year=year, days=days: import_year(team.ours, team.scenario.cast.people["wufang"], year, days))
        rules = [dict(each) | ({"unit": "wd"} if each["id"] == "superior" else {}) for each in SUGGESTED]
        now = local("2026-11-30 08:00")
        write(lambda: publish_rules(team.ours, team.scenario.cast.people["wufang"], rules, now, KINDS))
    at("2026-12-31 09:00")
    matter = office_matter(team, "other")
    at("2026-12-31 16:30")
    does(team, acts.mark, matter, "asked_superior")
    found = limits(team, matter)["superior", False]
    assert (found.due_at, found.provisional) == (local("2027-01-05 17:30"), False)


def test_43_case_5_eighteen_hours_for_the_mains(table: Team, at: Any) -> None:
    at("2026-12-31 22:00")
    matter = office_matter(table, "mains")
    assert limits(table, matter)["mains", False].due_at == local("2027-01-01 16:00")
    at("2027-01-01 16:00")
    does(table, acts.mark, matter, "water_on")
    assert limits(table, matter)["mains", False].verdict == "met"


def test_43_case_6_an_uncertain_clock_is_not_measured(table: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 09:30")
    assert table.phone
    table.phone.report("arrived", visit=visit, at=local("2026-12-02 09:30"))  # its clock is two days ahead
    table.sent()
    found = limits(table, matter_of(table, visit).id)["on-site", False]
    assert (found.verdict, found.why) == ("not_measured", "clock")


def test_43_case_7_pauses_do_not_overlap(table: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    matter = matter_of(table, at_once(table)).id
    at("2026-11-30 10:00")
    does(table, acts.pause, matter, "customer_wishes", until=local("2026-11-30 12:00"))
    at("2026-11-30 11:00")
    refused(table, "already_paused", acts.pause, matter, "third_party", until=local("2026-11-30 13:00"))
    assert table.scenario.rows(Matter)[0].state == "paused"
    page = table.scenario.cast.office("chenjing")
    assert "暂停" in page.get("/console/matters").text
    at("2026-11-30 12:00")
    assert "暂停" not in page.get("/console/matters").text.split("<tbody>")[1], (
        "over by itself, without anybody's doing (K8)"
    )


def test_43_a_long_pause_needs_a_supervisor(table: Team, at: Any) -> None:
    matter = matter_of(table, at_once(table)).id
    refused(table, "long_pause_needs_supervisor", acts.pause, matter, "authority")
    refused(table, "long_pause_needs_supervisor", acts.pause, matter, "authority", until=local("2026-12-01 08:00:01"))
    does(table, acts.pause, matter, "authority", until=local("2026-12-01 08:00"))
    does(table, acts.resume, matter)
    refused(table, "not_paused", acts.resume, matter)
    does(table, acts.pause, matter, "authority", by="zhoumin")
    assert table.scenario.rows(Matter)[0].state == "paused"


def test_43_case_8_a_foreign_hotline_that_is_silent_keeps_the_loop_open(table: Team, at: Any) -> None:
    matter = office_matter(table, "errand", originator="hotline", hotline="12345")
    at("2026-11-30 09:00")
    does(table, acts.finish, matter, "管道换好了")
    does(table, acts.speak, matter, REACHED, "customer")
    assert refused(table, "loop_open", acts.close, matter).extra["needs"] == ["not_sent"]
    does(table, acts.send_result, matter)
    at("2026-11-30 09:31")
    assert refused(table, "loop_open", acts.close, matter).extra["needs"] == ["not_acknowledged"]
    [waits] = [row for row in table.scenario.rows(Commitment) if row.about == "acknowledge"]
    assert (waits.state, waits.due_at) == ("open", local("2026-11-30 09:30"))
    does(table, acts.acknowledge, matter)
    does(table, acts.close, matter)
    assert table.scenario.rows(Matter)[0].state == "closed"
    assert [row.state for row in table.scenario.rows(Commitment)] == ["kept", "kept"]


def test_43_case_9_a_refusal_told_to_a_neighbour_is_not_told(table: Team, at: Any) -> None:
    matter = office_matter(table, "connection")
    refused(table, "bad_input", refusals.refuse, matter, "不行", None)
    does(table, refusals.refuse, matter, "管网压力不够，暂时不能新装", REACHED, to="neighbour")
    assert "refusal_not_told" in refused(table, "loop_open", acts.close, matter).extra["needs"]
    assert does(table, refusals.tell_refusal, matter, NOT_REACHED) == "not_reached"
    does(table, refusals.tell_refusal, matter, REACHED, "neighbour")
    assert "refusal_not_told" in refused(table, "loop_open", acts.close, matter).extra["needs"]
    does(table, refusals.tell_refusal, matter, REACHED)
    does(table, acts.close, matter)


def test_43_case_10_another_figure_leaves_running_orders_as_they_are(table: Team, at: Any) -> None:
    at("2026-11-30 11:00")
    before = matter_of(table, at_once(table)).id
    at("2026-11-30 11:30")
    with table.scenario.app.app_context():
        rules = [dict(each) | ({"figure": 6} if each["id"] == "repaired" else {}) for each in SUGGESTED]
        by, noon = table.scenario.cast.people["wufang"], local("2026-11-30 12:00")
        assert write(lambda: publish_rules(table.ours, by, rules, noon, KINDS)) == 2
    at("2026-11-30 12:30")
    after = matter_of(table, at_once(table)).id
    with table.scenario.app.app_context():
        write(lambda: acts.settle(table.ours, [before, after]))
    found = {each: limits(table, each)["repaired", False] for each in (before, after)}
    assert (found[before].due_at, found[before].version) == (local("2026-11-30 19:00"), 1)
    assert (found[after].due_at, found[after].version) == (local("2026-11-30 18:30"), 2)


def closed_on_monday(team: Team) -> str:
    matter = office_matter(team, "errand")
    does(team, acts.finish, matter, "办好了")
    does(team, acts.speak, matter, REACHED, "customer")
    does(team, acts.close, matter)
    return matter


def test_43_case_11_the_same_thing_within_14_days_is_the_same_matter(table: Team, at: Any) -> None:
    matter = closed_on_monday(table)
    at("2026-12-14 23:59")
    does(table, acts.reopen, matter, "又漏了")
    row = table.scenario.rows(Matter)[0]
    assert (row.state in UNDER_WAY, row.reopened) == (True, 1)


def test_43_case_11_on_day_15_it_is_a_new_one_that_names_the_old(table: Team, at: Any) -> None:
    visit = table.given("09:00")
    matter = matter_of(table, visit).id
    ended(table, visit)
    does(table, acts.open_result, matter)
    does(table, acts.speak, matter, REACHED, "customer")
    does(table, acts.close, matter)
    at("2026-12-15 00:01")
    refused(table, "too_late_to_reopen", acts.reopen, matter, "又漏了")
    again = table.scenario.order(follows=visit)
    new = matter_of(table, again)
    assert new.id != matter and new.parent_id == matter


def test_43_case_12_a_window_is_judged_by_hv8a_and_not_by_ft1(table: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    window = (local("2026-11-30 14:00"), local("2026-11-30 16:00"))
    visit = table.scenario.order(agreed_at=None, window=window, kind="meter-repair")
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 14:30")
    table.report(visit, "arrived")
    ended(table, visit)
    found = limits(table, matter_of(table, visit).id)
    assert not [each for each in found if each[0].startswith("on-site")]
    assert found["repaired", False].due_at == local("2026-11-30 22:00"), "8 hours from 14:00, which the customer wished"
    assert "HV-8a" in {row.clause for row in table.scenario.rows(LimitResult, LimitResult.subject_id == visit)}


def test_43_a_clause_of_the_table_is_judged_by_the_matter_alone(table: Team, at: Any) -> None:
    """Ruling 10: the standard's own limit of the same clause is neither kept nor shown, and the list shows the matter's."""
    at("2026-11-30 09:00")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    with table.scenario.app.app_context():
        [line] = lines_of(table.ours, [visit])
        assert {each["clause"] for each in line.running} == {"FT-1", "FT-2"}
    row = table.scenario.cast.office("chenjing").get("/console/visits").text
    assert ["剩 1 时" in each for each in row.split("c-limit")].count(True) == 1 and "FT-1" in row, row.split(
        "c-limit"
    )[2][:300]
    at("2026-11-30 09:30")
    table.report(visit, "arrived")
    ended(table, visit)
    kept = {row.clause for row in table.scenario.rows(LimitResult, LimitResult.subject_id == visit)}
    assert not kept & {"FT-1", "FT-2", ""}
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "met"


def test_43_late_facts_are_judged_again(table: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 09:40")
    table.report(visit, "arrived")  # without a network
    at("2026-11-30 11:00")
    with table.scenario.app.app_context():
        write(lambda: acts.settle(table.ours, [matter_of(table, visit).id]))
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "missed"
    table.sent()
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "met"


def test_43_a_call_after_saving_or_a_day_before_is_refused(table: Team, at: Any) -> None:
    from server.kernel.problem import Problem

    at("2026-11-30 10:00")
    for wrong in ("2026-11-30 10:01", "2026-11-29 09:59"):
        with pytest.raises(Problem) as caught:
            table.scenario.order(agreed_at=None, call_at=local(wrong))
        assert caught.value.code == "bad_input"
    visit = table.scenario.order(agreed_at=None, call_at=local("2026-11-30 09:30"))
    assert matter_of(table, visit).accepted_at == local("2026-11-30 09:30")
    assert limits(table, matter_of(table, visit).id)["on-site", False].due_at == local("2026-11-30 10:30")
