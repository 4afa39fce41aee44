"""Who wins when two write to the same thing (faults 5, 7 and 8): both values are kept, and a person sees the card."""

from __future__ import annotations

import json
from typing import Any

from server.demo.phone import PythonPhone
from server.kernel.chain import sha256
from tests.scenario import Scenario


def answer(phone: PythonPhone, visit: str, value: str, **envelope: Any) -> str:
    return phone.report("answered", {"step": "symptoms", "value": value}, visit=visit, **envelope)


def seen(phone: PythonPhone, visit: str) -> int:
    """The version of the visit that this phone shows."""
    return phone.visits[visit]["version"]


def outcome(phone: PythonPhone) -> str:
    return phone.sync()["results"][-1]["outcome"]


def conflicts(scenario: Scenario) -> list[Any]:
    from server.visits.conflicts.models import Conflict

    return scenario.rows(Conflict)


def shown_answer(scenario: Scenario, visit: str) -> Any:
    from server.visits.log.withdrawn import shown_facts
    from server.visits.models import Fact
    from server.visits.rules import WRITES

    facts = sorted(scenario.rows(Fact, Fact.subject_id == visit), key=lambda fact: fact.position)
    written = [fact for fact in shown_facts(facts) if fact.kind in WRITES and fact.step == "symptoms"]
    return json.loads(written[-1].text)["body"].get("value") if written else None


def test_fault_05_one_device_correcting_itself_offline_is_no_conflict(scenario: Scenario) -> None:
    """Guard: server/visits/rules.py:_write"""
    visit = scenario.given()
    phone = scenario.phone()
    for value in ("offline", "slow", "wifi"):
        answer(phone, visit, value)
    assert [result["outcome"] for result in phone.sync()["results"]] == ["applied"] * 3
    assert conflicts(scenario) == [] and shown_answer(scenario, visit) == "wifi"


def test_fault_05_one_technician_two_devices_the_same_step_keeps_both_values(scenario: Scenario) -> None:
    """Guard: server/visits/rules.py:_write"""
    visit = scenario.given()
    first, second = scenario.phone("liming", "One"), scenario.phone("liming", "Two")
    answer(first, visit, "offline")
    answer(second, visit, "slow")
    assert outcome(first) == "applied"
    assert outcome(second) == "conflict"
    [conflict] = conflicts(scenario)
    assert (conflict.target, conflict.hard, conflict.resolved_at) == ("answer.symptoms", False, None)
    assert json.loads(conflict.shown)["value"] == "offline" and json.loads(conflict.other)["value"] == "slow"
    assert shown_answer(scenario, visit) == "offline"
    visit_row = scenario.visit(visit)
    assert visit_row.open_conflicts == 1 and visit_row.needs_review is False
    assert second.conflicts[conflict.id]["mine"] == "slow" and second.conflicts[conflict.id]["theirs"] == "offline"
    first.sync()
    assert first.conflicts[conflict.id]["mine"] == "offline" and first.conflicts[conflict.id]["theirs"] == "slow"


