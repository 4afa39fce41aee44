"""Whoever a customer's open complaint is about goes there again only where a dispatcher has read so and chosen them all the same (4.2)."""

from __future__ import annotations

import html
import re

import pytest

from server.complaints import actions
from server.customers.changing import merge
from server.customers.models import Customer
from server.kernel.db import db
from server.kernel.transaction import write
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.test_taking import second_customer
from tests.server.console.desk import Desk
from tests.server.matters.conftest import at  # noqa: F401 - a fixture

WORDS, DONE = "这位客户正在投诉", "assigned_again"


@pytest.fixture
def again(desk: Complaints) -> str:
    """Another visit to the customer whose complaint is about Li Ming."""
    desk.says(visit=desk.scenario.given("liming", days=0, hour="13:00"), persons=(desk.person("liming"),))
    return desk.scenario.order(days=1, hour="10:00")


@pytest.fixture
def office(desk: Complaints) -> Desk:
    return Desk(desk.scenario.cast.office("chenjing"))


def option(source: str, person: str) -> str:
    """The words with which a form offers somebody."""
    found = re.search(rf'<option value="{person}"[^>]*>([^<]*)<', source)
    return html.unescape(found.group(1)) if found else ""


def test_42_the_forms_say_it_and_one_press_offers_them_not(desk: Complaints, office: Desk, again: str) -> None:
    """Guards: `not_again` in `who_could` and `suggestions`; `section` of server/complaints/not_again.py."""
    liming, other = desk.person("liming"), desk.person("ayguli")
    page = office.get(f"/console/visits/{again}?do=assign")
    assert WORDS in option(page.source, liming) and WORDS not in option(page.source, other)
    order = re.findall(r'<option value="([^"]+)"', page.source.split('id="f-lead"')[1].split("</select>")[0])
    assert order[-1] == liming  # last of all, although the work is known
    panel = office.get(f"/console/visits?visit={again}&day=2026-12-02").source
    assert f'value="{other}"' in panel and f'name="lead" value="{liming}"' not in panel
    move = office.get(f"/console/board?visit={again}&do=move&day=2026-12-02").source
    assert WORDS in option(move, liming)


def test_42_intake_says_it_beside_the_name(desk: Complaints, office: Desk, again: str) -> None:
    """Guard: `not_again` in `look_up`."""
    typed = {"phone": "13812341234", "day": "2026-12-02", "agreed": "10:00"}
    slots = office.client.post("/console/intake/draft", data=typed).json["slots"]
    assert WORDS in option(slots, desk.person("liming")) and WORDS not in option(slots, desk.person("ayguli"))


def test_42_it_is_said_again_once_they_are_sent_with_a_way_back(desk: Complaints, office: Desk, again: str) -> None:
    """Guard: `sent_again` in `_assigned`."""
    liming, other = desk.person("liming"), desk.person("ayguli")
    form = {"version": office.get(f"/console/visits/{again}?do=assign").field("version"), "lead": liming}
    sent = office.post(f"/console/visits/{again}/assign", **form)
    assert f"done={DONE}" in sent.location and "undo=" in sent.location
    assert desk.scenario.visit(again).lead_id == liming  # a dispatcher may mean it
    many = office.post("/console/visits/assign", visit=again, lead=other)
    assert f"done={DONE}" not in many.location
    assert f"done={DONE}" in office.post("/console/visits/assign", visit=again, lead=liming).location


def test_42_the_board_says_it_once_they_are_sent(desk: Complaints, office: Desk, again: str) -> None:
    """Guard: `sent_again` in `board_move`."""
    page = office.get(f"/console/board?visit={again}&do=move&day=2026-12-02")
    form = {"version": page.field("version"), "lead": desk.person("liming"), "day": "2026-12-02", "start": "10:00"}
    assert f"done={DONE}" in office.post(f"/console/board/{again}/move", **form).location


def test_42_nothing_is_said_once_the_complaint_is_closed_or_to_other_customers(desk: Complaints, office: Desk) -> None:
    """Guards: `closed_at` and `customer_id` in `section`."""
    complaint = desk.says(visit=desk.scenario.given("liming", days=0, hour="13:00"), persons=(desk.person("liming"),))
    visit = desk.scenario.order(days=1, hour="10:00")
    desk.does(actions.close, complaint, "withdrawn", "客户撤回", by="zhoumin")
    assert WORDS not in office.get(f"/console/visits/{visit}?do=assign").source
    desk.says(customer=second_customer(desk), persons=(desk.person("liming"),))
    assert WORDS not in office.get(f"/console/visits/{visit}?do=assign").source


def test_42_it_follows_customers_who_turn_out_to_be_one(desk: Complaints, office: Desk) -> None:
    """Noted for either of the two, it holds for visits of either. Guard: `same_person` in `section`."""
    liming, mine, other = desk.person("liming"), desk.scenario.customers[desk.ours][0], second_customer(desk)
    visit = desk.scenario.order(days=1, hour="10:00")
    desk.says(customer=other, persons=(liming,))
    assert WORDS not in office.get(f"/console/visits/{visit}?do=assign").source

    def becomes(one: str, into: str) -> None:
        both = [db.session.get_one(Customer, (desk.ours, each)) for each in (one, into)]
        merge(desk.ours, desk.person("chenjing"), *both)

    with desk.scenario.app.app_context():
        write(lambda: becomes(mine, other))  # the visit keeps whom it was ordered for
    assert WORDS in option(office.get(f"/console/visits/{visit}?do=assign").source, liming)
    typed = {"phone": "13999990001", "day": "2026-12-02", "agreed": "10:00"}
    assert WORDS in option(office.client.post("/console/intake/draft", data=typed).json["slots"], liming)


def test_42_a_complaint_of_who_was_merged_away_holds_for_who_is_left(desk: Complaints, office: Desk) -> None:
    """Guard: `merged_with` in `same_person`."""
    mine, other = desk.scenario.customers[desk.ours][0], second_customer(desk)
    visit = desk.scenario.order(days=1, hour="10:00")
    desk.says(customer=other, text="词甲", persons=(desk.person("liming"),))
    with desk.scenario.app.app_context():
        both = [db.session.get_one(Customer, (desk.ours, each)) for each in (other, mine)]
        write(lambda: merge(desk.ours, desk.person("chenjing"), *both))
    assert WORDS in option(office.get(f"/console/visits/{visit}?do=assign").source, desk.person("liming"))
    assert "词甲" in office.get(f"/console/customers/{mine}").source
