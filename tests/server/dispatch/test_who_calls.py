"""Who calls is who they are: a known number renames nobody, two customers become one and one becomes two, and no fact is touched."""

from __future__ import annotations

import pytest

from server.customers.models import Customer, CustomerChange, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.text.times import read_time
from server.kernel.transaction import write
from server.visits.models import Fact, Visit
from tests.server.console.all_forms import somebody
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import TYPED, read_aloud, save, tomorrow

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's


def named(scenario, name: str) -> list[Customer]:
    return [row for row in scenario.rows(Customer) if row.name == name]


def test_A2_another_name_on_a_known_number_is_a_question_and_never_a_rename(desk: Desk, scenario) -> None:
    assert save(desk).status == 303
    page = save(desk, name="新房客")
    assert page.errors() == ["same_person"] and "是同一个人吗" in page
    assert not named(scenario, "新房客") and len(named(scenario, "施慧")) == 1
    assert save(desk, name="新房客", same_person="other").status == 303
    assert len(named(scenario, "新房客")) == len(named(scenario, "施慧")) == 1
    assert save(desk, name="施小慧", same_person="same", customer=named(scenario, "施慧")[0].id).status == 303
    assert not named(scenario, "施慧") and len(named(scenario, "施小慧")) == 1
    assert [row.what for row in scenario.rows(CustomerChange)] == ["corrected"]


def test_A2_somebody_new_with_a_known_number_is_taken_without_a_question(desk: Desk, scenario) -> None:
    assert save(desk).status == 303
    assert save(desk, name="新房客", customer="new").status == 303
    assert len([row for row in scenario.rows(Customer) if row.phone == "19900003907"]) == 2


def test_A2_a_chosen_customer_does_not_survive_somebody_elses_number(desk: Desk, scenario) -> None:
    somebody(scenario, "朱雪梅", "19900003131")
    assert save(desk).status == 303
    first = named(scenario, "施慧")[0]
    page = save(desk, phone="19900003131", customer=first.id)
    assert page.errors() == ["same_person"] and "这个号码是朱雪梅的" in page
    assert {row.phone for row in scenario.rows(Customer)} >= {"19900003131", "19900003907"}


def test_A2_the_one_who_was_chosen_stays_where_a_dozen_share_the_number(desk: Desk, scenario) -> None:
    """Of one number the ten oldest are offered; an order from the eleventh's own page went to the first of them."""
    twelve = [somebody(scenario, f"第{number}位", "19955501024") for number in range(12)]
    page = desk.get(f"/console/intake?customer={twelve[-1]}")
    assert page.field("name") == "第11位" and page.field("customer") == twelve[-1]


def test_A2_a_typed_place_is_never_mixed_with_a_known_one(desk: Desk, scenario) -> None:
    assert save(desk).status == 303
    page = desk.post("/console/intake", phone="19900003907", estate="新家园", building="8", look="1")
    assert page.field("name") == "施慧" and page.field("estate") == "新家园"
    assert page.field("unit") == page.field("room") == page.field("gate_note") == ""


def test_F15_two_telephones_at_one_door_are_told(desk: Desk, scenario) -> None:
    assert save(desk, slot=f"{tomorrow()} 15:00-17:00").status == 303
    draft = desk.client.post("/console/intake/draft", data=TYPED | {"phone": "19977770001", "name": "李雷"}).json
    assert "这一户已有一单，是施女士约的" in draft["side"]
    elsewhere = desk.client.post("/console/intake/draft", data=TYPED | {"phone": "19977770001", "room": "1803"}).json
    assert "这一户已有一单" not in elsewhere["side"]


def test_B11_F7_what_is_missing_or_not_understood_is_named_while_it_is_typed(desk: Desk, scenario) -> None:
    draft = desk.client.post("/console/intake/draft", data={"phone": "19977770001", "name": "李雷"}).json
    assert "还差：地址、做什么、时间。" in draft["read"]
    draft = desk.client.post(
        "/console/intake/draft", data=TYPED | {"slot": f"{tomorrow()} 15:00-17:00", "agreed": "3点半"}
    ).json
    assert "上午还是下午" in draft["read"] and "read_time" not in draft["read"]
    draft = desk.client.post(
        "/console/intake/draft", data=TYPED | {"slot": f"{tomorrow()} 15:00-17:00", "agreed": "下午3点半"}
    ).json
    assert "下午 3 点 30 分" in draft["read"] and read_time("下午3点半") == ("15:30", "")


def test_B10_an_earlier_time_that_is_no_slot_is_kept(desk: Desk, scenario) -> None:
    draft = desk.client.post("/console/intake/draft", data=TYPED | {"slot": f"{tomorrow()} 17:10-19:10"}).json
    assert f'value="{tomorrow()} 17:10-19:10" checked' in draft["slots"]


