"""May it be finished? Phone and server judge apart, both verdicts are kept, and a difference is a matter for a person."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.standards.completion import completion
from server.standards.record import inputs_of, record_of
from server.visits.conflicts.models import Conflict
from server.visits.models import CompletionCheck
from tests.scenario import Scenario


def judged(phone: PythonPhone, visit: str, facts: list[dict[str, Any]], outcome: str = "done") -> dict[str, Any]:
    """What an honest phone says with these facts of its own after the bundle's log."""
    grant = phone.visits[visit]["grant"]
    document = phone.standards[grant["standard"]["hash"]]["document"]
    found = completion(document, record_of([*phone.log(visit), *facts]), inputs_of(grant["inputs"]), outcome)
    return {"may_finish": found["may_finish"], "missing": found["missing"]}


def ended(phone: PythonPhone, visit: str, verdict: dict[str, Any] | None, outcome: str = "done") -> str:
    """End the visit and come home; returns the outcome of `ended`."""
    phone.report(
        "ended",
        {"outcome": outcome} | ({"verdict": verdict} if verdict is not None else {}),
        visit=visit,
        base=phone.cursor or None,
    )
    phone.sync_all()
    return phone.results[phone.seq]["outcome"]


def own(phone: PythonPhone) -> list[dict[str, Any]]:
    return [json.loads(text) for _, text in phone.outbox]


def kept(scenario: Scenario) -> CompletionCheck:
    [row] = scenario.rows(CompletionCheck)
    return row


def test_an_honest_phone_raises_no_alarm_and_both_verdicts_are_kept(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit)
    said = judged(phone, visit, own(phone))
    assert said["missing"] and not said["may_finish"]
    assert ended(phone, visit, said) == "applied"
    row = kept(scenario)
    assert json.loads(row.here) == json.loads(row.phone or "") == said and not row.differs
    assert scenario.rows(Conflict) == [] and not scenario.visit(visit).needs_review


@pytest.mark.parametrize("lie", ["may_finish", "missing"])
def test_a_phone_that_lies_is_found_out_its_end_is_kept_and_somebody_looks(
    scenario: Scenario, lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    said = judged(phone, visit, own(phone))
    lied = {"may_finish": True, "missing": []} if lie == "may_finish" else said | {"missing": said["missing"][1:]}
    with caplog.at_level(logging.WARNING, logger="server.visits"):
        assert ended(phone, visit, lied) == "applied"
    row = kept(scenario)
    assert row.differs and json.loads(row.here) == said and json.loads(row.phone or "") == lied
    [conflict] = scenario.rows(Conflict)
    assert (conflict.target, conflict.hard, conflict.visit_id) == ("verdict", True, visit)
    assert json.loads(conflict.shown)["verdict"] == lied and json.loads(conflict.other) == {"kind": "verdict"} | said
    assert scenario.visit(visit).needs_review and scenario.visit(visit).state == "done"
    [warned] = [each for each in caplog.records if each.name == "server.visits.conflicts.completion_check"]
    assert visit in warned.getMessage()
    assert not any(word in warned.getMessage() for word in ("林晓梅", "13812341234", "翠湖", "李明", "liming"))


def test_a_server_that_sees_less_missing_than_the_phone_is_a_difference_too(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    said = judged(phone, visit, own(phone))
    ended(phone, visit, said | {"missing": [*said["missing"], "invented"]})
    assert kept(scenario).differs and scenario.visit(visit).needs_review


def test_a_phone_of_the_first_format_says_nothing_and_raises_no_alarm(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    assert ended(phone, visit, None) == "applied"
    row = kept(scenario)
    assert row.phone is None and not row.differs and json.loads(row.here)["may_finish"] is False
    assert scenario.rows(Conflict) == [] and not scenario.visit(visit).needs_review


def test_another_end_is_judged_by_its_own_path(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("arrived", visit=visit)
    phone.report("knocked", visit=visit)
    said = judged(phone, visit, own(phone), "nobody_home")
    ended(phone, visit, said, "nobody_home")
    assert not kept(scenario).differs


def test_what_the_phone_could_not_have_seen_is_not_held_against_it(scenario: Scenario) -> None:
    """A helper's answer that came home meanwhile, and a slip that was withdrawn: the server judges by what the phone had."""
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    helper.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit)
    helper.sync_all()
    slip = lead.report("arrived", visit=visit)
    lead.report("withdrawn", {"fact": slip, "reason": "slip"}, visit=visit)
    said = judged(lead, visit, own(lead))
    assert "symptoms" in said["missing"] and "arrive" in "".join(said["missing"])
    lead.report("ended", {"outcome": "done", "verdict": said}, visit=visit, base=lead.cursor)
    lead.sync_all()
    assert not kept(scenario).differs


def test_what_the_phone_had_received_counts(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    helper.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit)
    helper.sync_all()
    lead.sync_all()
    said = judged(lead, visit, own(lead))
    assert "symptoms" not in said["missing"]
    ended(lead, visit, said)
    assert not kept(scenario).differs


def test_the_alarm_is_for_the_office_phones_only_hear_that_it_will_be_looked_at(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    ended(lead, visit, {"may_finish": True, "missing": []})
    helper.sync_all()
    for phone in (lead, helper, scenario.phone("liming", "A new phone")):
        assert phone.conflicts == {} and phone.visits[visit]["needs_review"] is True


@pytest.mark.parametrize(
    "verdict",
    [
        {},
        {"may_finish": 1, "missing": []},
        {"may_finish": True},
        {"may_finish": True, "missing": ["x"] * 201},
        {"may_finish": True, "missing": [""]},
        {"may_finish": True, "missing": "x"},
        "yes",
    ],
)
def test_a_verdict_that_is_none_is_put_aside_whole(scenario: Scenario, verdict: Any) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("ended", {"outcome": "done", "verdict": verdict}, visit=visit)
    phone.sync_all()
    assert (phone.results[1]["outcome"], phone.results[1]["code"]) == ("quarantined", "body_not_understood")
    assert scenario.rows(CompletionCheck) == []


def page(scenario: Scenario, visit: str, login: str = "chenjing") -> str:
    return scenario.cast.office(login).get(f"/console/visits/{visit}").get_data(as_text=True)


def test_the_office_reads_both_verdicts_and_may_open_the_visit_again(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    ended(phone, visit, {"may_finish": True, "missing": []})
    read = page(scenario, visit)
    assert "能不能结束，手机和服务器判断不同" in read and "可以结束" in read and "还缺" in read and "照样算结束" in read
    assert "disagree on whether it may end" in page(scenario, visit, "zhoumin")
    [conflict] = scenario.rows(Conflict)
    settled = scenario.cast.office("chenjing").post(
        f"/console/visits/{visit}/conflicts/{conflict.id}", data={"choice": "other"}
    )
    assert settled.status_code == 303
    row = scenario.visit(visit)
    assert row.state != "done" and not row.needs_review and scenario.log(visit)[-2][0] == "ended"
    phone.sync_all()
    assert phone.visits[visit]["state"] == row.state and phone.conflicts == {}


def test_the_office_may_let_the_end_stand(scenario: Scenario) -> None:
    visit = scenario.given()
    ended(scenario.phone(), visit, {"may_finish": True, "missing": []})
    [conflict] = scenario.rows(Conflict)
    scenario.cast.office("chenjing").post(f"/console/visits/{visit}/conflicts/{conflict.id}", data={"choice": "shown"})
    row = scenario.visit(visit)
    assert (row.state, row.needs_review, row.open_conflicts) == ("done", False, 0)
