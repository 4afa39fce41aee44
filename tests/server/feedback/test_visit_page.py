"""The customer's page: who comes and when, one press to confirm, real free times, a message, a calendar; and what looking alone never does."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from server.feedback.models import CustomerAnswer
from server.kernel.db import db
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from server.matters.models import Contact
from server.notices.links import link_of
from server.notices.models import Notice, VisitLink
from server.visits.models import Fact
from server.visits.office import actions
from tests.scenario import moment
from tests.server.matters.conftest import at  # noqa: F401 - a fixture
from tests.server.notices.conftest import Office, office, receiver, settings  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_databases


class Customer:
    """Who has the link."""

    def __init__(self, office: Office, visit: str) -> None:
        self.office, self.visit = office, visit
        with office.scenario.app.app_context():
            self.address = "/v/" + write(lambda: link_of(office.ours, visit)).rpartition("/")[2]
        self.browser: FlaskClient = office.scenario.app.test_client()

    def reads(self, more: str = "", status: int = 200) -> str:
        answer = self.browser.get(self.address + more)
        assert answer.status_code == status, answer.text
        return str(answer.get_data(as_text=True))

    def presses(self, more: str = "", **fields: str) -> str:
        """What the page says after a form was sent."""
        answer = self.browser.post(self.address + more, data=fields)
        assert answer.status_code == 303, answer.text
        return str(self.browser.get(answer.headers["Location"]).get_data(as_text=True))

    def slots(self) -> list[str]:
        return re.findall(r'value="(\S+Z \S+Z)"', self.reads("/times"))


@pytest.fixture
def customer(office: Office) -> Customer:  # noqa: F811 - the fixture
    """A repair at 15:00 today for Li Ming; it is Monday, 8:00."""
    return Customer(office, office.given("15:00"))


def answered(office: Office) -> list[tuple[str, bool]]:  # noqa: F811
    rows = sorted(office.scenario.rows(CustomerAnswer), key=lambda row: (row.at, row.id))
    return [(row.what, row.handled_at is not None) for row in rows]


def test_the_page_says_who_comes_when_and_what_to_prepare_in_14_kb(customer: Customer) -> None:
    page = customer.reads()
    for words in ("今天 15:00，李明来", "0117", "号码不是 0117", "好，我在家", "换个时间", "有一位成年人在家", "96111"):
        assert words in page
    assert "<script" not in page and "13812341234" not in page and "2803" not in page and "28**" in page
    sheet = re.search(r'href="(/assets/[^"]+|/[^"]*customer[^"]*\.css)"', page)
    assert sheet
    style = customer.browser.get(sheet[1]).get_data()
    assert len(page.encode()) < 14_000
    assert len(gzip.compress(page.encode())) + len(gzip.compress(style)) < 14_000
    english = customer.reads("?lang=en")
    assert "Today, 15:00: Li Ming comes" in english and not re.findall(
        "[一-鿿]", english.replace("中文", "").split("<main>")[1].split("翠湖")[0]
    )


def test_looking_changes_nothing_whoever_looks(customer: Customer) -> None:
    def state() -> list[Any]:
        scenario = customer.office.scenario
        return [len(scenario.rows(each)) for each in (Fact, Contact, CustomerAnswer, Notice, Attempt, VisitLink)]

    before = state()
    for agent in ("WeChat", "Outlook SafeLinks", "facebookexternalhit/1.1"):
        for path in ("", "/times", "/message", "/visit.ics"):
            for method in ("get", "head", "options"):
                getattr(customer.browser, method)(customer.address + path, headers={"User-Agent": agent})
    assert state() == before


def test_the_customer_confirms_and_the_office_sees_it(customer: Customer) -> None:
    page = customer.presses()
    assert "谢谢" in page and "您说过在家" in page and "好，我在家" not in page
    customer.presses()
    assert answered(customer.office) == [("at_home", True)]
    [contact] = customer.office.contacts()
    assert (contact.direction, contact.channel, contact.result) == ("in", "link", "reached")
    desk = customer.office.scenario.cast.office("chenjing")
    assert "客户回话" in desk.get(f"/console/visits/{customer.visit}").get_data(as_text=True)
    assert "客户回话" not in desk.get("/console/visits").get_data(as_text=True)  # nothing is left to do


def test_another_time_is_one_that_is_really_free(customer: Customer) -> None:
    office = customer.office  # noqa: F811
    for lead in ("liming", "wangqiang"):
        office.scenario.given(lead, days=1, hour="10:00", kind="repair")
    tomorrow_ten = f"{moment(1, '10:00')} {moment(1, '12:00')}"
    tomorrow_one = f"{moment(1, '13:00')} {moment(1, '15:00')}"
    slots = customer.slots()
    assert tomorrow_ten not in slots and tomorrow_one in slots
    page = customer.presses("/times", slot=tomorrow_one)
    assert "定好了" in page and "明天 13:00–15:00" in page and "<s>" in page
    row = office.scenario.visit(customer.visit)
    assert (row.window_from, row.agreed_at, row.lead_id) == (
        moment(1, "13:00"),
        None,
        office.scenario.cast.people["liming"],
    )
    moved = [
        each for each in office.scenario.rows(Fact, Fact.subject_id == customer.visit) if each.kind == "rescheduled"
    ]
    assert moved[0].body["by"] == "customer" and answered(office) == [("moved", False)]
    office.scenario.order(hour="17:00")
    listed = office.scenario.cast.office("chenjing").get("/console/visits").get_data(as_text=True)
    assert listed.index("客户回话") < listed.index('data-id="') and "自己换了时间" in listed


def test_a_time_that_somebody_else_has_just_taken_is_said_and_others_are_offered(customer: Customer) -> None:
    slot = f"{moment(1, '13:00')} {moment(1, '15:00')}"
    for lead in ("liming", "wangqiang"):
        customer.office.scenario.given(lead, days=1, hour="13:00")
    page = customer.presses("/times", slot=slot)
    assert "刚被别人选了" in page and slot not in page
    assert answered(customer.office) == [] and customer.office.scenario.visit(customer.visit).agreed_at == moment(
        0, "15:00"
    )
    assert "刚被别人选了" in customer.presses("/times", slot="tomorrow; DROP TABLE visit")


def test_a_late_wish_is_asked_and_never_refused(customer: Customer) -> None:
    customer.office.at("2026-11-30 14:10")
    slot = customer.slots()[-1]
    assert "离上门时间很近了" in customer.reads("/times")
    page = customer.presses("/times", slot=slot)
    assert "派单员会回复您" in page and customer.office.scenario.visit(customer.visit).agreed_at == moment(0, "15:00")
    assert answered(customer.office) == [("wish", False)]
    customer.office.does(actions.reschedule, customer.visit, asked_by="customer", agreed_at=moment(1, "09:00"))
    assert answered(customer.office) == [("wish", True)]  # the dispatcher has answered by moving it


def test_a_wished_time_is_held_for_half_an_hour_and_given_to_nobody_else(customer: Customer) -> None:
    """Two technicians, one of them busy then: one place, and two customers who want it. Guard: `_held` in server/feedback/answers.py"""
    office = customer.office  # noqa: F811
    office.scenario.given("liming", days=1, hour="13:00")
    other = Customer(office, office.given("15:00"))
    slot = f"{moment(1, '13:00')} {moment(1, '15:00')}"
    office.at("2026-11-30 14:10")
    assert slot in customer.slots() and slot in other.slots()
    assert "先给您留半小时" in customer.presses("/times", slot=slot)
    assert slot in customer.slots() and slot not in other.slots()  # it is the customer's own still
    assert "刚被别人选了" in other.presses("/times", slot=slot)
    office.at("2026-11-30 14:40")
    assert slot in other.slots()


def test_whoever_is_busy_then_does_not_come_and_the_dispatcher_sees_that_nobody_does(customer: Customer) -> None:
    office = customer.office  # noqa: F811
    office.scenario.given("liming", days=1, hour="13:00")
    customer.presses("/times", slot=f"{moment(1, '13:00')} {moment(1, '15:00')}")
    assert office.scenario.visit(customer.visit).lead_id is None
    assert "还没人去" in office.scenario.cast.office("chenjing").get("/console/visits").get_data(as_text=True)
    assert "谁来还没定" in customer.reads()


def test_a_message_reaches_the_top_of_the_list_and_is_seen_to(customer: Customer) -> None:
    page = customer.presses("/message", text="请走后门 <b>&")
    assert "收到了" in page
    desk = customer.office.scenario.cast.office("chenjing")
    listed = desk.get("/console/visits").get_data(as_text=True)
    assert "请走后门 &lt;b&gt;&amp;" in listed
    [row] = customer.office.scenario.rows(CustomerAnswer)
    assert desk.post(f"/console/answers/{row.id}/handled").status_code == 303
    assert answered(customer.office) == [("message", True)]
    assert "派单员看过了" in customer.reads()
    assert "客户回话" not in desk.get("/console/visits").get_data(as_text=True)


@pytest.mark.parametrize("what", ["message", "call", "moved"])
def test_K1_A1_an_answer_of_a_customer_that_arrives_twice_is_one(customer: Customer, what: str) -> None:
    """The second arrival of a chosen time said that somebody else had taken it. Guard: `_sent_before` in server/feedback/answers.py"""
    fields = {"message": {"text": "请走后门"}, "call": {"slot": "call"}, "moved": {"slot": customer.slots()[-1]}}[what]
    pages = [customer.presses("/message" if what == "message" else "/times", **fields) for _ in range(2)]
    assert pages[0] == pages[1] and "刚被别人选了" not in pages[1]
    assert [kind for kind, _ in answered(customer.office)] == [what]
    moved = [row for row in customer.office.scenario.rows(Fact) if row.kind == "rescheduled"]
    assert len(moved) == (what == "moved")


def test_K1_the_other_language_keeps_a_message_that_is_being_typed(customer: Customer) -> None:
    """Guard: `switch` in server/feedback/pages.py"""
    answer = customer.browser.post(f"{customer.address}/message?lang=en", data={"text": "请走后门", "switch": "1"})
    assert answer.status_code == 200 and 'lang="en"' in answer.text and "请走后门" in answer.text
    assert answered(customer.office) == []


def test_what_was_typed_survives_a_refusal(customer: Customer) -> None:
    for text, words in (("  ", "先写一句话"), ("长" * 501, "太长了")):
        answer = customer.browser.post(f"{customer.address}/message", data={"text": text})
        assert (
            answer.status_code == 422
            and words in answer.get_data(as_text=True)
            and text in answer.get_data(as_text=True)
        )
    assert answered(customer.office) == []


def test_the_calendar_entry_is_read_by_a_library_and_keeps_its_uid(customer: Customer) -> None:
    def entry() -> Any:
        return next(iter(Calendar.from_ical(customer.reads("/visit.ics")).walk("VEVENT")))

    first = entry()
    assert first["DTSTART"].dt.isoformat() == "2026-11-30T07:00:00+00:00" and "0117" in first["DESCRIPTION"]
    customer.presses("/times", slot=f"{moment(1, '13:00')} {moment(1, '15:00')}")
    second = entry()
    assert second["UID"] == first["UID"] and (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert all(len(line.encode()) <= 75 for line in customer.reads("/visit.ics").split("\r\n"))


def test_on_the_way_it_says_where_from_in_words_and_nobodys_door(customer: Customer) -> None:
    office = customer.office  # noqa: F811
    office.at("2026-11-30 14:20")
    office.report(customer.visit, "departed")
    office.sent()
    page = customer.reads()
    assert "李明在路上了" in page and "李明 14:20 出发来您这里" in page and "换个时间" in page


def test_afterwards_the_receipt_and_the_way_to_complain(customer: Customer) -> None:
    office = customer.office  # noqa: F811
    office.report(customer.visit, "arrived")
    office.report(customer.visit, "ended", outcome="nobody_home")
    office.sent()
    page = customer.reads()
    assert "/r/" in page and "投诉" in page and "好，我在家" not in page
    assert "已经结束" in customer.presses()
    assert "收到了" in customer.presses("/message", text="谢谢")


def test_codes_are_not_guessed_nor_logged_and_expire(customer: Customer, caplog: pytest.LogCaptureFixture) -> None:
    code = customer.address.rpartition("/")[2]
    customer.reads()
    assert code not in caplog.text
    customer.office.at("2027-01-05 08:00")
    assert "过期" in customer.reads(status=410)
    customer.office.at("2026-11-30 08:00")
    stranger = customer.office.scenario.app.test_client()
    found = [stranger.get(f"/v/{'A' * 9}{letter}").status_code for letter in "23456789BCDEFGHJKMNPQRSTUVWXYZ23"]
    assert set(found[:30]) == {404} and found[-1] == 429


def test_a_page_that_is_pressed_without_end_is_slowed_down(customer: Customer) -> None:
    sent = [
        customer.browser.post(f"{customer.address}/message", data={"text": f"第{n}"}).status_code for n in range(22)
    ]
    assert sent.count(303) == 20 and sent[-1] == 429


def test_a_cancelled_visit_says_so(customer: Customer) -> None:
    customer.office.does(actions.cancel, customer.visit, reason="x", asked_by="us")
    page = customer.reads()
    assert "取消了" in page and "好，我在家" not in page


def test_an_erased_customer_s_words_and_link_go(customer: Customer) -> None:
    from server.kernel.registry import installed
    from server.kernel.wiring import Forgetting

    office = customer.office  # noqa: F811
    customer.presses("/message", text="词甲")
    office.at("2026-11-30 08:05")
    office.send()
    person = office.scenario.customers[office.ours][0]
    asked = Forgetting(office.ours, frozenset({"bodies", "contact"}), "customer", (person,), (customer.visit,))
    with office.scenario.app.app_context():
        write(lambda: installed().forget(asked))
        db.session.rollback()
    assert [row.words for row in office.scenario.rows(CustomerAnswer)] == [""]
    assert {row.text for row in office.notices()} == {""} and office.files() == []
    customer.reads(status=404)
