"""What nobody reports is judged when it is due: FT-1's hour, the limits of a visit that ended undone, and orders by which nobody is measured."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.db import db
from server.kernel.transaction import write
from server.matters import limits_due
from server.matters.limits_due import judge_due
from server.standards.limit_publishing import publish as publish_rules
from server.standards.limit_table import SUGGESTED, RunningLimit
from server.visits.models import LimitResult
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import limits, matter_of, publish
from tests.server.matters.test_limits import KINDS, at_once, on_the_phone, shift
from tests.server.privacy.test_erasing import erase

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


@pytest.fixture
def table(team: Team) -> Team:
    """The figures of the clauses are in force from Monday 2026-11-30, 8:00."""
    publish(team)
    return team


def job(team: Team) -> int:
    with team.scenario.app.app_context():
        return judge_due(team.ours)


def test_FT1_of_both_clocks_is_judged_at_its_hour_without_another_fact(table: Team, at: Any) -> None:
    """Ordered 15:34, on the phone 16:31, nobody comes: the team is late from 16:34:00.001, the person from 17:31:00.001."""
    at("2026-11-30 15:00")
    shift(table, "2026-11-30")
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    at("2026-11-30 16:31")
    on_the_phone(table, visit)
    at("2026-11-30 16:34")
    job(table)
    found = limits(table, matter_of(table, visit).id)
    assert (found["on-site", False].verdict, found["on-site-person", True].verdict) == ("pending", "pending")
    at("2026-11-30 16:35")
    job(table)
    found = limits(table, matter_of(table, visit).id)
    assert (found["on-site", False].verdict, found["on-site-person", True].verdict) == ("missed", "pending")
    assert found["on-site-person", True].due_at == local("2026-11-30 17:31")
    at("2026-11-30 17:32")
    assert job(table) == 1
    assert limits(table, matter_of(table, visit).id)["on-site-person", True].verdict == "missed"
    assert job(table) == 0, "what is judged is not judged again"


def test_FT1_what_arrives_late_is_judged_again(table: Team, at: Any) -> None:
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    at("2026-11-30 16:20")
    table.report(visit, "arrived")  # without a network until 18:00
    at("2026-11-30 16:40")
    job(table)
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "missed"
    at("2026-11-30 18:00")
    table.sent()
    assert limits(table, matter_of(table, visit).id)["on-site", False].verdict == "met"


def test_a_pause_that_is_not_over_leaves_the_clock_pending(table: Team, at: Any) -> None:
    from server.matters import matter_actions as acts
    from server.matters.actions import Spoke
    from tests.server.matters.playing import does

    at("2026-11-30 09:00")
    visit = at_once(table)
    matter = matter_of(table, visit).id
    at("2026-11-30 10:00")
    does(table, acts.pause, matter, "customer_wishes", until=local("2026-12-01 09:00"), spoke=Spoke("phone", "reached"))
    at("2026-11-30 17:30")
    job(table)
    found = limits(table, matter)["repaired", False]
    assert (found.verdict, found.due_at) == ("pending", local("2026-12-01 16:00"))


def test_a_visit_that_ended_undone_is_late_once_its_limit_is_over(team: Team, at: Any) -> None:
    """FT-2 by the standard alone: ordered 9:00, so due 17:00; nobody has a table of limits of their own."""
    at("2026-11-30 09:00")
    visit = at_once(team, kind="meter-repair")
    team.scenario.assign(visit, "liming")
    on_the_phone(team, visit)
    at("2026-11-30 10:30")
    team.report(visit, "ended", outcome="not_solved")
    team.sent()
    at("2026-11-30 17:00")
    job(team)
    assert _repaired(team, visit) == ["pending"]
    at("2026-11-30 17:01")
    job(team)
    assert _repaired(team, visit) == ["missed"]


def test_whom_no_roster_names_is_seen_on_the_page_of_duty(table: Team, at: Any) -> None:
    """Ruling 7: FT-1 without a roster is not measured. No gap says so where no roster was ever begun, so the page and the rail do."""
    at("2026-11-30 15:34")
    visit = at_once(table)
    table.scenario.assign(visit, "liming")
    on_the_phone(table, visit)
    desk = table.scenario.cast.office("chenjing")
    assert "没有算到人" not in desk.get("/console/duty").text
    at("2026-11-30 15:36")
    job(table)
    his = limits(table, matter_of(table, visit).id)["on-site-person", True]
    assert (his.verdict, his.why) == ("not_measured", "not_on_duty")
    page = desk.get("/console/duty").text
    assert "1 单没有算到人" in page and "李明接到急单，当时没有当班记录" in page
    assert f'href="/console/matters/{matter_of(table, visit).id}"' in page
    with table.scenario.app.app_context():
        from server.duty.console.duty_page import _has_no_roster

        assert _has_no_roster(table.ours, local("2026-11-30 15:36")) == 1
        assert _has_no_roster(table.ours, local("2026-12-08 15:36")) == 0, (
            "after a week nobody can do anything about it"
        )
        db.session.rollback()


def test_FT1_what_begins_no_clock_of_a_person_is_not_settled_again_each_minute(
    team: Team, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule of a person for meter repairs: three reach the phone after a repair whose hour must begin, though one matter is settled a minute."""
    _publish_for(team, "on-site-person", "repair")
    at("2026-11-30 15:00")
    shift(team, "2026-11-30")
    at("2026-11-30 15:34")
    first = at_once(team)
    others = [at_once(team, kind="meter-repair") for _ in range(3)]
    _reaches(team, first, "2026-11-30 15:40", at)
    for visit in others:
        _reaches(team, visit, "2026-11-30 15:41", at)
    at("2026-11-30 15:42")
    monkeypatch.setattr(limits_due, "MOST", 1)
    assert job(team) == 1
    his = limits(team, matter_of(team, first).id)["on-site-person", True]
    assert (his.started_at, his.due_at) == (local("2026-11-30 15:40"), local("2026-11-30 16:40"))
    assert [job(team) for _ in range(2)] == [0, 0], "nothing is left that could begin"
    assert all(
        set(limits(team, matter_of(team, each).id)) == {("on-site", False), ("repaired", False)} for each in others
    )


