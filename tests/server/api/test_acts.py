"""What other systems do to orders, matters and promises: under the rules of the forms, once, and never over somebody else's change."""

from __future__ import annotations

from server.kernel import clock
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from tests.scenario import Scenario, moment
from tests.server.api.test_api import System
from tests.server.authorisation.matters import promised
from tests.server.dispatch.test_orders import tomorrow


def test_a_visit_is_given_to_somebody_once_and_not_over_another_change(scenario: Scenario) -> None:
    system, visit, people = System(scenario), scenario.order(days=1), scenario.cast.people
    before = system.get(f"/visits/{visit}").get_json()
    given = system.post(f"/visits/{visit}/assign", {"lead": people["liming"], "helpers": [people["ayguli"]]})
    assert given.status_code == 201 and given.get_json()["lead"] == people["liming"], given.text
    again = system.post(f"/visits/{visit}/assign", {"lead": people["liming"], "helpers": [people["ayguli"]]})
    assert again.status_code == 200 and [kind for kind, _ in scenario.log(visit)].count("assigned") == 1
    stale = system.post(f"/visits/{visit}/assign", {"lead": None, "version": before["version"]}, "t-2")
    assert (stale.status_code, stale.get_json()["code"]) == (409, "changed_meanwhile")
    assert scenario.visit(visit).lead_id == people["liming"]
    nobody = system.post(f"/visits/{visit}/assign", {"lead": people["chenjing"]}, "t-3")
    assert nobody.get_json()["code"] == "not_a_technician"


def test_HV_8c_another_time_of_ours_needs_a_reason_and_at_late_notice_an_apology(scenario: Scenario) -> None:
    soon = clock.later(clock.now(), minutes=60)
    system, visit = System(scenario), scenario.order(agreed_at=soon)
    wish = {"day": tomorrow(), "start": "13:00", "end": "15:00", "by": "us"}
    assert "reason" in system.post(f"/visits/{visit}/retime", wish).get_json()["errors"]
    late = system.post(f"/visits/{visit}/retime", wish | {"reason": "车坏了"}, "t-2")
    assert "apology" in late.get_json()["errors"] and scenario.visit(visit).agreed_at == soon
    done = system.post(f"/visits/{visit}/retime", wish | {"reason": "车坏了", "apology": True}, "t-3")
    assert done.status_code == 201 and done.get_json()["window_from"] == moment(1, "13:00"), done.text
    wrong = system.post(f"/visits/{visit}/retime", wish | {"end": "12:00", "reason": "车坏了"}, "t-4")
    assert list(wrong.get_json()["errors"]) == ["end"]  # under its name here


def test_a_matter_is_taken_and_its_clocks_begin_with_the_call(scenario: Scenario) -> None:
    system, customer = System(scenario), scenario.customers[scenario.ours][0]
    called = clock.later(clock.now(), minutes=-20)
    said = {"kind": "connection", "originator": "hotline", "team": scenario.cast.teams["east"], "title": "新开户"}
    made = system.post("/matters", said | {"customer": customer, "call_at": called})
    assert made.status_code == 201, made.text
    assert scenario.rows(Matter, Matter.id == made.get_json()["id"])[0].accepted_at == called
    theirs = system.post("/matters", said | {"team": scenario.cast.teams["north"]}, "t-2")
    assert list(theirs.get_json()["errors"]) == ["team"]
    early = system.post("/matters", said | {"call_at": clock.later(clock.now(), days=-2)}, "t-3")
    assert list(early.get_json()["errors"]) == ["call_at"]


def test_a_promise_is_kept_only_when_the_customer_was_reached(scenario: Scenario) -> None:
    system = System(scenario)
    commitment = promised(scenario, "liming", scenario.given("liming"))
    system.post(f"/commitments/{commitment}/told", {"result": "not_reached", "summary": "没人接"})
    assert scenario.rows(Commitment, Commitment.id == commitment)[0].state == "open"
    kept = system.post(f"/commitments/{commitment}/told", {"result": "reached", "summary": "说好了"}, "t-2")
    assert kept.status_code == 201 and kept.get_json()["state"] == "kept", kept.text


def test_what_a_key_was_not_made_for_it_may_not_do(scenario: Scenario) -> None:
    reader, visit = System(scenario, ("read_visits", "read_matters")), scenario.order(days=1)
    for path, said in ((f"/visits/{visit}/assign", {"lead": None}), ("/matters", {})):
        assert reader.post(path, said).status_code == 403
