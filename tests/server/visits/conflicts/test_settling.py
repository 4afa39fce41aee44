"""Settling a cross purpose: the choice takes effect, nothing is deleted, every phone hears of it, and ten minutes long it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.kernel import clock
from server.kernel.problem import Problem
from tests.scenario import Scenario
from tests.server.visits.conflicts.test_cross_purposes import SIGNED, answer, conflicts, shown_answer


def settle(scenario: Scenario, choice: str, by: str = "chenjing", seen: str | None = None) -> None:
    from server.visits.conflicts.resolve import settle

    [conflict] = conflicts(scenario)
    with scenario.app.app_context():
        settle(scenario.ours, scenario.cast.people[by], conflict.id, choice, seen)


def code_of(work: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        work()
    return caught.value.code


def two_answers(scenario: Scenario) -> tuple[str, PythonPhone, PythonPhone]:
    """The lead says slow, the helper wifi; the lead's shows."""
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    answer(lead, visit, "slow")
    answer(helper, visit, "wifi")
    lead.sync()
    helper.sync()
    return visit, lead, helper


def cancelled_and_done(scenario: Scenario) -> tuple[str, PythonPhone]:
    from server.visits.office.actions import cancel

    visit = scenario.given()
    phone = scenario.phone()
    with scenario.app.app_context():
        cancel(scenario.ours, scenario.cast.people["chenjing"], visit, reason="客户来电取消", asked_by="customer")
    for kind, body in (("departed", {}), ("arrived", {}), ("entered", {}), ("ended", {"outcome": "done"})):
        phone.report(kind, body, visit=visit)
    phone.sync_all()
    return visit, phone


def heard(phone: PythonPhone) -> dict[str, Any]:
    """The conflict as this phone knows it after it has asked again."""
    phone.sync_all()
    [found] = phone.conflicts.values()
    return found


def kinds(phone: PythonPhone, visit: str) -> set[str]:
    return {fact["kind"] for fact in phone.log(visit)}


def texts(scenario: Scenario, visit: str) -> list[str]:
    from server.visits.models import Fact

    return sorted(row.text for row in scenario.rows(Fact, Fact.subject_id == visit))


def test_taking_the_other_answer_shows_it_everywhere_and_keeps_the_loser_readable(scenario: Scenario) -> None:
    visit, lead, helper = two_answers(scenario)
    before = texts(scenario, visit)
    settle(scenario, "other")
    assert shown_answer(scenario, visit) == "wifi" and scenario.visit(visit).open_conflicts == 0
    assert set(before) < set(texts(scenario, visit)) and scenario.log(visit)[-1] == ("settled", "applied")
    for phone in (lead, helper):
        found = heard(phone)
        assert (found["state"], found["choice"], found["settled"]["by"]) == ("resolved", "other", "陈静")
    assert heard(lead)["mine"] == "slow" and heard(lead)["shows"] == {"mine": False, "theirs": True}
    assert heard(helper)["mine"] == "wifi" and heard(helper)["shows"] == {"mine": True, "theirs": False}
    assert "wifi" in str(scenario.phone("liming", "New").log(visit)) and "slow" not in str(
        scenario.phone("liming", "Newer").log(visit)
    )


def test_keeping_what_shows_changes_nothing_but_the_card(scenario: Scenario) -> None:
    visit, lead, _ = two_answers(scenario)
    settle(scenario, "shown")
    assert shown_answer(scenario, visit) == "slow" and heard(lead)["state"] == "resolved"


def test_asking_again_opens_the_step_until_somebody_answers(scenario: Scenario) -> None:
    visit, lead, _ = two_answers(scenario)
    settle(scenario, "again")
    assert shown_answer(scenario, visit) is None
    lead.sync_all()
    answer(lead, visit, "tv")
    assert lead.sync()["results"][-1]["outcome"] == "applied" and shown_answer(scenario, visit) == "tv"


