"""A household as it is: several numbers, people and places, the meters there; put right with every change on record."""

from __future__ import annotations

import pytest

from server.customers.models import Customer, CustomerChange, Meter, Premises
from server.kernel.db import db
from server.visits.models import Fact, Visit
from tests.server.dispatch.conftest import Desk
from tests.server.dispatch.test_orders import TYPED, read_aloud, tomorrow

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's

DAUGHTER = {"contact_phone": "199 8888 0001", "contact_name": "林小妹", "relation": "女儿"}


@pytest.fixture
def ours(scenario) -> tuple[str, str]:
    found: tuple[str, str] = scenario.customers[scenario.ours]
    return found


def test_K9_a_daughters_number_finds_the_household_and_renames_nobody(desk: Desk, scenario, ours) -> None:
    customer, _ = ours
    assert desk.post(f"/console/customers/{customer}/household", **DAUGHTER).status == 303
    page = desk.get(f"/console/customers/{customer}")
    assert "林小妹 女儿 199****0001" in page and "19988880001" not in page.source
    draft = desk.client.post("/console/intake/draft", data={"phone": "19988880001"}).json
    assert draft["filled"]["customer"] == customer and draft["filled"]["name"] == "林晓梅"
    typed = TYPED | draft["filled"] | {"name": "林小妹", "phone": "19988880001", "slot": f"{tomorrow()} 15:00-17:00"}
    saved = desk.post("/console/intake", **typed, **read_aloud(desk, typed))
    assert saved.status == 303
    [row] = [each for each in scenario.rows(Customer) if each.id == customer]
    assert (row.name, row.phone) == ("林晓梅", "13812341234") and len(scenario.rows(Customer)) == 2


def test_K9_a_stranger_at_a_daughters_number_is_a_question(desk: Desk, ours) -> None:
    assert desk.post(f"/console/customers/{ours[0]}/household", **DAUGHTER).status == 303
    for name, asked in (("林小妹", False), ("林晓梅", False), ("租客李四", True)):
        draft = desk.client.post("/console/intake/draft", data=TYPED | {"phone": "19988880001", "name": name}).json
        assert ("是同一个人吗" in draft["found"] + draft["read"]) is asked, name


@pytest.mark.parametrize("typed", ["13812341234", "12", "", "8802661 8802662"])
def test_K9_a_number_that_is_known_or_none_is_refused_and_stays_typed(desk: Desk, ours, typed: str) -> None:
    refused = desk.post(f"/console/customers/{ours[0]}/household", contact_phone=typed, contact_name="林小妹")
    assert refused.errors() == ["contact_phone"] and refused.field("contact_name") == "林小妹"


def test_K9_a_number_that_reaches_nobody_any_more_is_taken_away_and_stays_on_record(desk: Desk, scenario, ours) -> None:
    customer, _ = ours
    desk.post(f"/console/customers/{customer}/household", **DAUGHTER)
    panel = desk.get(f"/console/customers/{customer}?do=household")
    [action] = [each for each in panel.source.split('"') if each.endswith("/gone")]
    assert desk.post(action).status == 303
    assert "customer" not in desk.client.post("/console/intake/draft", data={"phone": "19988880001"}).json["filled"]
    page = desk.get(f"/console/customers/{customer}")
    assert "去掉：– → 林小妹 女儿 199****0001" in page and "陈静" in page
    assert [row.what for row in scenario.rows(CustomerChange)] == ["household", "household"]


def test_K9_a_place_that_was_written_wrong_is_right_on_the_phone_that_holds_it(desk: Desk, scenario, ours) -> None:
    customer, place = ours
    visit = scenario.given("liming", days=0, hour="23:00")
    phone = scenario.phone("liming")
    phone.sync_all()
    assert phone.visits[visit]["place"]["room"] == "2803"
    facts = [row.text for row in scenario.rows(Fact)]
    changed = desk.post(
        f"/console/customers/{customer}/places/{place}", district="江城区", estate="翠湖花园", building="3-1-2805"
    )
    assert changed.status == 303
    phone.sync_all()
    told = phone.visits[visit]
    assert (told["place"]["building"], told["place"]["room"]) == ("3", "2805")
    assert told["place"]["line"] == "翠湖花园 3-1-2805" and "2805" in told["contact"]["address"]
    assert [row.text for row in scenario.rows(Fact)] == facts
    page = desk.get(f"/console/customers/{customer}")
    assert "幢：2 → 3" in page and "室：2803 → 2805" in page
    assert desk.get("/console/visits?day=all&q=3-1-2805").row(visit)


def test_K9_a_corrected_name_reaches_the_phone_that_holds_the_visit(desk: Desk, scenario, ours) -> None:
    visit = scenario.given("liming", days=0, hour="23:00")
    phone = scenario.phone("liming")
    phone.sync_all()
    assert desk.post(f"/console/customers/{ours[0]}", name="林小梅", salutation="mr", language="en").status == 303
    phone.sync_all()
    customer = phone.visits[visit]["customer"]
    assert (customer["name"], customer["salutation"], customer["language"]) == ("林小梅", "mr", "en")


def test_K9_a_further_place_is_offered_and_one_without_an_estate_refused(desk: Desk, scenario, ours) -> None:
    customer, _ = ours
    added = {"estate": "梧桐里", "building": "4栋2单元602"}
    assert desk.post(f"/console/customers/{customer}/places", **added).status == 303
    [place] = [row for row in scenario.rows(Premises) if row.estate == "梧桐里"]
    assert (place.building, place.unit, place.room, place.customer_id) == ("4", "2", "602", customer)
    assert desk.post(f"/console/customers/{customer}/places", district="城东区").errors() == ["estate"]
    wrong = desk.post(f"/console/customers/{customer}/places", estate="梧桐里", building="4/5/6/7")
    assert wrong.errors() == ["building"] and wrong.field("building") == "4/5/6/7"


def test_K9_meters_hang_at_a_place_once_and_leave_their_number(desk: Desk, scenario, ours) -> None:
    customer, place = ours
    address, typed = f"/console/customers/{customer}/places/{place}/meters", {"measures": "water"}
    assert desk.post(address, **typed, meter_number="sb-2509 11873", hangs="厨房水槽下").status == 303
    assert "水表 SB-250911873 · 厨房水槽下" in desk.get(f"/console/customers/{customer}")
    again = desk.post(address, **typed, meter_number="SB-250911873")
    assert again.errors() == ["meter_number"]
    [meter] = scenario.rows(Meter)
    assert desk.post(f"{address}/{meter.id}/gone").status == 303
    assert "SB-250911873 · 厨房水槽下 · 已拆" in desk.get(f"/console/customers/{customer}")
    assert desk.post(address, **typed, meter_number="SB-250911873").status == 303


def test_not_this_one_without_a_script_saves_nothing_and_lets_go(desk: Desk, scenario, ours) -> None:
    """Guards: `other` in `take_order`, `rejected` in `prefilled`."""
    with scenario.app.app_context():
        number = db.session.get_one(Customer, (scenario.ours, ours[0])).phone
    known = desk.client.post("/console/intake/draft", data={"phone": number}).json["filled"]
    typed = TYPED | known | {"phone": number, "language": "en", "slot": f"{tomorrow()} 15:00-17:00"}
    page = desk.post("/console/intake", **typed, **read_aloud(desk, typed), other="new")
    assert (page.field("customer"), page.field("name"), page.field("estate")) == ("new", "", "")
    assert page.field("phone") == number and page.field("symptom") == typed["symptom"] and page.code == ""
    assert 'value="zh-CN" selected' in page.source  # the language of the one who did not call, too
    assert scenario.rows(Visit) == []