@pytest.mark.parametrize(("day", "field"), [(-1, "day"), (-2000, "day"), (400, "day")])
def test_F17_a_visit_is_not_moved_into_the_past_or_another_year(desk: Desk, scenario, day: int, field: str) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    version = desk.get(f"/console/visits/{visit}?do=retime").field("version")
    wanted = clock.day_of(clock.later(clock.now(), days=day), "Asia/Shanghai")
    page = desk.post(f"/console/visits/{visit}/retime", version=version, by="customer", day=wanted, agreed="15:00")
    assert page.errors() == [field]


def test_A2_two_customers_become_one_and_two_again_and_visits_keep_what_was_true(desk: Desk, scenario) -> None:
    assert save(desk).status == 303
    one, facts = named(scenario, "施慧")[0], [row.text for row in scenario.rows(Fact)]
    into = somebody(scenario, "施小慧", "19977770001")
    assert desk.post(f"/console/customers/{one.id}/merge", into="没有这个人").errors() == ["into"]
    merged = desk.post(f"/console/customers/{one.id}/merge", into="施小慧")
    page = desk.get(merged.location)
    assert "合并好了" in page and "阳光里 6-1-1802" in page and "修水表" in page
    assert f"/console/customers/{into}" in desk.get(f"/console/customers/{one.id}").source
    (visit,) = scenario.rows(Visit)
    assert visit.customer_id == one.id and [row.text for row in scenario.rows(Fact)] == facts
    draft = desk.client.post("/console/intake/draft", data={"phone": "19900003907"}).json
    assert draft["filled"]["customer"] == into and f'data-id="{one.id}"' not in desk.get("/console/customers").source
    assert desk.post(f"/console/customers/{one.id}/separate").status == 303
    assert {row.customer_id for row in scenario.rows(Premises) if row.estate == "阳光里"} == {one.id}
    assert [row.what for row in scenario.rows(CustomerChange)] == ["merged", "separated"]


def test_A2_one_customer_becomes_two_with_the_visits_of_their_places(desk: Desk, scenario, cast) -> None:
    assert save(desk).status == 303
    second = TYPED | {"room": "1901", "slot": f"{tomorrow()} 15:00-17:00", "lead": cast.people["liming"]}
    assert desk.post("/console/intake", **second, **read_aloud(desk, second)).status == 303
    one = named(scenario, "施慧")[0]
    place = next(row.id for row in scenario.rows(Premises) if row.room == "1901")
    assert set(desk.post(f"/console/customers/{one.id}/split", other_name="").errors()) == {"other_name", "premises"}
    assert (
        desk.post(
            f"/console/customers/{one.id}/split", other_name="李四", other_phone="19977770001", premises=place
        ).status
        == 303
    )
    owners = {row.premises_id: row.customer_id for row in scenario.rows(Visit)}
    (new,) = named(scenario, "李四")
    assert owners[place] == new.id and one.id in owners.values()
    held = [
        each
        for each in scenario.phone("liming").visits.values()
        if each["place"].get("room") == "1901" or each.get("customer")
    ]
    assert not held or any("李" in str(each["customer"]) for each in held)
    assert "李四" in desk.get("/console/customers") and "施慧" in desk.get("/console/customers")


def test_A2_a_correction_is_found_by_the_new_name_and_is_on_record(desk: Desk, scenario) -> None:
    assert save(desk).status == 303
    one = named(scenario, "施慧")[0]
    assert desk.post(f"/console/customers/{one.id}", name="", phone="12").errors() == ["name", "phone"]
    assert desk.post(f"/console/customers/{one.id}", name="史慧", salutation="ms", language="zh-CN").status == 303
    (visit,) = scenario.rows(Visit)
    assert visit.id in desk.get("/console/visits?day=all&q=史慧").source
    (change,) = scenario.rows(CustomerChange)
    assert change.what == "corrected" and "施慧" in change.said and "史慧" in change.said


@pytest.mark.parametrize("typed", ["林晓梅", "lxm", "12341234", "翠湖花园 2803", "HU-77"])
def test_a_customer_is_found_for_an_order_by_one_field(typed: str, desk: Desk, scenario) -> None:
    """Name, initials, telephone, address, account. Guard: `for=order` of the list."""
    customer = scenario.customers[scenario.ours][0]
    with scenario.app.app_context():
        write(lambda: setattr(db.session.get_one(Customer, (scenario.ours, customer)), "account_number", "HU-77"))
    assert 'name="for" value="order"' in desk.get("/console/intake").source
    found = desk.client.get("/console/customers", query_string={"q": typed, "for": "order"}).get_data(as_text=True)
    assert f"/console/intake?customer={customer}" in found
    assert f"/console/intake?customer={customer}" not in desk.get(f"/console/customers?q={typed}").source
