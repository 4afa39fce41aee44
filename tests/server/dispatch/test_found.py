"""What a caller says finds the visit and the customer: the name as it is shown, any number, any person; and lists stand in the order of names."""

from __future__ import annotations

import re

import pytest

from server.customers.models import Customer
from server.kernel import clock
from server.kernel.text.pinyin import looked_up_as
from tests.server.console.all_forms import somebody
from tests.server.dispatch.conftest import Desk

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's


@pytest.fixture
def known(desk: Desk, scenario) -> tuple[str, str]:
    """(customer, visit): somebody with an account, a daughter and a meter, whose visit Li Ming has."""
    customer, place = scenario.customers[scenario.ours]
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=60))
    account = {"name": "林晓梅", "salutation": "ms", "account_number": "3310 2207 18"}
    assert desk.post(f"/console/customers/{customer}", **account).status == 303
    daughter = {"contact_phone": "19988880001", "contact_name": "郑小兰"}
    assert desk.post(f"/console/customers/{customer}/household", **daughter).status == 303
    meter = {"measures": "water", "meter_number": "SB-2509-11873"}
    assert desk.post(f"/console/customers/{customer}/places/{place}/meters", **meter).status == 303
    return customer, visit


@pytest.mark.parametrize(
    "typed",
    [
        "林女士",
        "lxm",
        "3310 2207 18",
        "331022",
        "3310-2207-18",
        "江城区翠湖花园",
        "江城区翠湖2-1-2803",
        "郑小兰",
        "19988880001",
        "11873",
    ],
)
def test_B13_F14_a_customer_and_their_visit_are_found(desk: Desk, known, typed: str) -> None:
    customer, visit = known
    assert f'data-id="{customer}"' in desk.get(f"/console/customers?q={typed}").source
    assert desk.get(f"/console/visits?q={typed}").row(visit)


def test_B13_a_visit_is_found_by_who_goes_and_by_its_number_without_hyphens(desk: Desk, scenario, known) -> None:
    _, visit = known
    number = scenario.visit(visit).number
    for typed in ("李明", "lm", number.replace("-", ""), number.replace("-", "").lower()):
        assert desk.get(f"/console/visits?q={typed}").row(visit), typed
    for typed in ("林先生", "3310 2207 19", "王强", "施女士"):
        assert not desk.get(f"/console/visits?q={typed}").row(visit), typed


def test_B13_who_was_joined_with_somebody_is_found_by_the_old_name(desk: Desk, scenario, known) -> None:
    customer, _ = known
    into = somebody(scenario, "沈月", "19977770001")
    assert desk.post(f"/console/customers/{customer}/merge", into="沈月").status == 303
    found = desk.get("/console/customers?q=林晓梅").source
    assert f'data-id="{into}"' in found and f'data-id="{customer}"' not in found


def test_B13_across_days_the_count_is_of_all_that_is_listed(desk: Desk, scenario, known) -> None:
    _, visit = known
    over = scenario.order(agreed_at=clock.later(clock.now(), minutes=90))
    version = desk.get(f"/console/visits/{over}?do=cancel").field("version")
    desk.post(f"/console/visits/{over}/cancel", version=version, reason="不用了", by="customer")
    page = desk.get("/console/visits?day=all")
    assert page.row(visit) and page.row(over)
    assert re.search(r"(?<!\d)2 单 ·", page.text)


def test_F24_customers_stand_in_the_order_of_their_names(desk: Desk, scenario) -> None:
    for name in ("曾志伟", "代春", "Emma Carter", "阿依夏木", "单雄信", "陈静", "𠮷永强", "沈月", "何平"):
        somebody(scenario, name, None)
    names = re.findall(r"<tr data-id.*?<b>([^<]+)</b>", desk.get("/console/customers").source)
    assert names == ["阿依夏木", "陈静", "代春", "Emma Carter", "何平", "林晓梅", "单雄信", "沈月", "曾志伟", "𠮷永强"]


def test_F24_the_next_page_goes_on_where_the_first_ended(desk: Desk, scenario, monkeypatch) -> None:
    from server.customers.console import customers

    monkeypatch.setattr(customers, "PAGE", 2)
    for name in ("王伟", "阿福", "王伟", "曾志伟"):
        somebody(scenario, name, None)
    address, seen = "/console/customers", []
    while address:
        page = desk.get(address)
        seen += re.findall(r"<tr data-id.*?<b>([^<]+)</b>", page.source)
        following = re.search(r'<p class="more"><a class="button" href="([^"]+)"', page.source)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == ["阿福", "林晓梅", "王伟", "王伟", "曾志伟"]


def test_F24_a_renamed_customer_moves_in_the_list(desk: Desk, scenario) -> None:
    customer, _ = scenario.customers[scenario.ours]
    assert desk.post(f"/console/customers/{customer}", name="安宁", salutation="ms").status == 303
    [row] = [each for each in scenario.rows(Customer) if each.id == customer]
    assert row.sorted_as == looked_up_as("安宁") == "an0ning"
