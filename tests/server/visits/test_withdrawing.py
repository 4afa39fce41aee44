"""What a phone may take back: its own person's facts; never what the customer, the office or somebody else has said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.kernel import clock
from server.visits.conflicts import resolve
from server.visits.conflicts.models import Conflict
from server.visits.office import actions
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.visits.conflicts.test_cross_purposes import SIGNED, answer, shown_answer

ANOTHER = "01890000-0000-7000-8000-00000000beef"
DECLINED = SIGNED | {"way": "declined"}


def last(scenario: Scenario, visit: str, kind: str) -> str:
    from server.visits.models import Fact

    return max(
        (row for row in scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == kind)), key=lambda row: row.position
    ).id


def takes_back(phone: PythonPhone, visit: str, fact: str, reason: str = "slip", **envelope: Any) -> str:
    phone.report("withdrawn", {"fact": fact, "reason": reason}, visit=visit, **envelope)
    return str(phone.sync()["results"][-1]["outcome"])


def kept_without_effect(scenario: Scenario, visit: str) -> None:
    row = scenario.visit(visit)
    assert row.needs_review and row.open_conflicts and scenario.log(visit)[-1] == ("withdrawn", "conflict")


@pytest.mark.parametrize("reason", ["slip", "客户改主意了"])
def test_S4_a_helper_does_not_take_back_that_the_customer_declined(reason: str, scenario: Scenario) -> None:
    """S-4. Guard: server/visits/rules.py:_withdrawal"""
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    declined = lead.report("signed", DECLINED, visit=visit)
    lead.sync()
    helper.sync_all()
    assert takes_back(helper, visit, declined, reason) == "conflict"
    kept_without_effect(scenario, visit)
    lead.report("signed", SIGNED | {"name": "王"}, visit=visit)
    assert lead.sync()["results"][-1]["outcome"] == "conflict"


@pytest.mark.parametrize("kind", ["signed", "surveyed", "commented"])
def test_S4_nor_does_the_phone_on_which_the_customer_said_it(kind: str, scenario: Scenario) -> None:
    """S-4. Guard: server/visits/rules.py:BY_THE_CUSTOMER"""
    bodies: dict[str, dict[str, Any]] = {
        "signed": SIGNED,
        "surveyed": {"answers": {}, "language": "zh-CN"},
        "commented": {"text": "没修好", "language": "zh-CN"},
    }
    body = bodies[kind]
    visit, phone = scenario.given(), scenario.phone()
    said = phone.report(kind, body, visit=visit)
    assert takes_back(phone, visit, said) == "conflict"
    kept_without_effect(scenario, visit)


@pytest.mark.parametrize(
    "by", ["chenjing", "liming"]
)  # liming works at a desk, too: the phone speaks for the technician alone
def test_S4_the_offices_cancellation_stands(by: str, scenario: Scenario) -> None:
    """S-4. Guard: server/visits/rules.py:_withdrawal"""
    visit, phone = scenario.given(), scenario.phone()
    phone.report("departed", visit=visit)
    phone.sync_all()
    with scenario.app.app_context():
        actions.cancel(scenario.ours, scenario.cast.people[by], visit, reason="customer", asked_by="customer")
    phone.sync_all()
    assert takes_back(phone, visit, last(scenario, visit, "cancelled")) == "conflict"
    assert scenario.visit(visit).state == "cancelled"
    phone.report("ended", {"outcome": "done"}, visit=visit)
    assert phone.sync()["results"][-1]["outcome"] == "conflict" and scenario.visit(visit).state == "cancelled"


def test_S4_the_customers_objection_stands_until_the_office_decides(scenario: Scenario) -> None:
    """S-4: and once somebody of the office has decided that it is taken back, the customer may object again."""
    visit, phone = scenario.given(), scenario.phone()
    phone.report("signed", SIGNED, visit=visit)
    phone.sync_all()
    with scenario.app.app_context():
        assert actions.object_to_signature(scenario.ours, visit)
    phone.sync_all()
    assert takes_back(phone, visit, last(scenario, visit, "objected")) == "conflict"
    [conflict] = scenario.rows(Conflict, Conflict.target == "withdrawal")
    with scenario.app.app_context():
        assert actions.object_to_signature(scenario.ours, visit) and scenario.log(visit)[-1][0] == "withdrawn"
        resolve.settle(scenario.ours, scenario.cast.people["chenjing"], conflict.id, "other")
        assert actions.object_to_signature(scenario.ours, visit)
    assert [kind for kind, _ in scenario.log(visit)].count("objected") == 2


@pytest.mark.parametrize(
    ("after", "run", "crosses"), [(9_000, {}, 0), (10_001, {}, 1), (0, {"clock_run": ANOTHER}, 1), (-1, {}, 1)]
)
def test_S4_a_slip_is_ten_seconds_of_one_clock(
    after: int, run: dict[str, str], crosses: int, scenario: Scenario
) -> None:
    """S-4: later it counts as any reason, so that what the customer has signed meanwhile needs review. Guard: server/visits/rules.py:_is_slip"""
    visit, phone = scenario.given(), scenario.phone()
    named = answer(phone, visit, "slow")
    phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    phone.report("signed", SIGNED, visit=visit)
    at = clock.later(next(fact for fact in facts(phone) if fact["id"] == named)["at"], milliseconds=after)
    assert takes_back(phone, visit, named, at=at, **run) == "applied"
    assert len(scenario.rows(Conflict)) == crosses and scenario.visit(visit).needs_review is bool(crosses)
    assert shown_answer(scenario, visit) is None


def test_S4_a_slip_is_of_the_same_phone_and_ones_own_facts_may_be_taken_back_with_a_reason(scenario: Scenario) -> None:
    """S-4. Guard: server/visits/rules.py:_withdrawal"""
    visit = scenario.given("liming", "wangqiang")
    lead, second, helper = scenario.phone("liming"), scenario.phone("liming", "Second"), scenario.phone("wangqiang")
    named = answer(lead, visit, "slow")
    lead.sync_all()
    second.sync_all()
    helper.sync_all()
    assert takes_back(helper, visit, named, "写错了") == "conflict" and shown_answer(scenario, visit) is not None
    assert takes_back(second, visit, named, "写错了") == "applied" and shown_answer(scenario, visit) is None


def facts(phone: PythonPhone) -> list[dict[str, str]]:
    import json

    return [json.loads(text) for _, text in phone.outbox]


def test_ruling_12_no_phone_is_told_what_a_customer_wrote_for_the_company_alone(scenario: Scenario) -> None:
    """As change, in a bundle and beside a conflict the words are missing, their commitment is there. Guard: server/visits/log/confidential.py:for_phones"""
    visit = scenario.given("liming", "wangqiang")
    phone, helper = scenario.phone(), scenario.phone("wangqiang")
    helper.sync_all()
    said = phone.report("commented", {"text": "总是迟到", "language": "zh-CN"}, visit=visit)
    phone.report("commented", {"text": "价钱不对", "language": "zh-CN", "objects": True}, visit=visit)
    assert takes_back(phone, visit, said) == "conflict"
    helper.sync_all()
    anew = scenario.phone("wangqiang")
    anew.sync_all()
    for told in (json.dumps(each.changes, ensure_ascii=False) for each in (helper, anew, phone)):
        assert "总是迟到" not in told
    for told in (json.dumps(each.changes, ensure_ascii=False) for each in (helper, anew)):
        assert "价钱不对" in told and "body_commit" in told
