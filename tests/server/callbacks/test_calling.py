"""Call-backs as the office makes them: the draw that can be done again, who may call and when, answers and where low ones go (SV-1)."""

from __future__ import annotations

import hashlib
import re

import pytest

from server.callbacks import calling, planning
from server.callbacks.models import CallBack, CallBackAttempt, CallBackDraw
from server.complaints.models import Complaint, ComplaintCandidate
from server.customers.models import AccessRecord
from tests.server.callbacks.conftest import Desk

GOOD = {"punctual": "yes", "signed": "self", "satisfied": "5"}


def test_sv1_case_2_a_sample_is_drawn_once_the_month_is_over_and_a_checkpoint_came(desk: Desk) -> None:
    desk.ended(12)
    desk.logged()
    assert desk.prepared() == 0 and desk.calls() == []  # November is not over
    desk.at("2026-12-01 00:10")
    desk.prepared()
    [row] = desk.scenario.rows(CallBackDraw)
    assert (row.month, row.seed, len(desk.population(row)), desk.calls()) == ("2026-11", None, 12, [])
    desk.ended(5)  # came home later: the population is frozen
    desk.logged()
    desk.prepared()
    [row] = desk.scenario.rows(CallBackDraw)
    assert row.seed and len(desk.population(row)) == 12 and len(desk.calls()) == 10
    desk.logged()
    assert desk.prepared() == 0 and len(desk.calls()) == 10


def test_sv1_anybody_does_the_draw_again_from_what_the_page_shows(desk: Desk) -> None:
    row, calls = desk.drawn(14)
    page = desk.page(f"/console/callbacks/samples/2026-11/{row.team_id}")
    seed = re.findall(r'<code id="seed">([^<]+)</code>', page)[0]
    organisation = re.findall(r"<dd><code>([^<]+)</code></dd>", page)[0]
    visits = re.findall(r'<textarea id="visits"[^>]*>([^<]+)</textarea>', page)[0].split()
    order = sorted(
        visits, key=lambda each: hashlib.sha256(f"{seed}\n{organisation}\n2026-11\n{each}".encode()).hexdigest()
    )
    assert len(visits) == 14 and [each.subject_id for each in calls] == order[:10]
    assert "一样" in page and "不一样。请找主管查" not in page
    assert row.checkpoint in page  # where the seed is from


def test_sv1_a_draw_that_was_changed_is_seen_on_its_page(desk: Desk) -> None:
    from server.kernel.db import db
    from server.kernel.transaction import write

    row, calls = desk.drawn(14)
    other = next(each for each in desk.population(row) if each not in {call.subject_id for call in calls})
    with desk.scenario.app.app_context():

        def swap() -> None:
            db.session.get_one(CallBack, (desk.ours, calls[0].id)).subject_id = other

        write(swap)
    assert "不一样。请找主管查" in desk.page(f"/console/callbacks/samples/2026-11/{row.team_id}")


def test_sv1_case_3_called_60_days_ago_is_passed_over(desk: Desk) -> None:
    row, calls = desk.drawn(14)
    for each in calls[:2]:
        desk.does(calling.called, each.id, "reached", by="zhoumin", answers=GOOD)
    again = desk.ended(12, month="2026-12") + desk.ended(1, month="2026-12", customer=calls[0].customer_id)
    desk.at("2027-01-30 10:00")
    desk.at("2027-01-01 09:00")
    desk.prepared()
    desk.logged()
    desk.prepared()
    drawn = desk.calls(month="2026-12")
    assert len(drawn) == 10 and len(again) == 13
    assert calls[0].customer_id not in {each.customer_id for each in drawn}


