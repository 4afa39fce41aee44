"""Customers who want no calls answer by a form behind a link; a closed complaint is asked about a week later (SV-1)."""

from __future__ import annotations

import pytest

from server.callbacks import by_form, calling
from server.callbacks.by_form import WRONG_GUESSES
from server.callbacks.models import CallBack
from server.callbacks.planning import plan_project
from server.complaints import actions, statements
from server.complaints.models import Complaint, ComplaintCandidate
from server.customers.models import Customer
from server.kernel.db import db
from server.kernel.transaction import write
from tests.server.callbacks.conftest import Desk

pytestmark = pytest.mark.both_databases  # because what is planned, found by its code and deleted differs

GOOD = {"punctual": "yes", "satisfied": "5"}
ANSWER = {"channel": "phone", "contact": "reached", "text": "换好了。", "result": "satisfied"}


def form_of(desk: Desk, **wish: object) -> CallBack:
    """A call of the sample whose customer has said: no calls."""
    _, calls = desk.drawn(12)
    desk.does(calling.called, calls[0].id, "no_calls", by="zhoumin")
    return next(each for each in desk.calls() if each.id == calls[0].id)


def test_sv1_case_4_who_wants_no_calls_gets_a_form_by_link(desk: Desk) -> None:
    row = form_of(desk)
    assert row.state == "planned" and row.code
    desk.refuses("call_not_wanted", calling.called, row.id, "reached", by="zhoumin", answers=GOOD)
    page = desk.page(f"/console/callbacks/{row.id}", by="zhoumin")
    assert f"/b/{row.code}" in page and "19912340000" not in desk.page(f"/console/callbacks/{row.id}?number=1")
    assert "不要电话，发问卷" in desk.page("/console/callbacks")
    customer = desk.scenario.app.test_client()
    form = customer.get(f"/b/{row.code}").get_data(as_text=True)
    assert "总的来说，您满意吗？" in form and "<script" not in form and len(form.encode()) < 14_000
    assert customer.post(f"/b/{row.code}", data=GOOD | {"words": "谢谢"}).status_code == 303
    [after] = [each for each in desk.calls() if each.id == row.id]
    assert (after.state, calling.answers_of(after), after.words) == ("asked", GOOD, "谢谢")
    assert "谢谢您，收到了" in customer.get(f"/b/{row.code}").get_data(as_text=True)
    customer.post(f"/b/{row.code}", data={"satisfied": "1"})  # a second time changes nothing
    assert calling.answers_of(next(each for each in desk.calls() if each.id == row.id)) == GOOD


def test_sv1_the_wish_counts_for_what_is_planned_later_and_is_taken_back(desk: Desk) -> None:
    customer = desk.scenario.customers[desk.ours][0]
    desk.does(by_form.wish_no_calls, customer, wanted=False)
    desk.does(plan_project, customer, "2026-11-05")
    assert all(each.code for each in desk.calls()) and len({each.code for each in desk.calls()}) == len(desk.calls())
    assert "不要电话回访" in desk.page(f"/console/customers/{customer}")
    desk.does(by_form.wish_no_calls, customer, wanted=True)
    assert [each.code for each in desk.calls()] == [None] * len(desk.calls())
    assert desk.scenario.app.test_client().get("/b/2222222222").status_code == 404


def test_sv1_a_low_answer_of_a_form_is_a_candidate_and_script_stays_text(desk: Desk) -> None:
    row = form_of(desk)
    customer = desk.scenario.app.test_client()
    customer.post(f"/b/{row.code}", data={"satisfied": "1", "words": "<script>alert(1)</script>"})
    [candidate] = desk.scenario.rows(ComplaintCandidate)
    assert candidate.why == "call_back" and "<script>alert" not in desk.page("/console/complaints")
    assert "<script>alert" not in desk.page(f"/console/callbacks/{row.id}", by="zhoumin")


def test_sv1_nothing_answered_or_nonsense_is_asked_again_with_what_was_chosen(desk: Desk) -> None:
    row = form_of(desk)
    customer = desk.scenario.app.test_client()
    assert customer.post(f"/b/{row.code}", data={}).status_code == 422
    again = customer.post(f"/b/{row.code}", data={"satisfied": "9", "punctual": "late"})
    assert again.status_code == 422 and 'value="late" checked' in again.get_data(as_text=True)
    assert [each.state for each in desk.calls() if each.id == row.id] == ["planned"]


