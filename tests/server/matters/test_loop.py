"""The closed loop (FT-6) and refusals (SV-7): what is owed to whom until when, who decides, and how much a long list costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from server.accounts.calendar import import_year
from server.accounts.responsibility import name
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.matters import matter_actions as acts
from server.matters import refusals
from server.matters.actions import Spoke
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.standards.limit_table import RunningLimit
from server.visits.models import Fact
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import does, ended, limits, matter_of, publish, refused
from tests.server.matters.test_limits import office_matter
from tests.steps import steps_of

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

REACHED = Spoke("phone", "reached", "说好了")
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def owed(team: Team, kind: str = "feed_back") -> list[Commitment]:
    rows = team.scenario.rows(Commitment, Commitment.kind == kind, Commitment.source_type == "matter")
    return sorted(rows, key=lambda row: row.promised_at)


@pytest.mark.parametrize(
    ("over", "priority", "due"),
    [
        ("2026-11-30 11:00", "normal", "2026-11-30 17:30"),
        ("2026-11-30 17:00", "normal", "2026-11-30 17:30"),
        ("2026-11-30 17:01", "normal", "2026-12-01 10:00"),
        ("2026-11-30 11:00", "urgent", "2026-11-30 11:30"),
    ],
)
def test_43_the_result_of_a_visit_is_to_be_fed_back_in_time(
    team: Team, at: Any, over: str, priority: str, due: str
) -> None:
    visit = team.given("09:00", priority=priority)
    at(over)
    ended(team, visit)
    [row] = owed(team)
    assert (row.state, row.due_at, row.owner_id) == ("open", local(due), team.scenario.cast.people["chenjing"])
    does(team, acts.open_result, matter_of(team, visit).id)
    assert owed(team)[0].state == "open"
    does(team, acts.speak, matter_of(team, visit).id, REACHED, "customer")
    assert owed(team)[0].state == "kept"


def test_43_what_is_fed_back_is_the_latest_result(team: Team, at: Any) -> None:
    visit = team.given("09:00")
    ended(team, visit, "nobody_home")
    at("2026-11-30 13:00")
    anew = team.given("14:00", follows=visit)
    at("2026-11-30 14:30")
    ended(team, anew)
    first, second = owed(team)
    assert (first.state, first.successor_id, second.state) == ("moved", second.id, "open")


def test_43_a_large_refusal_goes_to_a_superior_who_did_not_refuse(team: Team, at: Any) -> None:
    matter = office_matter(team, "connection")
    at("2026-11-30 18:00")
    does(team, refusals.refuse, matter, "管网压力不够，暂时不能新装", REACHED, large=["building"])
    [row] = owed(team, "other")
    assert (row.about, row.due_at) == ("superior", local("2026-12-02 17:30")), "after 17:30 counts as the next day"
    refused(team, "nobody_responsible", refusals.tell_superior, matter, "整栋楼都装不了")
    people = team.scenario.cast.people
    with team.scenario.app.app_context():
        write(
            lambda: name(team.ours, people["wufang"], "refusal_superior", people["chenjing"], deputy=people["zhoumin"])
        )
    does(team, refusals.tell_superior, matter, "整栋楼都装不了")
    assert owed(team, "other")[0].state == "kept"
    told = [row for row in team.scenario.rows(Fact) if row.kind == "superior_told"]
    assert told[0].body["person"] == people["zhoumin"], "not the one who refused, though he is named"


def test_43_nobody_overturns_his_own_refusal_and_nobody_in_anothers_place(team: Team, at: Any) -> None:
    matter = office_matter(team, "connection")
    people = team.scenario.cast.people
    with team.scenario.app.app_context():
        write(
            lambda: name(team.ours, people["wufang"], "refusal_superior", people["chenjing"], deputy=people["zhoumin"])
        )
    does(team, refusals.refuse, matter, "管网压力不够，暂时不能新装", REACHED)
    for login in ("chenjing", "wufang", "liming"):
        refused(team, "not_yours_to_decide", refusals.overturn, matter, "可以办", by=login)
    does(team, refusals.overturn, matter, "可以办", by="zhoumin")
    assert team.scenario.rows(Matter)[0].state in ("accepted", "in_work")


def test_43_the_second_refusal_in_90_days_is_large_by_itself(team: Team, at: Any) -> None:
    first = office_matter(team, "connection")
    does(team, refusals.refuse, first, "管网压力不够，暂时不能新装", REACHED)
    at("2027-02-27 09:00")  # day 90, the first one included
    second = office_matter(team, "connection")
    does(team, refusals.refuse, second, "管网压力还是不够，不能新装", REACHED)
    at("2027-06-30 09:00")
    third = office_matter(team, "connection")
    does(team, refusals.refuse, third, "管网压力还是不够，不能新装", REACHED)
    large = [row.body.get("large") for row in team.scenario.rows(Fact) if row.kind == "refused"]
    assert large == [None, ["second"], None]


def test_43_what_is_missing_is_told_once_and_the_clock_begins_with_the_last_item(team: Team, at: Any) -> None:
    publish(team)
    matter = office_matter(team, "connection")
    does(team, refusals.tell_missing, matter, ["房产证", "平面图"], "paper")
    assert ("estimate", False) not in limits(team, matter)
    assert team.scenario.rows(Matter)[0].state == "waiting_papers"
    does(team, refusals.take_item, matter, "房产证")
    refused(team, "bad_input", refusals.take_item, matter, "身份证")
    at("2026-12-01 10:00")
    does(team, refusals.take_item, matter, "平面图")
    assert limits(team, matter)["estimate", False].due_at == local("2026-12-04 17:30")
    assert owed(team, "return") == []


def test_43_an_incomplete_list_sends_us_to_the_applicant(team: Team, at: Any) -> None:
    matter = office_matter(team, "connection")
    does(team, refusals.tell_missing, matter, ["房产证"], "paper")
    at("2026-12-01 10:00")
    does(team, refusals.tell_missing, matter, ["房产证", "平面图"], "paper", by="zhoumin")
    [row] = owed(team, "return")
    assert (row.due_at, row.owner_id) == (local("2026-12-03 17:30"), team.scenario.cast.people["chenjing"])
    does(team, acts.speak, matter, Spoke("in_person", "reached", "上门收了"), "customer")
    assert owed(team, "return")[0].state == "kept"


def test_43_an_imported_year_moves_what_rested_on_it_by_a_fact(team: Team, at: Any) -> None:
    """Ruling 1: open provisional moments are computed again, with the old and the new one on record."""
    publish(team)
    at("2026-11-30 10:00")
    matter = office_matter(team, "connection")
    assert limits(team, matter)["estimate", False].due_at == local("2026-12-03 17:30")
    with team.scenario.app.app_context():
        by = team.scenario.cast.people["wufang"]

        def work() -> None:
            import_year(team.ours, by, 2026, [("2026-12-02", False, "测试假")])
            installed().calendar_changed(team.ours, by)

        write(work)
    found = limits(team, matter)["estimate", False]
    assert (found.due_at, found.provisional) == (local("2026-12-04 17:30"), False)
    [fact] = [row for row in team.scenario.rows(Fact) if row.kind == "deadline_recalculated"]
    assert (fact.body["from"], fact.body["to"]) == (local("2026-12-03 17:30"), local("2026-12-04 17:30"))


def test_43_an_imported_year_moves_what_a_matter_owes_by_a_fact_too(team: Team, at: Any) -> None:
    """Refused on Monday at 10:00, so the superior hears by Tuesday 17:30; Tuesday turns out to be free, so by Wednesday. Guard: `promised` in `recalculate`."""
    at("2026-11-30 10:00")
    matter = office_matter(team, "connection")
    does(team, refusals.refuse, matter, "管网压力不够，暂时不能新装", REACHED, large=["building"])
    [row] = owed(team, "other")
    assert (row.due_at, row.provisional) == (local("2026-12-01 17:30"), True)
    with team.scenario.app.app_context():
        by = team.scenario.cast.people["wufang"]

        def work() -> None:
            import_year(team.ours, by, 2026, [("2026-12-01", False, "测试假")])
            installed().calendar_changed(team.ours, by)

        write(work)
    [row] = owed(team, "other")
    assert (row.due_at, row.provisional) == (local("2026-12-02 17:30"), False)
    [fact] = [each for each in team.scenario.rows(Fact) if each.kind == "deadline_recalculated"]
    said = (local("2026-12-01 17:30"), local("2026-12-02 17:30"), row.id)
    assert (fact.body["from"], fact.body["to"], fact.body["rule"]) == said


@pytest.fixture
def many(team: Team) -> Callable[[int], None]:
    """So many more matters, half of them closed, each with a commitment and a limit."""

    def make(count: int) -> None:
        now, team_id = clock.now(), team.scenario.cast.teams["east"]
        matters, promises, running = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
        for place in range(count):
            own, closed = new_id(), place % 2 == 0
            common: dict[str, Any] = {"organisation_id": team.ours}
            matters.append(
                common
                | {
                    "id": own,
                    "number": f"X{own[-12:]}",
                    "kind": "repair",
                    "title": "",
                    "accepted_at": now,
                    "originator": "hotline",
                }
                | {
                    "accepted_by": "",
                    "owner_team": team_id,
                    "state": "closed" if closed else "done",
                    "reopened": 0,
                    "taken_over": False,
                }
            )
            promises.append(
                common
                | {
                    "id": own,
                    "kind": "feed_back",
                    "clause": "FT-6",
                    "source_type": "matter",
                    "source_id": own,
                    "owed_to": "hotline",
                }
                | {"what": "", "about": "", "promised_at": now, "due_at": now, "provisional": False, "came_late": False}
                | {"owner_team": team_id, "state": "kept" if closed else "open"}
            )
            running.append(
                common
                | {
                    "matter_id": own,
                    "rule": "repaired",
                    "person_id": "",
                    "version": 1,
                    "clause": "FT-2",
                    "started_at": now,
                }
                | {"due_at": now, "provisional": False, "paused_ms": 0, "verdict": "pending"}
            )

        def work() -> None:
            for model, rows in ((Matter, matters), (Commitment, promises), (RunningLimit, running)):
                db.session.execute(insert(model), rows)

        with team.scenario.app.app_context():
            write(work)

    return make


@SQLITE
def test_43_a_list_and_a_page_of_ten_thousand_cost_what_one_thousand_cost(team: Team, many: Any) -> None:
    visit = team.given("09:00")
    desk = team.scenario.cast.office("chenjing")
    pages = ["/console/matters", "/console/matters?show=loops", "/console/matters?show=closed", "/console/visits"]
    pages.append(f"/console/matters/{matter_of(team, visit).id}")

    def cost() -> dict[str, int]:
        found = {}
        for page in pages:
            assert desk.get(page).status_code == 200
            found[page] = steps_of(team.scenario.app, lambda page=page: desk.get(page))  # type: ignore[misc]
        return found

    many(1_000)
    few = cost()
    many(9_000)
    plenty = cost()
    assert {page: (few[page], plenty[page]) for page in pages if plenty[page] > few[page] * 1.5} == {}
