"""Kind 1 on the customer's pages: a form that arrives twice acts once, and the other language keeps what was typed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from server.complaints import actions
from server.complaints.models import Complaint
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.test_customer_pages import REACHED

WEB = "/t/to/chengjiang"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_K1_A1_a_complaint_that_arrives_three_times_at_once_is_one(desk: Complaints) -> None:
    """A customer who pressed twice had made two complaints. Guard: `open_once` in server/complaints/ways_in.py"""
    form = {"text": "水管又漏了", "once": field(desk.scenario.cast.visitor().get(WEB).text, "once")}
    with ThreadPoolExecutor(3) as together:
        answers = list(together.map(lambda _: desk.scenario.cast.visitor().post(WEB, data=form), range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == len(desk.scenario.rows(Complaint)) == 1
    other = desk.scenario.cast.visitor().post(WEB, data=form | {"text": "水管又漏了，墙也湿了"})  # back, and typed on
    assert other.status_code == 303 and len(desk.scenario.rows(Complaint)) == 2


def test_K1_the_other_language_keeps_what_a_customer_typed(desk: Complaints) -> None:
    """Guard: `SWITCH` in server/complaints/ways_in.py"""
    client = desk.scenario.cast.visitor()
    refused = client.post(f"{WEB}?lang=zh-CN", data={"text": "", "caller": "施慧", "once": "a" * 22})
    assert refused.status_code == 422
    action = re.search(r'name="switch"[^>]*formaction="([^"]+)"', refused.text)
    assert action and "lang=en" in action[1]
    english = client.post(action[1], data={"caller": "施慧", "text": "没修好", "switch": "1", "once": "a" * 22})
    assert english.status_code == 200 and 'lang="en"' in english.text
    assert all(words in english.text for words in ("施慧", "没修好", "a" * 22)) and not desk.scenario.rows(Complaint)


def answered(desk: Complaints) -> str:
    complaint = desk.says(customer=desk.scenario.customers[desk.ours][0])
    desk.does(actions.answer, complaint, by="zhoumin", **REACHED, result="no_word")
    return complaint


def test_K1_a_follow_up_to_a_complaint_that_was_closed_meanwhile_opens_it_again(desk: Complaints) -> None:
    """What the customer had typed was dropped, and the page said nothing. Guard: the second way in of `_taken`, server/complaints/pages.py"""
    complaint = answered(desk)
    code, customer = desk.row(complaint).code, desk.scenario.cast.visitor()
    desk.does(actions.close, complaint, "withdrawn", "客户说不用了", by="zhoumin")
    assert desk.row(complaint).state == "closed"
    said = customer.post(f"/t/{code}?lang=zh-CN", data={"result": "not_satisfied", "text": "又漏了"})
    assert said.status_code == 303 and "said=again" in said.headers["Location"]
    assert desk.row(complaint).state != "closed"
    assert "又漏了" in desk.page(f"/console/complaints/{complaint}")
    twice = customer.post(f"/t/{code}?lang=zh-CN", data={"result": "not_satisfied", "text": "又漏了"})
    assert "said=again" in twice.headers["Location"]  # the same form again says what was said the first time


def test_K1_a_word_that_comes_after_the_next_turn_is_given_back(desk: Complaints) -> None:
    """Guard: `_given_back` of server/complaints/pages.py"""
    complaint = answered(desk)
    code, customer = desk.row(complaint).code, desk.scenario.cast.visitor()
    customer.post(f"/t/{code}", data={"result": "not_satisfied", "text": "还是没人来"})  # from the other telephone
    late = customer.post(f"/t/{code}?lang=zh-CN", data={"result": "not_satisfied", "text": "墙也湿了 <b>"})
    assert late.status_code == 409 and "没有发出" in late.text and "墙也湿了 &lt;b&gt;" in late.text
    assert 'lang="en"' in late.text  # by a button, because a link would lose it
    other = customer.post(f"/t/{code}?lang=en", data={"text": "墙也湿了 <b>", "switch": "1"})
    assert other.status_code == 200 and "What you wrote, not sent" in other.text and "墙也湿了 &lt;b&gt;" in other.text
    assert "something changed" in customer.post(f"/t/{code}?lang=en", data={"result": "again", "text": "The wall"}).text
    long = customer.post(f"/t/{code}?lang=zh-CN", data={"result": "not_satisfied", "text": "长" * 4001})
    assert long.status_code == 422 and "4000" in long.text
    assert "墙也湿了" not in desk.page(f"/console/complaints/{complaint}")
