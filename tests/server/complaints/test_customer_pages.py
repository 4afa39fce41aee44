"""What the customer reads and does about a complaint, without a sign-in; and what never stands there."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from server.complaints import actions, statements
from server.complaints.models import Complaint
from server.visits.models import Grant
from tests.server.complaints.conftest import Complaints

REACHED = {"channel": "phone", "contact": "reached", "text": "明天上午重做。"}


def finished(desk: Complaints) -> tuple[str, str]:
    """(visit, code of its receipt) of a visit whose record is home."""
    visit = desk.given("10:00")
    desk.report(visit, "arrived")
    desk.report(visit, "ended", outcome="nobody_home")
    desk.sent()
    [grant] = desk.scenario.rows(Grant, Grant.visit_id == visit)
    return visit, str(grant.code)


def browser(desk: Complaints) -> FlaskClient:
    return desk.scenario.app.test_client()


def test_42_a_customer_complains_from_the_receipt_and_follows_it(desk: Complaints) -> None:
    visit, code = finished(desk)
    customer = browser(desk)
    receipt = customer.get(f"/r/{code}?lang=zh-CN").get_data(as_text=True)
    assert f"/t/new/{code}" in receipt and "我要投诉" in receipt
    form = customer.get(f"/t/new/{code}?lang=zh-CN").get_data(as_text=True)
    assert "怎么回事" in form and "<script" not in form and len(form.encode()) < 14_000
    answer = customer.post(f"/t/new/{code}?lang=zh-CN", data={"text": "没人来", "wants": "redo"})
    assert answer.status_code == 303
    [row] = desk.scenario.rows(Complaint)
    assert (row.via, row.visit_id, row.gist) == ("link", visit, "没人来")
    page = customer.get(answer.headers["Location"]).get_data(as_text=True)
    assert row.number in page and "最晚" in page and "12-04 09:00" in page  # 72 hours, because somebody is concerned
    assert "48" not in page and "<script" not in page
    assert row.code not in customer.get(f"/r/{code}").get_data(as_text=True)  # a technician knows a receipt's code


def test_42_the_customer_says_whether_the_answer_satisfies(desk: Complaints) -> None:
    complaint = desk.says(customer=desk.scenario.customers[desk.ours][0])
    code, customer = desk.row(complaint).code, browser(desk)
    desk.does(actions.answer, complaint, by="zhoumin", **REACHED, result="no_word")
    assert "明天上午重做。" in customer.get(f"/t/{code}").get_data(as_text=True)
    customer.post(f"/t/{code}", data={"result": "not_satisfied", "text": "还是没人来"})
    assert (desk.row(complaint).state, desk.row(complaint).cycle) == ("in_hand", 2)
    customer.post(f"/t/{code}", data={"result": "satisfied"})  # pressed late: no answer waits any more
    assert desk.row(complaint).state == "in_hand"


def test_42_the_page_shows_no_statement_and_no_name_of_staff(desk: Complaints) -> None:
    complaint = desk.says(persons=(desk.person("liming"),), text="词丁")
    desk.does(statements.ask_statement, complaint, desk.person("liming"), "词戊", told=True)
    desk.does(statements.state, complaint, "词己", by="liming")
    desk.does(actions.note_stage, complaint, "asked", "词庚")
    page = browser(desk).get(f"/t/{desk.row(complaint).code}").get_data(as_text=True)
    assert "词丁" in page
    assert not [word for word in ("词戊", "词己", "词庚", "李明", "周敏") if word in page]


def test_42_five_a_link_and_day_then_the_telephone(desk: Complaints) -> None:
    _, code = finished(desk)
    customer = browser(desk)
    answers = [customer.post(f"/t/new/{code}?lang=zh-CN", data={"text": f"第{n}次"}) for n in range(6)]
    assert [each.status_code for each in answers] == [303] * 5 + [429]
    assert "打热线" in answers[5].get_data(as_text=True) and "第5次" in answers[5].get_data(as_text=True)
    assert len(desk.scenario.rows(Complaint)) == 5


def test_42_what_was_typed_survives_a_refusal_and_script_stays_text(desk: Complaints) -> None:
    _, code = finished(desk)
    customer = browser(desk)
    assert customer.post(f"/t/new/{code}", data={"text": " "}).status_code == 422
    long = customer.post(f"/t/new/{code}", data={"text": "长" * 4001, "phone": "19912345678"})
    assert long.status_code == 422 and "19912345678" in long.get_data(as_text=True)
    answer = customer.post(f"/t/new/{code}", data={"text": "<script>alert(1)</script>'; DROP TABLE complaint"})
    page = customer.get(answer.headers["Location"]).get_data(as_text=True)
    assert "&lt;script&gt;" in page and "<script>" not in page


def test_42_guessed_codes_open_nothing_and_are_slowed_down(desk: Complaints) -> None:
    desk.says()
    stranger = browser(desk)
    found = [stranger.get(f"/t/{'A' * 9}{letter}").status_code for letter in "23456789BCDEFGHJKMNPQRSTUVWXYZ23"]
    assert set(found[:30]) == {404} and found[-1] == 429


def test_42_english_customers_read_english(desk: Complaints) -> None:
    complaint = desk.says(customer=desk.scenario.customers[desk.ours][0])
    page = browser(desk).get(f"/t/{desk.row(complaint).code}?lang=en").get_data(as_text=True)
    assert 'lang="en"' in page and "You hear from us by" in page
    assert not re.findall(r"[\u4e00-\u9fff]", page.split("<main>")[1].split("说好今天修好")[0])