def test_sv1_answers_that_come_after_somebody_called_are_given_back(desk: Desk) -> None:
    """Kind 1: what a customer typed was dropped under a thank-you. Guard: `_is_kept` of server/callbacks/pages.py"""
    row, customer = form_of(desk), desk.scenario.cast.visitor()
    first = {"satisfied": "5", "words": "很好"}
    assert customer.post(f"/b/{row.code}", data=first).status_code == 303
    assert customer.post(f"/b/{row.code}", data=first).status_code == 303  # the same form again
    late = customer.post(f"/b/{row.code}", data={"satisfied": "1", "words": "后来又漏了"})
    assert late.status_code == 409 and "没有发出" in late.text and "后来又漏了" in late.text
    page = customer.get(f"/b/{row.code}")
    assert page.status_code == 200 and "后来又漏了" not in page.text


def test_sv1_guessed_forms_are_slowed_down_and_a_form_is_not_pressed_for_ever(desk: Desk) -> None:
    row = form_of(desk)
    customer = desk.scenario.app.test_client()
    presses = [customer.post(f"/b/{row.code}", data={}).status_code for _ in range(11)]
    assert presses[0] == 422 and presses[-1] == 429
    codes = [customer.get(f"/b/22222222{number:02d}".replace("0", "3")).status_code for number in range(40)]
    assert codes[0] == 404 and codes[WRONG_GUESSES] == 429


def test_sv1_english_customers_are_asked_in_english(desk: Desk) -> None:
    row = form_of(desk)

    def english() -> None:
        db.session.get_one(Customer, (desk.ours, row.customer_id)).language = "en"

    with desk.scenario.app.app_context():
        write(english)
    assert "All in all, are you satisfied?" in desk.scenario.app.test_client().get(f"/b/{row.code}").text


def closed(desk: Desk, how: str = "satisfied") -> Complaint:
    """A complaint of the scene's customer about the east team, handled by Zhou Min and closed."""
    desk.names("complaint_manager", "zhoumin", "wufang")
    complaint = desk.says(visit=desk.given("10:00"), persons=(desk.person("liming"),), sure=True)
    desk.does(actions.take, complaint, desk.person("zhoumin"))
    desk.does(statements.ask_statement, complaint, desk.person("liming"), "那天的事", told=True)
    desk.does(actions.answer, complaint, by="zhoumin", **ANSWER)
    desk.does(actions.close, complaint, how, "客户说不用了", by="zhoumin")
    return desk.row(complaint)


def test_sv1_a_closed_complaint_is_asked_about_a_week_later_by_somebody_else(desk: Desk) -> None:
    row = closed(desk)
    [call] = desk.calls()
    assert (call.plan, call.subject_id, call.due_on, call.due_from, call.due_to) == (
        "complain",
        row.id,
        "2026-12-07",
        "2026-12-02",
        "2026-12-12",
    )
    desk.at("2026-12-07 10:00")
    desk.refuses("own_matter", calling.called, call.id, "reached", by="zhoumin", answers=GOOD)  # who handled it
    desk.refuses("own_team", calling.called, call.id, "reached", by="chenjing", answers=GOOD)
    desk.does(calling.called, call.id, "reached", by="ayguli", answers=GOOD)
    assert desk.calls()[0].state == "asked"


def test_sv1_a_complaint_that_is_taken_up_again_loses_its_call(desk: Desk) -> None:
    row = closed(desk)
    desk.does(actions.reopen, row.id, "又漏了", by="zhoumin")
    assert desk.calls() == []


@pytest.mark.parametrize("lately", [True, False])
def test_sv1_withdrawn_ones_and_customers_who_were_asked_lately_are_left_alone(desk: Desk, lately: bool) -> None:
    if lately:
        desk.does(plan_project, desk.scenario.customers[desk.ours][0], "2026-11-05")
    closed(desk, "satisfied" if lately else "withdrawn")
    assert {each.plan for each in desk.calls()} == ({"project"} if lately else set())
