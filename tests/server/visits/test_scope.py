"""What a phone holds: by assignment, by time alone, evicted with a reason, contact only for the days that need it (faults 7, 20, 22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.accounts.calendar import import_year
from server.kernel import clock
from server.kernel.transaction import write
from tests.scenario import Scenario

SetClock = Callable[[str], None]
MONDAY = "2026-11-23T01:00:00.000Z"  # 9:00 in Shanghai


def on(day: str, hour: str = "09:00") -> str:
    return clock.moment_at(day, hour, "Asia/Shanghai")


def held(scenario: Scenario, login: str) -> set[str]:
    from server.visits.models import Holding

    rows = scenario.rows(Holding, Holding.person_id == scenario.cast.people[login])
    return {row.visit_id for row in rows if row.revoked_version is None}


def kinds(answer: dict[str, Any]) -> list[str]:
    return [change["type"] for change in answer["changes"]]


def test_a_visit_beyond_the_days_is_not_yet_on_the_phone(scenario: Scenario) -> None:
    near, far = scenario.given(days=14), scenario.given(days=15)
    phone = scenario.phone()
    assert set(phone.visits) == {near} and far not in held(scenario, "liming")


def test_fault_20_a_visit_enters_the_days_by_time_alone(scenario: Scenario, at: SetClock) -> None:
    """Guard: server/visits/feed/holdings.py:_to_grant"""
    at(MONDAY)
    visit = scenario.given(agreed_at=on("2026-12-08"))
    phone = scenario.phone()
    assert phone.visits == {}
    at("2026-11-23T16:00:30.000Z")  # past midnight of the organisation, one day nearer
    assert kinds(phone.sync()) == ["standard", "grant"]
    assert set(phone.visits) == {visit} and held(scenario, "liming") == {visit}


def test_a_visit_leaves_the_days_by_time_alone_and_says_why(scenario: Scenario, at: SetClock) -> None:
    at(MONDAY)
    finished, left_over = scenario.given(agreed_at=on("2026-11-23")), scenario.given(agreed_at=on("2026-11-23"))
    phone = scenario.phone()
    phone.report("ended", {"outcome": "done"}, visit=finished)
    phone.sync()
    at("2026-12-01T01:00:00.000Z")
    phone.sync()
    assert phone.visits == {}
    assert phone.evicted[finished]["evicted"]["reason"] == "ended"
    assert phone.evicted[left_over]["evicted"]["reason"] == "out_of_days"
    assert held(scenario, "liming") == set()


def test_a_visit_under_way_is_not_taken_away_by_time(scenario: Scenario, at: SetClock) -> None:
    at(MONDAY)
    visit = scenario.given(agreed_at=on("2026-11-23"))
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.sync()
    at("2026-12-01T01:00:00.000Z")
    phone.sync()
    assert visit in phone.visits


def test_fault_20_an_old_visit_newly_granted_comes_whole(scenario: Scenario) -> None:
    """Guard: server/visits/feed/grants.py:grant"""
    visit = scenario.given("wangqiang", days=-3)
    first = scenario.phone("wangqiang")
    first.report("noted", {"text": "门没开"}, visit=visit)
    first.sync()
    phone = scenario.phone("liming")
    assert phone.visits == {}
    scenario.assign(visit, "liming")
    phone.sync()
    assert "门没开" in str(phone.log(visit))


def test_contact_comes_for_today_and_the_next_working_day_and_goes_a_day_after(
    scenario: Scenario, at: SetClock
) -> None:
    at("2026-11-20T01:00:00.000Z")  # Friday
    friday, monday, tuesday = (scenario.given(agreed_at=on(day)) for day in ("2026-11-20", "2026-11-23", "2026-11-24"))
    phone = scenario.phone()
    assert [visit for visit in (friday, monday, tuesday) if "contact" in phone.visits[visit]] == [friday, monday]
    phone.report("ended", {"outcome": "done"}, visit=friday)
    phone.sync()
    at("2026-11-21T00:59:00.000Z")
    phone.sync()
    assert "contact" in phone.visits[friday]
    at("2026-11-23T01:00:00.000Z")
    assert set(kinds(phone.sync())) == {"contact", "contact_gone"}
    assert [visit for visit in (friday, monday, tuesday) if "contact" in phone.visits[visit]] == [monday, tuesday]


def test_contact_follows_the_organisations_own_holidays_and_make_up_days(scenario: Scenario, at: SetClock) -> None:
    """Guard: `calendar_of` in server/visits/feed/grants.py. Monday and Tuesday are free, people work on Saturday."""
    at("2026-11-20T01:00:00.000Z")  # Friday
    saturday, monday, wednesday = (scenario.given(agreed_at=on(f"2026-11-{day}")) for day in (21, 23, 25))
    decreed = [("2026-11-21", True, "补班"), ("2026-11-23", False, "放假"), ("2026-11-24", False, "放假")]
    with scenario.app.app_context():
        write(lambda: import_year(scenario.ours, scenario.cast.people["qiantao"], 2026, decreed))
    phone = scenario.phone()
    assert [visit for visit in (saturday, monday, wednesday) if "contact" in phone.visits[visit]] == [saturday]
    at("2026-11-21T01:00:00.000Z")
    phone.sync()
    assert [visit for visit in (saturday, monday, wednesday) if "contact" in phone.visits[visit]] == [
        saturday,
        monday,
        wednesday,
    ]


def test_contact_stays_while_a_photograph_is_awaited(scenario: Scenario, at: SetClock) -> None:
    at(MONDAY)
    visit = scenario.given(agreed_at=on("2026-11-23"))
    phone = scenario.phone()
    phone.report(
        "photographed",
        {
            "step": "photo-before",
            "purpose": "before",
            "sha256": "b" * 64,
            "size": 1000,
            "type": "image/jpeg",
            "width": 640,
            "height": 480,
        },
        visit=visit,
    )
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync()
    assert scenario.visit(visit).awaited == 1
    at("2026-11-25T02:00:00.000Z")
    phone.sync()
    assert "contact" in phone.visits[visit]


def test_taken_away_and_given_back_it_is_there(scenario: Scenario) -> None:
    visit = scenario.given("liming")
    phone = scenario.phone("liming")
    scenario.assign(visit, "wangqiang")
    scenario.assign(visit, "liming", "wangqiang")
    assert "evict" not in kinds(phone.sync())
    assert phone.visits[visit]["work"]["helpers"][0]["name"] == "王强"
    assert held(scenario, "liming") == held(scenario, "wangqiang") == {visit}


def test_a_helper_who_becomes_lead_gets_a_new_grant_and_old_work_counts(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    phone = scenario.phone("wangqiang")
    phone.report("noted", {"text": "先到了"}, visit=visit)
    old = phone.grant_of(visit)
    scenario.assign(visit, "wangqiang")
    answer = phone.sync()
    assert answer["results"][0]["outcome"] == "applied" and phone.grant_of(visit) != old
    phone.report("ended", {"outcome": "done"}, visit=visit)
    assert phone.sync()["results"][0]["outcome"] == "applied"


def test_nobody_sees_what_they_neither_lead_nor_help_on(scenario: Scenario) -> None:
    visit = scenario.given("liming")
    assert scenario.phone("wangqiang").visits == {} and scenario.phone("ayguli").visits == {}
    assert scenario.phone("zhaolei").visits == {}
    assert visit in scenario.phone("liming").visits


def test_a_changed_instruction_comes_down_as_a_line(scenario: Scenario) -> None:
    from server.visits.office.actions import instruct

    visit = scenario.given()
    phone = scenario.phone()
    with scenario.app.app_context():
        instruct(scenario.ours, scenario.cast.people["chenjing"], visit, instructions="先打电话", priority="urgent")
    assert kinds(phone.sync()) == ["fact", "visit"]
    assert (
        phone.visits[visit]["work"]["instructions"] == "先打电话"
        and phone.visits[visit]["work"]["priority"] == "urgent"
    )
    with scenario.app.app_context():
        instruct(scenario.ours, scenario.cast.people["chenjing"], visit, instructions="")
    phone.sync()
    assert phone.visits[visit]["work"]["instructions"] == ""


def test_fault_22_the_standard_edited_under_an_open_visit_stays_the_pinned_one(scenario: Scenario) -> None:
    """Guard: server/visits/feed/grants.py:_unsigned"""
    visit = scenario.given()
    publish_again(scenario, "99.0.0")
    later = scenario.given()
    phone = scenario.phone()
    pins = {one: phone.visits[one]["grant"]["standard"]["version"] for one in (visit, later)}
    assert pins[later] == "99.0.0" and pins[visit] != "99.0.0"
    assert {phone.visits[one]["grant"]["standard"]["hash"] for one in (visit, later)} <= set(phone.standards)
    scenario.assign(visit, "liming", "wangqiang")
    phone.sync()
    assert phone.visits[visit]["grant"]["standard"]["version"] == pins[visit]
    assert scenario.phone("wangqiang").visits[visit]["grant"]["standard"]["version"] == pins[visit]


def test_a_standard_comes_once_and_before_the_first_grant_that_pins_it(scenario: Scenario) -> None:
    scenario.given()
    scenario.given()
    phone = scenario.phone()
    assert [change["type"] for change in phone.changes] == ["standard", "grant", "grant"]
    scenario.given(days=1)
    assert kinds(phone.sync()) == ["grant"]
    assert [change["type"] for change in scenario.phone("liming", "Another").changes] == [
        "standard",
        "grant",
        "grant",
        "grant",
    ]


def test_two_visits_at_one_address_know_of_each_other(scenario: Scenario) -> None:
    one, two, another_day = scenario.given(hour="09:00"), scenario.given(hour="11:00"), scenario.given(days=1)
    phone = scenario.phone()
    assert phone.visits[one]["work"]["same_address"] == [two]
    assert "same_address" not in phone.visits[another_day]["work"]


def test_a_visit_hears_of_what_comes_to_its_address_later_and_of_what_leaves_it(scenario: Scenario) -> None:
    """Guard: server/visits/feed/grants.py:_tell_of_neighbour"""
    one = scenario.given(hour="09:00")
    phone = scenario.phone()
    two = scenario.given(hour="11:00")
    phone.sync_all()
    assert [phone.visits[each]["work"]["same_address"] for each in (one, two)] == [[two], [one]]
    scenario.assign(two, "wangqiang")
    phone.sync_all()
    assert phone.visits[one]["work"]["same_address"] == []


def publish_again(scenario: Scenario, version: str) -> None:
    from server.kernel.canonical import canonical
    from server.kernel.db import db
    from server.kernel.transaction import write
    from server.standards.document import builtin_standard, standard_hash
    from server.standards.models import StandardVersion

    document = builtin_standard("home-broadband-visit") | {"version": version}
    row = StandardVersion(
        organisation_id=scenario.ours,
        id=document["id"],
        version=version,
        hash=standard_hash(document),
        document=canonical(document).decode(),
        effective_from="2026-06-02",
        published_at=clock.now(),
    )
    with scenario.app.app_context():
        write(lambda: db.session.add(row))