def test_the_same_value_from_two_phones_is_merged(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    answer(helper, visit, "slow")
    assert outcome(lead) == "applied" and outcome(helper) == "merged"
    assert conflicts(scenario) == []


def test_whoever_saw_the_other_value_may_change_it(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    lead.sync()
    change = next(change for change in helper.sync()["changes"] if change["type"] == "fact")
    answer(helper, visit, "wifi", base=change["version"])
    assert outcome(helper) == "applied"
    assert conflicts(scenario) == [] and shown_answer(scenario, visit) == "wifi"


def test_a_bundle_tells_the_version_up_to_which_its_log_was_seen(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead = scenario.phone("liming")
    answer(lead, visit, "slow")
    lead.sync()
    helper = scenario.phone("wangqiang")
    answer(helper, visit, "wifi", base=seen(helper, visit))
    assert outcome(helper) == "applied" and conflicts(scenario) == []


def test_between_lead_and_helper_the_leads_value_shows_in_either_order(scenario: Scenario) -> None:
    for order in ("lead first", "helper first"):
        visit = scenario.given("liming", "wangqiang")
        lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
        answer(lead, visit, "slow")
        answer(helper, visit, "wifi")
        if order == "lead first":
            assert outcome(lead) == "applied" and outcome(helper) == "conflict"
        else:
            assert outcome(helper) == "applied" and outcome(lead) == "applied"
        [conflict] = [row for row in conflicts(scenario) if row.visit_id == visit]
        assert json.loads(conflict.shown)["value"] == "slow" and json.loads(conflict.other)["value"] == "wifi"
        assert shown_answer(scenario, visit) == "slow"
        for phone in (lead, helper):
            phone.sync()
        assert heard(lead, visit)[-1:] == ["wifi conflict"] and "slow applied" in heard(helper, visit)
        assert "wifi" not in str(scenario.phone("liming", "A new phone").log(visit))


def heard(phone: PythonPhone, visit: str) -> list[str]:
    """The answers of others as this phone was told of them."""
    facts = [
        (json.loads(change["fact"]), change["outcome"])
        for change in phone.changes
        if change["type"] == "fact" and change["visit"] == visit
    ]
    return [f"{fact['body']['value']} {outcome}" for fact, outcome in facts if fact["kind"] == "answered"]


def test_the_same_two_at_odds_again_renew_the_open_card(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    outcome(lead)
    answer(helper, visit, "wifi")
    answer(helper, visit, "tv")
    helper.sync()
    [conflict] = conflicts(scenario)
    assert json.loads(conflict.other)["value"] == "tv" and scenario.visit(visit).open_conflicts == 1
    assert [outcome for kind, outcome in scenario.log(visit) if kind == "answered"] == [
        "applied",
        "conflict",
        "conflict",
    ]


def test_answers_to_different_steps_photographs_and_notes_are_united(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    lead.report("noted", {"text": "猫在柜子里"}, visit=visit)
    helper.report("answered", {"step": "mat", "value": True}, visit=visit)
    helper.report("noted", {"text": "门口有狗"}, visit=visit)
    for phone in (lead, helper):
        assert {result["outcome"] for result in phone.sync()["results"]} == {"applied"}
    assert conflicts(scenario) == []


def test_fault_08_cancelled_by_the_office_and_done_on_the_phone_needs_review_and_loses_nothing(
    scenario: Scenario,
) -> None:
    """Guard: server/visits/rules.py:_end"""
    from server.visits.office.actions import cancel

    visit = scenario.given()
    phone = scenario.phone()
    with scenario.app.app_context():
        cancel(scenario.ours, scenario.cast.people["chenjing"], visit, reason="客户来电取消", asked_by="customer")
    for kind, body in (("departed", {}), ("arrived", {}), ("entered", {}), ("ended", {"outcome": "done"})):
        phone.report(kind, body, visit=visit)
    found = phone.sync()
    assert [result["outcome"] for result in found["results"]] == ["applied", "applied", "applied", "conflict"]
    row = scenario.visit(visit)
    assert row.state == "cancelled" and row.needs_review is True
    [conflict] = conflicts(scenario)
    assert conflict.target == "state" and conflict.hard is True
    assert json.loads(conflict.shown)["reason"] == "客户来电取消" and json.loads(conflict.other)["outcome"] == "done"
    assert phone.evicted[visit]["evicted"]["reason"] == "cancelled"
    assert len(scenario.log(visit)) == 7


def test_fault_07_reassigned_with_unsent_work_what_does_not_overlap_is_applied(scenario: Scenario) -> None:
    """Guard: server/visits/receive.py:_granted"""
    visit = scenario.given("liming")
    before = scenario.phone("liming")
    answer(before, visit, "slow")
    before.report("noted", {"text": "换了光猫"}, visit=visit)
    scenario.assign(visit, "wangqiang")
    after = scenario.phone("wangqiang")
    answer(after, visit, "offline")
    after.sync()
    found = before.sync()
    assert [result["outcome"] for result in found["results"]] == ["conflict", "applied"]
    [evict] = [change for change in found["changes"] if change["type"] == "evict"]
    assert evict == {
        "type": "evict",
        "version": evict["version"],
        "visit": visit,
        "reason": "reassigned",
        "given_to": "王强",
        "at": evict["at"],
    }  # P-6: when the office did it
    assert shown_answer(scenario, visit) == "offline"
    after.sync()
    assert "换了光猫" in str(after.log(visit))


def test_two_ends_of_one_visit_are_for_a_person_to_settle(scenario: Scenario) -> None:
    visit = scenario.given("liming")
    before = scenario.phone("liming")
    before.report("ended", {"outcome": "nobody_home"}, visit=visit)
    scenario.assign(visit, "wangqiang")
    after = scenario.phone("wangqiang")
    after.report("ended", {"outcome": "done"}, visit=visit)
    assert outcome(after) == "applied"
    assert before.sync()["results"][0]["outcome"] == "conflict"
    row = scenario.visit(visit)
    assert row.state == "done" and row.needs_review


def test_the_lead_ends_a_visit_not_the_helper(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    helper = scenario.phone("wangqiang")
    helper.report("ended", {"outcome": "done"}, visit=visit)
    [result] = helper.sync()["results"]
    assert (result["outcome"], result["code"]) == ("rejected", "lead_ends")
    assert scenario.visit(visit).state == "planned"


def test_fault_24_a_double_tap_on_finish_is_one_end(scenario: Scenario) -> None:
    """Guard: server/visits/rules.py:_end"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.report("ended", {"outcome": "done"}, visit=visit)
    assert [result["outcome"] for result in phone.sync()["results"]] == ["applied", "merged"]
    assert scenario.visit(visit).state == "done" and conflicts(scenario) == []


SIGNED = {
    "way": "typed",
    "relation": "self",
    "name": "林晓梅",
    "shown": {"text": "修好了", "sha256": sha256("修好了".encode()), "language": "zh-CN"},
}


def test_a_signed_answer_that_changes_afterwards_needs_review(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    answer(phone, visit, "slow")
    phone.report("signed", SIGNED, visit=visit)
    answer(phone, visit, "offline")
    assert [result["outcome"] for result in phone.sync()["results"]] == ["applied"] * 3
    [conflict] = conflicts(scenario)
    assert conflict.target == "signature" and conflict.hard
    assert scenario.visit(visit).needs_review is True


def test_what_comes_after_the_signature_without_changing_it_needs_no_review(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    answer(phone, visit, "slow")
    phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    phone.report("signed", SIGNED, visit=visit)
    answer(phone, visit, "slow")
    phone.report("answered", {"step": "mat", "value": True}, visit=visit)
    phone.sync()
    assert conflicts(scenario) == [] and scenario.visit(visit).needs_review is False


def test_a_second_signature_is_kept_beside_the_first(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("signed", SIGNED, visit=visit)
    phone.report("signed", SIGNED | {"name": "别人"}, visit=visit)
    assert [result["outcome"] for result in phone.sync()["results"]] == ["applied", "conflict"]
    assert scenario.visit(visit).needs_review is True


def test_a_new_turn_of_the_customer_may_sign_what_has_changed(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for way in ("declined", "typed"):
        phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
        phone.report("signed", SIGNED | {"way": way}, visit=visit)
        phone.report("customer_mode_left", visit=visit)
    assert {result["outcome"] for result in phone.sync()["results"]} == {"applied"}
    assert conflicts(scenario) == []


def test_an_answer_taken_back_opens_its_step_again(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    named = answer(phone, visit, "slow")
    phone.report("withdrawn", {"fact": named, "reason": "slip"}, visit=visit)
    phone.sync()
    assert shown_answer(scenario, visit) is None and conflicts(scenario) == []


def test_the_customers_objection_opens_a_review_and_deletes_nothing(scenario: Scenario) -> None:
    from server.visits.office.actions import object_to_signature

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("signed", SIGNED, visit=visit)
    phone.sync()
    with scenario.app.app_context():
        object_to_signature(scenario.ours, visit)
        object_to_signature(scenario.ours, visit)
    assert [kind for kind, _ in scenario.log(visit)][-2:] == ["signed", "objected"]
    assert scenario.visit(visit).needs_review is True and len(conflicts(scenario)) == 1
