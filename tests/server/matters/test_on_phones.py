"""A matter on the phone that goes there, what is missing told from the phone (SV-7), and a receipt that was opened (FT-6)."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.bodies import LINE
from server.matters import matter_actions as acts
from server.matters import refusals
from server.matters.matter_models import Matter
from server.visits.models import Grant
from tests.scenario import Scenario
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import does, ended, facts, matter_of, publish
from tests.server.matters.test_limits import at_once

NEEDED = ["房产证", "户主身份证复印件"]


def held(team: Team, visit: str) -> dict[str, Any]:
    """What Li Ming's phone has of the visit's matter."""
    assert team.phone
    team.sent()
    found: dict[str, Any] = team.phone.visits[visit]["work"]["matter"]
    return found


def test_the_phone_knows_the_matter_since_when_and_how_its_limits_stand(team: Team) -> None:
    publish(team)
    team.at("2026-11-30 15:34")
    visit = at_once(team)
    team.scenario.assign(visit, "liming")
    team.phone = team.scenario.enrolled("liming")
    found = held(team, visit)
    assert (found["number"], found["since"], found["state"]) == (
        matter_of(team, visit).number,
        local("2026-11-30 15:34"),
        "in_work",
    )
    [on_site] = [each for each in found["limits"] if each["label"]["zh-CN"] == "1 小时到场"]
    assert (on_site["due"], on_site["verdict"], "mine" in on_site) == (local("2026-11-30 16:34"), "pending", False)
    team.at("2026-11-30 17:10")
    team.report(visit, "arrived")
    team.sent()
    own = {bool(each.get("mine")): each for each in held(team, visit)["limits"] if "到场" in each["label"]["zh-CN"]}
    assert (own[False]["verdict"], own[False]["stopped"]) == ("missed", local("2026-11-30 17:10"))


def test_a_clock_that_nobody_can_measure_says_why_in_both_languages(team: Team) -> None:
    publish(team)
    visit = at_once(team)
    team.scenario.assign(visit, "liming")
    team.phone = team.scenario.enrolled("liming")
    team.sent()
    assert team.phone
    team.phone.sync()
    team.report(visit, "arrived")
    team.sent()
    [own] = [each for each in held(team, visit)["limits"] if each.get("mine")]
    assert own["verdict"] == "not_measured"  # nobody had begun a shift, and no turn of duty says that he was on it
    assert own["why"] == {
        "zh-CN": "没有当班记录，不算本人的",
        "en": "no record of duty: not measured for the person",
    }


def test_the_phone_knows_earlier_visits_and_what_somebody_else_promised(team: Team) -> None:
    first = team.given("09:00")
    team.report(first, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    ended(team, first, "not_solved")
    second = team.given("16:00", follows=first)
    found = held(team, second)
    assert [(each["number"], each["state"]) for each in found["earlier"]] == [
        (team.scenario.visit(first).number, "not_done")
    ]
    assert ("answer", local("2026-12-01 15:00")) in [(each["kind"], each["due"]) for each in found["promised"]]


def test_a_promise_that_was_kept_leaves_the_phone_of_the_next_visit(team: Team) -> None:
    first = team.given("09:00")
    team.report(first, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    ended(team, first, "not_solved")
    second = team.given("16:00", follows=first)
    assert [each["kind"] for each in held(team, second)["promised"]] == ["answer"]
    team.speaks(team.promise(first, "answer"), "reached")
    assert "promised" not in held(team, second)


def test_another_persons_clock_stays_off_the_phone(team: Team) -> None:
    publish(team)
    visit = at_once(team)
    team.scenario.assign(visit, "liming", "wangqiang")
    team.phone = team.scenario.enrolled("liming")
    team.sent()
    team.phone.sync()
    team.report(visit, "arrived")
    team.sent()
    helper = team.scenario.phone("wangqiang")
    assert [each for each in helper.visits[visit]["work"]["matter"]["limits"] if each.get("mine")] == []


def test_SV_7_what_is_missing_is_told_from_the_phone_and_counts_from_when_it_was_said(team: Team) -> None:
    visit = team.given("09:00")
    matter = matter_of(team, visit)
    team.at("2026-11-30 09:20")
    told = team.report(visit, "told_missing", items=NEEDED, written="paper")
    team.at("2026-11-30 18:00")  # the phone had no network until now
    team.sent()
    [fact] = facts(team, matter.id, "told_missing")
    assert fact["body"] == {
        "items": NEEDED,
        "written": "paper",
        "visit": visit,
        "fact": told,
        "at": local("2026-11-30 09:20"),
    }
    assert held(team, visit)["missing"] == NEEDED
    does(team, refusals.take_item, matter.id, "房产证")
    assert held(team, visit)["missing"] == ["户主身份证复印件"]


def test_SV_7_a_second_list_with_other_things_sends_us_to_them(team: Team) -> None:
    """Whoever gave the first list answers for it; two working days from the second (4.3)."""
    visit = team.given("09:00")
    team.report(visit, "told_missing", items=NEEDED, written="paper")
    team.sent()
    team.at("2026-11-30 10:00")
    team.report(visit, "told_missing", items=[*NEEDED, "结婚证"], written="text")
    team.sent()
    [promise] = [each for each in team.promises(matter_of(team, visit).id) if each.about == "incomplete"]
    assert (promise.kind, promise.owed_to, promise.due_at, promise.owner_id) == (
        "return",
        "applicant",
        local("2026-12-02 17:30"),
        team.scenario.cast.people["liming"],
    )


def test_SV_7_the_same_list_sent_twice_is_one(team: Team) -> None:
    visit = team.given("09:00")
    assert team.phone
    team.report(visit, "told_missing", items=NEEDED, written="link")
    again = list(team.phone.outbox)
    team.sent()
    team.phone.outbox = again
    team.sent()
    assert len(facts(team, matter_of(team, visit).id, "told_missing")) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"items": [], "written": "paper"},
        {"items": ["房产证"] * 31, "written": "paper"},
        {"items": ["长" * (LINE + 1)], "written": "paper"},
        {"items": NEEDED, "written": "aloud"},
        {"items": NEEDED},
    ],
)
def test_SV_7_a_list_that_is_none_is_put_aside_and_changes_nothing(team: Team, body: dict[str, Any]) -> None:
    visit = team.given("09:00")
    team.report(visit, "told_missing", **body)
    team.sent()
    assert facts(team, matter_of(team, visit).id, "told_missing") == []


def code_of(team: Team, visit: str) -> str:
    [grant] = team.scenario.rows(Grant, Grant.visit_id == visit)
    return str(grant.code)


def state_of(team: Team, visit: str) -> tuple[str, list[str]]:
    matter = matter_of(team, visit)
    with team.scenario.app.app_context():
        from server.kernel.db import db

        row = db.session.get_one(Matter, (team.ours, matter.id))
        needs = acts.needed(acts.loaded(acts.Who(team.ours, ""), row.id))
    return row.state, needs


OPENS = {"Sec-Fetch-Dest": "document"}


def test_FT_6_a_receipt_that_the_customer_has_opened_counts_as_told(team: Team) -> None:
    visit = team.given("09:00")
    ended(team, visit)
    assert state_of(team, visit) == ("done", ["not_opened", "not_told"])
    team.scenario.cast.visitor().get(f"/r/{code_of(team, visit)}", headers=OPENS)
    assert state_of(team, visit) == ("done", ["not_opened"])
    [fact] = facts(team, matter_of(team, visit).id, "contacted")
    assert fact["person"] == team.scenario.visit(visit).customer_id
    team.scenario.cast.visitor().get(f"/r/{code_of(team, visit)}", headers=OPENS)
    assert len(facts(team, matter_of(team, visit).id, "contacted")) == 1
    does(team, acts.open_result, matter_of(team, visit).id)
    assert [each["body"]["how"] for each in facts(team, matter_of(team, visit).id, "result_fed_back")] == ["contact"]


def test_FT_6_a_preview_of_the_link_tells_nobody(team: Team) -> None:
    visit = team.given("09:00")
    ended(team, visit)
    team.scenario.cast.visitor().get(f"/r/{code_of(team, visit)}")
    assert "not_told" in state_of(team, visit)[1]


def test_FT_6_somebody_of_the_company_who_opens_it_has_told_nobody(team: Team) -> None:
    visit = team.given("09:00")
    ended(team, visit)
    team.scenario.cast.office("chenjing").get(f"/r/{code_of(team, visit)}", headers=OPENS)
    assert "not_told" in state_of(team, visit)[1]


def test_FT_6_the_receipt_of_an_earlier_visit_says_nothing_of_the_later_result(team: Team) -> None:
    first = team.given("09:00")
    ended(team, first, "not_solved")
    second = team.given("16:00", follows=first)
    ended(team, second)
    team.scenario.cast.visitor().get(f"/r/{code_of(team, first)}", headers=OPENS)
    assert "not_told" in state_of(team, second)[1]


def test_the_phone_hears_that_its_own_end_has_brought_the_matters_result(scenario: Scenario) -> None:
    """Without a published limit and without anything owed: nothing but the state changes."""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync_all()
    phone.sync_all()
    assert phone.visits[visit]["work"]["matter"]["state"] == "done"