def test_FT1_a_return_without_a_time_after_a_first_visit_with_one_begins_no_clock(table: Team, at: Any) -> None:
    """FT-1 is for what is wanted at once; the matter's first visit was agreed for 10:00."""
    at("2026-11-30 09:00")
    first = table.given("10:00")
    visit = at_once(table, follows=first)
    assert matter_of(table, visit).id == matter_of(table, first).id
    _reaches(table, visit, "2026-11-30 15:40", at)
    at("2026-11-30 15:42")
    assert [job(table) for _ in range(2)] == [0, 0]
    assert not any(person for _, person in limits(table, matter_of(table, first).id))


def test_FT1_the_second_person_is_measured_from_when_their_phone_has_it(table: Team, at: Any) -> None:
    """Li Ming has it at 15:40, Wang Qiang at 16:10: each has an hour of their own, by the job alone."""
    at("2026-11-30 15:34")
    visit = at_once(table)
    _reaches(table, visit, "2026-11-30 15:40", at)
    at("2026-11-30 15:41")
    job(table)
    table.scenario.assign(visit, "wangqiang")
    _reaches(table, visit, "2026-11-30 16:10", at, "wangqiang", given=False)
    at("2026-11-30 16:11")
    assert job(table) == 1
    rows = table.scenario.rows(
        RunningLimit, RunningLimit.matter_id == matter_of(table, visit).id, RunningLimit.person_id != ""
    )
    people = table.scenario.cast.people
    assert {row.person_id: row.started_at for row in rows} == {
        people["liming"]: local("2026-11-30 15:40"),
        people["wangqiang"]: local("2026-11-30 16:10"),
    }
    assert job(table) == 0


def _publish_for(team: Team, rule: str, kinds: str) -> None:
    """The figures of the clauses, of which one rule is for these kinds of work alone."""
    rules = [each | ({"kinds": kinds} if each["id"] == rule else {}) for each in SUGGESTED]
    with team.scenario.app.app_context():
        write(lambda: publish_rules(team.ours, team.scenario.cast.people["wufang"], rules, None, KINDS))


def _reaches(team: Team, visit: str, moment: str, at: Any, login: str = "liming", *, given: bool = True) -> None:
    """The order is on this person's phone from this moment on; no fact says so."""
    if given:
        team.scenario.assign(visit, login)
    at(moment)
    phone = team.scenario.enrolled(login)
    phone.sync_all()
    phone.sync()  # the cursor of this one says that the order has arrived


def _repaired(team: Team, visit: str) -> list[str]:
    rows = team.scenario.rows(LimitResult, LimitResult.subject_id == visit, LimitResult.clause == "FT-2")
    return [row.state for row in rows]


def test_FT1_the_clocks_of_what_was_erased_are_not_looked_at_again_each_minute(table: Team, at: Any) -> None:
    """Guard: `_stop_limits` of server/matters/matter_log.py"""
    at("2026-11-30 15:34")
    visit = at_once(table)
    matter = matter_of(table, visit)
    erase(table.scenario, str(matter.customer_id))
    at("2026-11-30 16:35")
    job(table)
    found = limits(table, matter.id)["on-site", False]
    assert (found.verdict, found.why) == ("not_measured", "erased")
    assert job(table) == 0
