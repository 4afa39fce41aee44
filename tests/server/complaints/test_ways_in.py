"""Complaining without a sign-in from the page of the visit and from the web: one way as easy as the other, none a way to flood or to spy (CP-6)."""

from __future__ import annotations

import gzip
import re

from server.complaints.models import Complaint
from server.complaints.ways_in import A_CODE_AND_DAY, A_NETWORK
from server.kernel.transaction import write
from server.notices.links import link_of
from server.visits.models import Fact
from tests.cast import OURS, THEIRS
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.test_customer_pages import browser, finished

WEB = f"/t/to/{OURS}"


def visit_link(desk: Complaints, visit: str) -> str:
    """The code of the customer's page of the visit."""
    with desk.scenario.app.app_context():
        return str(write(lambda: link_of(desk.ours, visit)).rpartition("/")[2])


def test_cp6_from_the_page_of_the_visit_once_it_is_over(desk: Complaints) -> None:
    visit = desk.given("10:00")
    code, customer = visit_link(desk, visit), browser(desk)
    assert f"/t/visit/{code}" not in customer.get(f"/v/{code}").get_data(as_text=True)
    assert customer.get(f"/t/visit/{code}").status_code == 404  # there is nothing to complain of yet
    desk.report(visit, "arrived")
    desk.report(visit, "ended", outcome="nobody_home")
    desk.sent()
    assert f"/t/visit/{code}" in customer.get(f"/v/{code}").get_data(as_text=True)
    answer = customer.post(f"/t/visit/{code}", data={"text": "没人来", "wants": "redo"})
    assert answer.status_code == 303
    [row] = desk.scenario.rows(Complaint)
    assert (row.via, row.visit_id, row.customer_id) == ("link", visit, desk.scenario.customers[desk.ours][0])


def test_cp6_anybody_complains_from_the_web_and_follows_it_in_their_language(desk: Complaints) -> None:
    customer = browser(desk)
    form = customer.get(f"{WEB}?lang=en").get_data(as_text=True)
    assert "What happened" in form and "<script" not in form and "Complain" in form
    said = {"text": "The hole in the street is open.", "caller": "Ann Lee", "place": "Cuihu 3", "phone": "13900001111"}
    answer = customer.post(f"{WEB}?lang=en", data=said | {"wants": "redo"})
    assert answer.status_code == 303
    [row] = desk.scenario.rows(Complaint)
    assert (row.via, row.language, row.customer_id, row.anonymous) == ("web", "en", None, False)
    page = customer.get(answer.headers["Location"]).get_data(as_text=True)
    assert row.number in page and "12-03 09:00" in page  # 48 hours, because nobody is concerned
    assert (
        "Ann Lee" not in page and "13900001111" not in page
    )  # whoever has the address reads the words, not the person
    office = desk.page(f"/console/complaints/{row.id}")
    assert "Ann Lee" in office and "13900001111" in office and "Cuihu 3" in office
    [fact] = desk.scenario.rows(Fact, Fact.kind == "complained")
    assert fact.person_id == desk.ours  # nobody of the staff


def test_cp6_the_forms_take_fewer_than_14_kb(desk: Complaints) -> None:
    customer = browser(desk)
    for language in ("zh-CN", "en"):
        page = customer.get(f"{WEB}?lang={language}").get_data()
        sheet = re.search(r'href="(/[^"]*customer[^"]*\.css)"', page.decode())
        assert sheet
        style = customer.get(sheet[1]).get_data()
        assert len(page) < 14_000 and len(gzip.compress(page)) + len(gzip.compress(style)) < 14_000


def test_cp6_a_flood_from_one_network_meets_the_telephone_number(desk: Complaints) -> None:
    customer = browser(desk)
    for number in range(A_NETWORK):
        assert customer.post(WEB, data={"text": f"第 {number} 件"}).status_code == 303
    answer = customer.post(WEB, data={"text": "还有一件"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429 and "还有一件" in page and re.search(r'href="tel:\d+"', page)
    assert len(desk.scenario.rows(Complaint)) == A_NETWORK


def test_cp6_both_links_of_a_visit_have_one_limit(desk: Complaints) -> None:
    visit, code = finished(desk)
    link, customer = visit_link(desk, visit), browser(desk)
    for number in range(A_CODE_AND_DAY):
        way = f"/t/new/{code}" if number % 2 else f"/t/visit/{link}"
        assert customer.post(way, data={"text": f"第 {number} 件"}).status_code == 303
    assert customer.post(f"/t/visit/{link}", data={"text": "多"}).status_code == 429
    assert customer.post(f"/t/new/{code}", data={"text": "多"}).status_code == 429


def test_cp6_what_a_machine_fills_in_and_what_is_too_long_is_no_complaint(desk: Complaints) -> None:
    customer = browser(desk)
    assert customer.post(WEB, data={"text": "buy", "website": "https://spam.example"}).status_code == 422
    long = customer.post(WEB, data={"text": "长" * 4001, "caller": "王"})
    assert (
        long.status_code == 422 and "长" * 100 in long.get_data(as_text=True) and "4000" in long.get_data(as_text=True)
    )
    assert customer.post(WEB, data={"text": " \n "}).status_code == 422
    assert desk.scenario.rows(Complaint) == []


def test_cp6_script_in_words_stays_text_on_every_page(desk: Complaints) -> None:
    evil = "<script>alert(1)</script>{{7*7}}"
    customer = browser(desk)
    answer = customer.post(WEB, data={"text": evil, "caller": evil, "place": evil})
    [row] = desk.scenario.rows(Complaint)
    for page in (
        customer.get(answer.headers["Location"]).get_data(as_text=True),
        desk.page("/console/complaints"),
        desk.page(f"/console/complaints/{row.id}"),
    ):
        assert "<script>alert" not in page and "49" not in page.split("&lt;script")[1][:60]


def test_cp6_another_organisation_gets_its_own_and_unknown_names_are_slowed_down(desk: Complaints) -> None:
    customer = browser(desk)
    answer = customer.post(f"/t/to/{THEIRS}", data={"text": "他们的事"})
    [row] = desk.scenario.rows(Complaint)
    assert row.organisation_id == desk.scenario.cast.theirs
    assert "他们的事" not in desk.page("/console/complaints")
    assert desk.scenario.cast.office("chenjing").get(f"/console/complaints/{row.id}").status_code == 404
    assert answer.headers["Location"].startswith("/t/")
    codes = [customer.get(f"/t/to/guess{number}").status_code for number in range(31)]
    assert codes[0] == 404 and codes[-1] == 429


def test_cp6_what_does_not_fit_is_neither_cut_nor_lost(desk: Complaints) -> None:
    """Guard: `FITS` in `_send`."""
    customer, said = browser(desk), {"text": "路上有个洞", "wants": "answer"}
    assert 'name="place" maxlength' not in customer.get(WEB).get_data(as_text=True)
    for name, words in (("caller", "称呼太长了"), ("place", "地方太长了"), ("phone", "电话太长了")):
        answer = customer.post(f"{WEB}?lang=zh-CN", data=said | {name: "9" * 121})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and words in page and "9" * 121 in page and "路上有个洞" in page
        marked = re.findall(r'<(?:input|textarea) id="(\w+)"[^>]*aria-invalid', page)
        assert marked == [name] and 'id="wrong"' in page  # the field to mend, and no other
    empty = customer.post(f"{WEB}?lang=zh-CN", data={"text": "", "wants": "answer"}).get_data(as_text=True)
    assert re.findall(r'<(?:input|textarea) id="(\w+)"[^>]*aria-invalid', empty) == ["text"]
    assert desk.scenario.rows(Complaint) == []
