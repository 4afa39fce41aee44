"""What the office does: each act is a signed fact in the visit's log, and says plainly when it cannot be done."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.kernel import clock
from server.kernel.chain import body_commit, decode, fact_bytes, genesis, server_signed, sha256
from server.kernel.problem import Problem
from server.visits.office import actions
from tests.scenario import Scenario, moment

SetClock = Callable[[str], None]


def doing(scenario: Scenario, act: Any, *args: Any, **more: Any) -> Any:
    with scenario.app.app_context():
        return act(scenario.ours, scenario.cast.people["chenjing"], *args, **more)


def refused(scenario: Scenario, code: str, act: Any, *args: Any, **more: Any) -> None:
    with pytest.raises(Problem) as caught:
        doing(scenario, act, *args, **more)
    assert caught.value.code == code


def facts(scenario: Scenario, visit: str) -> list[dict[str, Any]]:
    from server.visits.models import Fact

    return [
        json.loads(row.text)
        for row in sorted(scenario.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
    ]


def test_the_offices_facts_are_a_chain_signed_by_the_server(scenario: Scenario) -> None:
    visit = scenario.given(instructions="带梯子")
    keys = {key["id"]: decode(key["public_key"]) for key in scenario.cast.visitor().get("/api/v1/keys").json}
    prev = genesis(scenario.ours, "office", {"type": "visit", "id": visit})
    for seq, fact in enumerate(facts(scenario, visit), 1):
        assert (fact["device"], fact["seq"], fact["prev"], fact["person"]) == (
            "office",
            seq,
            prev,
            scenario.cast.people["chenjing"],
        )
        message = fact_bytes(fact)
        assert server_signed(keys[fact["key"]], fact["signature"], message)
        assert body_commit(fact["salt"], fact["body"])
        prev = sha256(message)


def test_columns_repeat_what_the_order_said(scenario: Scenario) -> None:
    visit = scenario.visit(
        scenario.order(window=(moment(1, "09:00"), moment(1, "11:00")), agreed_at=moment(1, "10:00"))
    )
    assert visit.day == clock.day_of(moment(1), "Asia/Shanghai") and visit.due == visit.agreed_at == moment(1, "10:00")
    assert visit.version > 0 and visit.state == "planned"


def test_an_order_without_a_time_has_no_day_and_is_on_no_phone(scenario: Scenario) -> None:
    visit = scenario.given(agreed_at=None)
    assert scenario.visit(visit).day == "" and scenario.phone().visits == {}
    doing(scenario, actions.reschedule, visit, asked_by="us", agreed_at=moment(0, "15:00"))
    assert visit in scenario.phone("liming", "Another").visits


def test_work_without_a_standard_and_strangers_customers_are_refused(scenario: Scenario) -> None:
    customer, premises = scenario.customers[scenario.ours]
    team = scenario.cast.teams["east"]
    refused(
        scenario,
        "no_standard",
        actions.order_visit,
        customer=customer,
        premises=premises,
        team=team,
        kind_of_work="gardening",
    )
    theirs = scenario.customers[scenario.cast.theirs]
    refused(
        scenario,
        "not_found",
        actions.order_visit,
        customer=theirs[0],
        premises=theirs[1],
        team=team,
        kind_of_work="repair",
    )
    refused(scenario, "not_found", actions.assign, scenario.order(theirs=True), None)


def test_only_technicians_of_the_house_are_given_work(scenario: Scenario) -> None:
    visit = scenario.order()
    people = scenario.cast.people
    for lead, helpers in ((people["chenjing"], []), (people["zhaolei"], []), (people["liming"], [people["liming"]])):
        refused(scenario, "not_a_technician", actions.assign, visit, lead, helpers)
    assert scenario.visit(visit).lead_id is None and len(facts(scenario, visit)) == 1


def test_our_own_change_at_short_notice_needs_reason_and_apology_and_is_marked(
    scenario: Scenario, at: SetClock
) -> None:
    at("2026-11-23T05:00:00.000Z")
    visit = scenario.given(agreed_at="2026-11-23T06:59:59.000Z")
    new = "2026-11-23T09:00:00.000Z"
    refused(scenario, "late_notice_needs_reason", actions.reschedule, visit, asked_by="us", agreed_at=new)
    refused(
        scenario,
        "late_notice_needs_reason",
        actions.reschedule,
        visit,
        asked_by="us",
        agreed_at=new,
        reason="前一单超时",
    )
    doing(scenario, actions.reschedule, visit, asked_by="us", agreed_at=new, reason="前一单超时", apology=True)
    assert facts(scenario, visit)[-1]["body"] == {
        "by": "us",
        "agreed_at": new,
        "from": {"agreed_at": "2026-11-23T06:59:59.000Z"},
        "reason": "前一单超时",
        "apology": True,
        "late_notice": True,
    }


def test_two_hours_ahead_or_at_the_customers_wish_no_reason_is_asked(scenario: Scenario, at: SetClock) -> None:
    at("2026-11-23T05:00:00.000Z")
    visit = scenario.given(agreed_at="2026-11-23T07:00:00.000Z")
    doing(scenario, actions.reschedule, visit, asked_by="us", agreed_at="2026-11-23T05:30:00.000Z")
    assert "late_notice" not in facts(scenario, visit)[-1]["body"]
    doing(
        scenario,
        actions.reschedule,
        visit,
        asked_by="customer",
        window=("2026-11-24T01:00:00.000Z", "2026-11-24T03:00:00.000Z"),
    )
    body = facts(scenario, visit)[-1]["body"]
    assert "late_notice" not in body and "agreed_at" not in body
    row = scenario.visit(visit)
    assert (row.day, row.due, row.agreed_at) == ("2026-11-24", "2026-11-24T03:00:00.000Z", None)


def test_a_new_time_renews_the_grant_and_its_inputs(scenario: Scenario) -> None:
    visit = scenario.given(hour="09:00")
    phone = scenario.phone()
    doing(scenario, actions.reschedule, visit, asked_by="customer", agreed_at=moment(1, "10:00"))
    phone.sync()
    assert (
        phone.visits[visit]["grant"]["inputs"]["agreed_at"]
        == phone.visits[visit]["work"]["agreed_at"]
        == moment(1, "10:00")
    )
    doing(scenario, actions.reschedule, visit, asked_by="customer", agreed_at=moment(40, "10:00"))
    phone.sync()
    assert phone.evicted[visit]["evicted"]["reason"] == "out_of_days"


def test_a_visit_that_is_over_cannot_be_changed(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("ended", {"outcome": "nobody_home"}, visit=visit)
    phone.sync()
    assert scenario.visit(visit).state == "not_done"
    refused(scenario, "visit_is_over", actions.cancel, visit, reason="x", asked_by="us")
    refused(scenario, "visit_is_over", actions.assign, visit, None)
    refused(scenario, "visit_is_over", actions.reschedule, visit, asked_by="us", agreed_at=moment(1))
    refused(scenario, "visit_is_over", actions.instruct, visit, instructions="x")


def test_an_act_that_fails_leaves_nothing_behind(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = scenario.order()
    monkeypatch.setattr(actions, "grant", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        doing(scenario, actions.assign, visit, scenario.cast.people["liming"])
    assert [fact["kind"] for fact in facts(scenario, visit)] == ["ordered"]
    assert scenario.visit(visit).lead_id is None and scenario.phone().visits == {}


def test_several_acts_can_be_one_write(scenario: Scenario) -> None:
    from server.kernel.transaction import write

    visit = scenario.order()
    by, lead = scenario.cast.people["chenjing"], scenario.cast.people["liming"]

    def work() -> None:
        actions.instruct(scenario.ours, by, visit, instructions="带梯子")
        actions.assign(scenario.ours, by, visit, lead)
        raise ZeroDivisionError

    with scenario.app.app_context(), pytest.raises(ZeroDivisionError):
        write(work)
    assert [fact["kind"] for fact in facts(scenario, visit)] == ["ordered"]


def test_the_same_assignment_again_says_nothing(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    scenario.assign(visit, "liming", "wangqiang")
    assert [fact["kind"] for fact in facts(scenario, visit)] == ["ordered", "assigned"]


def test_the_timeline_tells_the_office_what_happened_since(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync()
    office_client = scenario.cast.office("chenjing")
    found = office_client.get(f"/api/v1/visits/{visit}/timeline?since=2").json
    assert [line["kind"] for line in found["facts"]] == ["opened"] and found["last"] == 3
    assert found["facts"][0]["name"] == "李明" and found["state"] == "planned"
    assert office_client.get(f"/api/v1/visits/{visit}/timeline?since=3").json["facts"] == []
    assert scenario.cast.office("sunli").get(f"/api/v1/visits/{visit}/timeline").status_code == 404
    assert scenario.cast.signed_in("liming").get(f"/api/v1/visits/{visit}/timeline").status_code == 403
    assert scenario.cast.visitor().get(f"/api/v1/visits/{visit}/timeline").status_code == 401


def test_opened_on_the_phone_is_seen_by_the_office(scenario: Scenario) -> None:
    from server.visits.models import Holding

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync()
    [holding] = scenario.rows(Holding)
    assert holding.seen_at is not None and holding.granted_version <= phone.cursor