def test_sv1_case_6_the_own_teams_dispatcher_is_refused_and_a_supervisor_is_not(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    desk.refuses("own_team", calling.called, calls[0].id, "no_answer", by="chenjing")
    page = desk.page(f"/console/callbacks/{calls[0].id}")
    assert "别的班组打" in page and '<form class="narrow' not in page
    assert desk.does(calling.called, calls[0].id, "reached", by="zhoumin", answers=GOOD) == "asked"


@pytest.mark.parametrize(
    ("moment", "code"), [("20:59", ""), ("21:00", "call_back_hours"), ("08:59", "call_back_hours")]
)
def test_sv1_nobody_is_disturbed_at_night(desk: Desk, moment: str, code: str) -> None:
    _, calls = desk.drawn(12)
    desk.at(f"2026-12-02 {moment}")
    if code:
        desk.refuses(code, calling.called, calls[0].id, "busy", by="zhoumin")
    else:
        desk.does(calling.called, calls[0].id, "busy", by="zhoumin")
    assert len(desk.scenario.rows(CallBackAttempt)) == (0 if code else 1)


def test_sv1_answers_need_somebody_who_was_reached(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    for result in ("no_answer", "later", "refused"):
        desk.refuses("answers_without_contact", calling.called, calls[0].id, result, by="zhoumin", answers=GOOD)
    desk.refuses("bad_input", calling.called, calls[0].id, "reached", by="zhoumin", answers={})
    desk.refuses("bad_input", calling.called, calls[0].id, "reached", by="zhoumin", answers={"satisfied": "6"})
    assert desk.scenario.rows(CallBackAttempt) == []


def test_sv1_three_in_vain_on_two_days_are_unreachable_and_nobody_is_called_instead(desk: Desk) -> None:
    _, calls = desk.drawn(14)
    for moment, state in (
        ("2026-12-02 10:00", "planned"),
        ("2026-12-02 15:00", "planned"),
        ("2026-12-03 10:00", "unreachable"),
    ):
        desk.at(moment)
        assert desk.does(calling.called, calls[0].id, "no_answer", by="zhoumin") == state
    desk.prepared()
    assert len(desk.calls()) == 10
    desk.refuses("call_back_over", calling.called, calls[0].id, "busy", by="zhoumin")


def test_sv1_a_low_answer_is_a_candidate_and_becomes_a_complaint_by_a_person(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    low = GOOD | {"satisfied": "2"}
    desk.does(calling.called, calls[0].id, "reached", by="zhoumin", answers=low, words="词甲：漏水")
    [candidate] = desk.scenario.rows(ComplaintCandidate)
    assert (candidate.why, candidate.visit_id) == ("call_back", calls[0].visit_id)
    assert desk.scenario.rows(Complaint) == []
    listed = desk.page("/console/complaints")
    [action] = re.findall(r'action="(/console/complaints/candidates/[^"]+)"', listed)
    desk.scenario.cast.office("zhoumin").post(action, data={"is_one": "1"})
    [row] = desk.scenario.rows(Complaint)
    assert (row.via, row.gist, row.customer_id) == ("call_back", "词甲：漏水", calls[0].customer_id)


def test_sv1_the_number_is_shown_when_asked_for_and_that_is_on_record(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    path = f"/console/callbacks/{calls[0].id}"
    assert "19912340000" not in desk.page(path, by="zhoumin")
    assert [row for row in desk.scenario.rows(AccessRecord) if row.what == "phone"] == []
    assert "19912340000" in desk.page(f"{path}?number=1", by="zhoumin")
    assert [row.customer_id for row in desk.scenario.rows(AccessRecord) if row.what == "phone"] == [
        calls[0].customer_id
    ]


def test_sv1_the_record_is_shown_after_the_answer_and_not_before(desk: Desk) -> None:
    visit = desk.given("10:00")
    desk.report(visit, "arrived")
    desk.report(visit, "ended", outcome="nobody_home")
    desk.sent()
    desk.at("2026-12-01 09:30")
    desk.prepared()
    desk.logged()
    desk.prepared()
    [call] = desk.calls()
    path = f"/console/callbacks/{call.id}"
    before = desk.page(path, by="zhoumin")
    assert (
        "came " not in before and "师傅是按约好的时间到的吗？" in before
    )  # in the customer's language, for an English reader
    desk.does(calling.called, call.id, "reached", by="zhoumin", answers={"punctual": "late", "signed": "self"})
    after = desk.page(path, by="zhoumin")
    assert re.search(r"came 10:00, agreed \d\d:00", after) and "Different" in after, re.findall("<td>[^<]*<", after)


def test_sv1_case_1_a_delivered_project_is_called_by_its_anniversaries(desk: Desk) -> None:
    customer = desk.scenario.customers[desk.ours][0]
    plan = desk.does(planning.plan_project, customer, "2026-10-31")
    assert [each.due_on for each in desk.calls()] == ["2026-11-30", "2026-12-31"]
    desk.refuses("call_back_planned", planning.plan_project, customer, "2026-10-31")
    desk.refuses("bad_input", planning.plan_project, customer, "2026-12-24")
    desk.at("2027-01-26 10:00")
    desk.prepared()
    assert "2027-01-31" in [each.due_on for each in desk.calls()]
    desk.does(planning.end_plan, plan)
    assert desk.calls() == []


@pytest.mark.parametrize(("moment", "code"), [("2026-12-25 10:00", "call_back_early"), ("2026-12-26 10:00", "")])
def test_sv1_case_5_a_project_is_called_within_five_days_of_its_day(desk: Desk, moment: str, code: str) -> None:
    desk.does(planning.plan_project, desk.scenario.customers[desk.ours][0], "2026-10-31")
    call = desk.calls()[1]  # 2026-12-31
    desk.at(moment)
    if code:
        desk.refuses(code, calling.called, call.id, "busy", by="chenjing")
    else:
        assert desk.does(calling.called, call.id, "busy", by="chenjing") == "planned"


def test_sv1_another_time_that_was_agreed_comes_first(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    office, path = desk.scenario.cast.office("zhoumin"), f"/console/callbacks/{calls[3].id}/result"
    office.post(path, data={"result": "later", "next_day": "2026-12-02", "next": "1500", "note": "<b>三点</b>可以"})
    page = desk.page("/console/callbacks")
    assert "客户约好的" in page and "12-02 15:00" in page and "&lt;b&gt;三点&lt;/b&gt;可以" in page
    assert page.index("客户约好的") < page.index("随机抽的")
    desk.at("2026-12-02 09:00")
    today = desk.page("/console/today", "zhoumin")  # who reads English
    assert "is to be called then as agreed" in today and "15:00" in today


def test_sv1_what_was_typed_survives_a_refusal(desk: Desk) -> None:
    _, calls = desk.drawn(12)
    office = desk.scenario.cast.office("zhoumin")
    back = office.post(
        f"/console/callbacks/{calls[0].id}/result", data={"result": "busy", "words": "词乙", "satisfied": "4"}
    )
    page = office.get(back.headers["Location"]).get_data(as_text=True)
    assert "词乙" in page and "Nobody was reached who could answer" in page