def test_who_has_not_seen_the_decision_does_not_overwrite_it_silently(scenario: Scenario) -> None:
    visit, lead, _ = two_answers(scenario)
    seen = lead.sync()["cursor"]
    settle(scenario, "other")
    answer(lead, visit, "tv", base=seen)
    lead.sync()
    open_ones = [row for row in conflicts(scenario) if row.resolved_at is None]
    assert len(open_ones) == 1 and open_ones[0].target == "answer.symptoms"


def test_cancelled_against_done_the_work_counts_and_comes_back_to_the_phone(scenario: Scenario) -> None:
    visit, phone = cancelled_and_done(scenario)
    settle(scenario, "other")
    row = scenario.visit(visit)
    assert (row.state, row.needs_review, row.open_conflicts) == ("done", False, 0)
    phone.sync_all()
    assert (
        phone.visits[visit]["state"] == "done"
        and kinds(phone, visit) >= {"ended"}
        and "cancelled" not in kinds(phone, visit)
    )
    settle(scenario, "reopened")
    row = scenario.visit(visit)
    assert (row.state, row.needs_review, row.open_conflicts) == ("cancelled", True, 1)
    phone.sync_all()
    assert visit not in phone.visits


def test_cancelled_against_done_the_cancellation_stays(scenario: Scenario) -> None:
    visit, _ = cancelled_and_done(scenario)
    settle(scenario, "shown")
    row = scenario.visit(visit)
    assert (row.state, row.needs_review) == ("cancelled", False)
    assert ("ended", "conflict") in scenario.log(visit)


def test_asking_the_customer_first_is_noted_and_leaves_it_open(scenario: Scenario) -> None:
    visit, _ = cancelled_and_done(scenario)
    settle(scenario, "ask")
    settle(scenario, "ask")
    [conflict] = conflicts(scenario)
    assert conflict.resolved_at is None and conflict.choice == "ask" and scenario.visit(visit).needs_review
    assert [kind for kind, _ in scenario.log(visit)].count("settled") == 1
    settle(scenario, "other", "zhoumin")
    assert scenario.visit(visit).state == "done"


@pytest.mark.parametrize(
    ("choice", "symptoms", "signed"), [("shown", "offline", True), ("other", "slow", True), ("again", "offline", False)]
)
def test_a_signature_before_a_change(scenario: Scenario, choice: str, symptoms: str, signed: bool) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    answer(phone, visit, "slow")
    phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=visit)
    phone.report("signed", SIGNED, visit=visit)
    answer(phone, visit, "tv")
    answer(phone, visit, "offline")
    phone.sync()
    settle(scenario, choice)
    assert shown_answer(scenario, visit) == symptoms
    assert (("signed", "applied") in scenario.log(visit)) is signed and scenario.visit(visit).needs_review is False
    settle(scenario, "reopened")
    assert shown_answer(scenario, visit) == "offline" and ("signed", "applied") in scenario.log(visit)
    assert scenario.visit(visit).needs_review is True


def test_a_choice_can_be_taken_back_for_ten_minutes_and_no_longer(
    scenario: Scenario, at: Callable[[str], None]
) -> None:
    visit, lead, _ = two_answers(scenario)
    start = clock.now()
    at(start)
    settle(scenario, "other")
    at(clock.later(start, minutes=10))
    settle(scenario, "reopened", "zhoumin")
    assert shown_answer(scenario, visit) == "slow" and heard(lead)["state"] == "open"
    settle(scenario, "other")
    at(clock.later(start, minutes=20, milliseconds=1))
    assert code_of(lambda: settle(scenario, "reopened")) == "too_late_to_undo"
    assert shown_answer(scenario, visit) == "wifi"
    assert [kind for kind, _ in scenario.log(visit)].count("settled") == 3


