"""Survey and comment on the customer's own phone: what is asked, once, for the company alone, on the office's chain and bound to the offer that was signed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.complaints.models import ComplaintCandidate
from server.kernel import clock
from server.kernel.chain import document_hash
from server.visits.log.log import write_logs
from server.visits.models import Fact
from server.visits.office.append import act, locked, report
from tests.scenario import Scenario
from tests.server.evidence.checking import checked
from tests.server.own_phone.test_signing import Door, code, door  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because what was said is found again in the order of its rows

WORDS = "师傅很好，就是来晚了。"


def best(door: Door) -> dict[str, int]:  # noqa: F811
    """The first choice of every question that the page is asked to show."""
    survey = door.looks().get_json()["survey"]
    return {each["id"]: each["choices"][0]["value"] for each in survey["questions"]}


def facts(door: Door) -> list[Fact]:  # noqa: F811
    rows = door.scenario.rows(Fact, Fact.subject_id == door.visit, Fact.device == "office")
    return [
        row for row in sorted(rows, key=lambda row: row.seq) if row.kind not in ("ordered", "assigned", "instructed")
    ]


def test_what_the_customer_says_stands_after_the_signature_once_and_verifies(door: Door) -> None:  # noqa: F811
    """After it, because a restored server gets the office's chain from phones as far as the comment. Guard: server/own_phone/signing.py:_append"""
    answers = best(door)
    first = door.signs(answers=answers, comment=f"  {WORDS} ")
    assert first.status_code == 201, first.text
    again = door.signs(answers=answers, comment=WORDS)
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert [row.kind for row in facts(door)] == ["signed_on_own_phone", "surveyed", "commented"]
    signature, survey, comment = facts(door)
    offer = document_hash(signature.body["offer"])
    assert survey.body == {"answers": answers, "language": "zh-CN", "offer": offer}
    assert comment.body == {"text": WORDS, "language": "zh-CN", "offer": offer}
    customer = door.scenario.visit(door.visit).customer_id
    assert {survey.person_id, comment.person_id} == {customer}
    door.ends()
    assert checked(door.scenario, door.visit).exit == 0


@pytest.mark.parametrize("other", [{"comment": "别的话"}, {"comment": None}, {"answers": None}])
def test_other_words_under_a_used_code_are_refused(door: Door, other: dict[str, Any]) -> None:  # noqa: F811
    said = {"answers": best(door), "comment": WORDS}
    assert door.signs(**said).status_code == 201
    answer = door.signs(**said | other)
    assert (answer.status_code, code(answer)) == (409, "signing_code_used")


def test_what_the_technicians_phone_said_under_the_code_is_not_the_customers(door: Door) -> None:  # noqa: F811
    """The customer's own repeat says the same, whatever else was sent under the code. Guard: `ours` of server/own_phone/saying.py:is_same"""
    door.phone.sync_all()
    [offered] = door.scenario.rows(Fact, Fact.kind == "signing_offered")
    own = {"text": "别的话", "language": "zh-CN", "offer": offered.body["offer"]}
    assert door.signs(comment=WORDS).status_code == 201
    door.phone.report("commented", own, visit=door.visit)
    door.phone.sync_all()
    assert door.signs(comment=WORDS).status_code == 200
    assert code(door.signs(comment="别的话")) == "signing_code_used"


@pytest.mark.parametrize("answers", [{"satisfied": 99}, {"nonsense": 1}, {"satisfied": "5"}])
def test_an_answer_to_nothing_that_was_asked_is_refused_and_nothing_is_kept(door: Door, answers: Any) -> None:  # noqa: F811
    answer = door.signs(answers=answers)
    assert answer.status_code in (400, 422) and facts(door) == []


def test_who_answered_before_is_not_asked_again_and_a_second_answer_is_not_kept(scenario: Scenario) -> None:
    before = {"answers": {"satisfied": 5, "clean": 1, "honest": 0}, "language": "zh-CN"}
    door = Door(scenario, before=("surveyed", before))  # noqa: F811
    answers = best(door)
    door.phone.sync_all()
    assert "survey" not in door.looks().get_json()
    assert door.signs(answers=answers).status_code == 201
    assert [row.kind for row in facts(door)] == ["signed_on_own_phone"]
    assert door.signs(answers=answers).status_code == 200


def test_no_phone_is_told_the_words_and_a_complaint_among_them_is_a_candidate(door: Door) -> None:  # noqa: F811
    assert door.signs(comment="我要投诉，明天打 12345").status_code == 201
    door.phone.sync_all()
    told = json.dumps([door.phone.visits[door.visit], door.phone.changes], ensure_ascii=False, default=str)
    assert "signed_on_own_phone" in told and "12345" not in told
    assert [row.why for row in door.scenario.rows(ComplaintCandidate)] == ["comment"]
    receipt = door.scenario.cast.office("chenjing").get(f"/console/visits/{door.visit}").text
    assert "12345" in receipt


def test_words_that_the_office_made_up_are_wrong_in_the_record(door: Door) -> None:  # noqa: F811
    """Guard: server/evidence/offers.py:_check_said. The server's own key signs; the offer is not one that the customer signed."""
    assert door.signs(comment=WORDS).status_code == 201

    @act
    def invent() -> None:
        log, now = locked(door.scenario.ours, door.visit), clock.now()
        body = {"text": "非常满意！", "language": "zh-CN", "offer": "0" * 64}
        report(log, "commented", body, log.visit.customer_id, now)
        write_logs([log], now)

    with door.scenario.app.app_context():
        invent()
    door.ends()
    scenario = door.scenario
    wrong = checked(scenario, door.visit).wrong
    assert wrong is not None and wrong.code == "offer_wrong"
