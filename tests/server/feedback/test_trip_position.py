"""Where the technician is on the way: shown to one customer by the technician's wish, rounded, and gone with the arrival (ruling 26)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from server.customers.models import Premises
from server.feedback import trip_position
from server.feedback.trip_position import TripPosition
from server.kernel.db import db
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from server.visits.models import Visit
from server.visits.office import actions
from tests.server.feedback.test_visit_page import Customer as WithLink
from tests.server.matters.conftest import at  # noqa: F401 - a fixture
from tests.server.notices.conftest import Office, office, receiver, settings  # noqa: F401 - fixtures

HOME = {"lat": 30_250_000, "lon": 120_160_000, "datum": "wgs84"}
THERE = {"lat": 30_231_987, "lon": 120_160_456}  # 2.0 km to the south
MAP = "uri.amap.com"

pytestmark = pytest.mark.both_databases


class Customer(WithLink):
    """Who has the link; `departed` is the fact by which the trip began."""

    departed = ""


@pytest.fixture
def customer(office: Office) -> Customer:  # noqa: F811 - the fixture
    """Whose repair at 15:00 today is Li Ming's, and whose home is on the map."""
    found = Customer(office, office.given("15:00"))
    with office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Premises).values(**HOME)))
    return found


def tells(customer: Customer, place: Any = THERE, login: str = "liming") -> int:
    """The status that a phone gets which tells where it is."""
    office = customer.office
    phone = office.phone if login == "liming" else office.scenario.enrolled(login)
    assert phone
    client = phone.send.client  # type: ignore[attr-defined]
    return int(client.put(f"/api/v1/visits/{customer.visit}/position", json=place).status_code)


def leaves(customer: Customer, hour: str = "14:30") -> None:
    """Li Ming is on the way."""
    customer.office.at(f"2026-11-30 {hour}")
    customer.departed = customer.office.report(customer.visit, "departed")
    customer.office.sent()


def stored(customer: Customer) -> list[tuple[int, int]]:
    return [(row.lat, row.lon) for row in customer.office.scenario.rows(TripPosition)]


def test_the_customer_sees_how_far_away_and_when_that_was(customer: Customer) -> None:
    leaves(customer)
    assert MAP not in customer.reads()
    customer.office.at("2026-11-30 14:36")
    assert tells(customer) == 204
    assert stored(customer) == [(30_232_000, 120_160_000)]  # about 100 m, never the door that was passed
    page = customer.reads()
    assert "14:36 时离您这里直线大约 2.0 公里" in page
    assert "https://uri.amap.com/marker?position=120.160,30.232&amp;coordinate=wgs84" in page
    assert 'rel="noreferrer"' in page and "<script" not in page
    assert "At 14:36 it was about 2.0 km in a straight line." in customer.reads("?lang=en")
    customer.office.at("2026-11-30 14:40")
    assert tells(customer, {"lat": 30_247_000, "lon": 120_160_000}) == 204
    assert "14:40 时离您这里不到 1 公里" in customer.reads()
    assert len(stored(customer)) == 1  # the last one only: no trail
    assert tells(customer, {"lat": 30_142_000, "lon": 120_160_000}) == 204
    assert "直线大约 12 公里" in customer.reads()


def test_without_a_position_of_the_home_the_page_says_the_hour_and_shows_the_map(customer: Customer) -> None:
    with customer.office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Premises).values(lat=None, lon=None, datum=None)))
    leaves(customer)
    assert tells(customer) == 204
    page = customer.reads()
    assert "14:30 的位置可以在地图上看" in page and MAP in page and "公里" not in page


def test_a_home_on_a_chinese_map_is_measured_in_one_system(customer: Customer) -> None:
    """GCJ-02 of the same spot lies some 500 m off; the distance is that of WGS-84."""
    with customer.office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Premises).values(lat=30_247_660, lon=120_164_678, datum="gcj02")))
    leaves(customer)
    assert tells(customer) == 204
    assert "直线大约 2.0 公里" in customer.reads()


def test_an_old_position_is_shown_to_nobody_and_swept_away(customer: Customer) -> None:
    leaves(customer)
    tells(customer)
    customer.office.at("2026-11-30 14:46")
    page = customer.reads()
    assert MAP not in page and "出发来您这里" in page
    with customer.office.scenario.app.app_context():
        assert trip_position.sweep(customer.office.ours) == 1
    assert stored(customer) == []


ENDS: dict[str, Callable[[Customer], Any]] = {
    "arrived": lambda customer: customer.office.report(customer.visit, "arrived"),
    "withdrawn": lambda customer: customer.office.report(
        customer.visit, "withdrawn", fact=customer.departed, reason="slip"
    ),
    "hidden": lambda customer: customer.office.phone.send.client.delete(f"/api/v1/visits/{customer.visit}/position"),  # type: ignore[union-attr]
    "given to another": lambda customer: customer.office.scenario.assign(customer.visit, "wangqiang"),
    "cancelled": lambda customer: customer.office.does(
        actions.cancel, customer.visit, reason="no_time", asked_by="customer"
    ),
}


@pytest.mark.parametrize("what", ENDS)
def test_the_position_is_deleted_when_the_trip_is_over(customer: Customer, what: str) -> None:
    leaves(customer)
    assert tells(customer) == 204 and len(stored(customer)) == 1
    ENDS[what](customer)
    customer.office.sent()
    assert stored(customer) == []
    assert MAP not in customer.reads()


def test_it_is_shown_on_the_way_only_by_who_comes_and_reads_as_a_place(customer: Customer) -> None:
    assert tells(customer) == 409  # not left yet
    leaves(customer)
    assert tells(customer, login="wangqiang") == 404
    for wrong in (
        {"lat": 91_000_000, "lon": 0},
        {"lat": 1, "lon": 180_000_001},
        {"lat": "30", "lon": 120},
        {"lat": 1},
        [],
    ):
        assert tells(customer, wrong) == 422
    assert tells(customer, {**THERE, "speed": 3}) == 422
    assert stored(customer) == []
    with customer.office.scenario.app.app_context():
        assert db.session.get_one(Visit, (customer.office.ours, customer.visit)).state == "on_the_way"


def test_a_customer_whose_data_is_erased_leaves_no_position(customer: Customer) -> None:
    leaves(customer)
    tells(customer)
    forgets(customer)
    assert stored(customer) == []


def forgets(customer: Customer) -> None:
    """Everything personal of the customer is removed."""
    asked = Forgetting(
        customer.office.ours,
        frozenset({"bodies"}),
        "asked",
        tuple(customer.office.scenario.customers[customer.office.ours]),
    )
    with customer.office.scenario.app.app_context():
        write(partial(trip_position.forget, asked))