def test_who_comes_second_is_told_so_and_changes_nothing(scenario: Scenario) -> None:
    visit, _, helper = two_answers(scenario)
    [conflict] = conflicts(scenario)
    settle(scenario, "other")
    settle(scenario, "other")
    assert code_of(lambda: settle(scenario, "shown", "zhoumin")) == "settled_meanwhile"
    assert shown_answer(scenario, visit) == "wifi" and [kind for kind, _ in scenario.log(visit)].count("settled") == 1
    settle(scenario, "reopened")
    answer(helper, visit, "tv", base=0)
    helper.sync()
    assert code_of(lambda: settle(scenario, "other", seen=conflict.token)) == "passed_over"


def test_strangers_find_no_conflict_and_choices_that_it_does_not_have_are_refused(scenario: Scenario) -> None:
    from server.visits.conflicts.resolve import settle as settle_it

    two_answers(scenario)
    [conflict] = conflicts(scenario)
    with scenario.app.app_context():
        assert (
            code_of(lambda: settle_it(scenario.cast.theirs, scenario.cast.people["sunli"], conflict.id, "shown"))
            == "not_found"
        )
    assert code_of(lambda: settle(scenario, "ask")) == "bad_input"


def test_a_technician_may_ask_for_a_decision_and_decides_nothing(scenario: Scenario) -> None:
    visit, lead, helper = two_answers(scenario)
    [conflict] = conflicts(scenario)
    helper.report("settle_asked", {"conflict": conflict.id, "wish": "mine", "note": "我又试了一次"}, visit=visit)
    assert helper.sync()["results"][-1]["outcome"] == "applied"
    assert shown_answer(scenario, visit) == "slow" and conflicts(scenario)[0].resolved_at is None


def ask(phone: PythonPhone, visit: str, conflict: str, wish: str) -> None:
    phone.report("settle_asked", {"conflict": conflict, "wish": wish}, visit=visit)
    phone.sync_all()


def test_P10e_two_who_agree_whose_answer_is_right_need_no_office(scenario: Scenario) -> None:
    """P-10e: the lead said "theirs is right", the helper "mine is right", and it was still left to the office."""
    visit, lead, helper = two_answers(scenario)
    [conflict] = conflicts(scenario)
    ask(lead, visit, conflict.id, "theirs")
    assert scenario.visit(visit).open_conflicts == 1 and shown_answer(scenario, visit) == "slow"
    ask(helper, visit, conflict.id, "mine")
    assert scenario.visit(visit).open_conflicts == 0 and shown_answer(scenario, visit) == "wifi"
    for phone in (lead, helper):
        found = heard(phone)
        assert (found["state"], found["choice"], found["settled"]["by"]) == ("resolved", "other", "王强")
    settle(scenario, "reopened")
    assert scenario.visit(visit).open_conflicts == 1 and shown_answer(scenario, visit) == "slow"


@pytest.mark.parametrize(("leads", "helpers"), [("mine", "mine"), ("theirs", "theirs"), ("theirs", "again")])
def test_P10e_two_who_do_not_agree_wait_for_the_office(scenario: Scenario, leads: str, helpers: str) -> None:
    """P-10e: only one and the same side settles it; each giving way to the other does not."""
    visit, lead, helper = two_answers(scenario)
    [conflict] = conflicts(scenario)
    ask(lead, visit, conflict.id, leads)
    ask(helper, visit, conflict.id, helpers)
    assert scenario.visit(visit).open_conflicts == 1 and shown_answer(scenario, visit) == "slow"


def test_P10e_who_thinks_better_of_it_is_heard_by_the_last_word(scenario: Scenario) -> None:
    """P-10e: of several wishes of one person the last one counts."""
    visit, lead, helper = two_answers(scenario)
    [conflict] = conflicts(scenario)
    ask(lead, visit, conflict.id, "mine")
    ask(helper, visit, conflict.id, "mine")
    ask(helper, visit, conflict.id, "theirs")
    assert scenario.visit(visit).open_conflicts == 0 and shown_answer(scenario, visit) == "slow"
