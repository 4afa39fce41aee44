"""The day on a map: positions of places drawn by the server, in the order in which somebody goes, and no picture from elsewhere unless the operator says so."""

from __future__ import annotations

import re

import pytest

from server.config import SETTINGS, Settings
from server.customers.models import Premises
from server.dispatch.board.map import HEIGHT, WIDTH, map_of
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.text.positions import MapTiles
from server.kernel.transaction import write
from tests.cast import Cast
from tests.scenario import Scenario
from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures
from tests.server.dispatch.test_board import day_of

TILES = MapTiles("gcj02", "https://tiles.example/{z}/{x}/{y}.png", "© Somebody")


def pin(scenario: Scenario, lat: int | None = 30_250_000, lon: int | None = 120_160_000) -> None:
    """Put the place of our customer on the map."""
    _, premises = scenario.customers[scenario.ours]

    def work() -> None:
        place = db.session.get_one(Premises, (scenario.ours, premises))
        place.lat, place.lon, place.datum = lat, lon, "wgs84"

    with scenario.app.app_context():
        write(work)


def the_map(desk: Desk, scenario: Scenario) -> Page:
    return desk.get(f"/console/board?view=map&day={day_of(scenario)}")


def test_visits_stand_in_the_order_in_which_somebody_goes(desk: Desk, scenario: Scenario, cast: Cast) -> None:
    pin(scenario)
    late, early = (scenario.given("liming", days=1, hour=hour) for hour in ("15:00", "09:00"))
    waits = scenario.order(days=1, hour="10:00")
    page = the_map(desk, scenario)
    labels = dict(re.findall(r'visit=([\w-]+)" class="stop[^"]*" aria-label="(\S+)', page.source))
    assert labels == {early: "1", late: "2", waits: "?"}


def test_what_nobody_has_pinned_is_named_beside_the_map(desk: Desk, scenario: Scenario) -> None:
    pin(scenario, None, None)
    scenario.given("liming", days=1)
    page = the_map(desk, scenario)
    assert "不在地图上的 1 单" in page and "<svg viewBox" not in page.source


def test_all_stops_lie_within_the_drawing_also_at_one_spot() -> None:
    blocks = [{"id": str(each), "lead": str(each % 3)} for each in range(30)]
    spots = {str(each): (30 + each // 3 * 0.01, 120 + each // 3 * 0.02) for each in range(30)}
    for tiles in (None, TILES):
        drawn = map_of(blocks, spots, tiles)
        places = {(stop["x"], stop["y"]) for stop in drawn["stops"]}
        assert len(places) == 30
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)
    assert map_of(blocks[:1], {"0": (30, 120)}, None)["stops"][0]["x"] == WIDTH / 2


def test_the_policy_names_the_tile_server_on_this_page_alone(desk: Desk, scenario: Scenario) -> None:
    """Tiles tell where customers live: none are asked for unless the operator has chosen a server."""
    pin(scenario)
    scenario.given("liming", days=1)
    address = f"/console/board?view=map&day={day_of(scenario)}"
    before = desk.client.get(address)
    assert "tiles.example" not in before.headers["Content-Security-Policy"] + before.text
    settings = scenario.app.config["DOORSTEP"]
    try:
        scenario.app.config["DOORSTEP"] = settings.at(map_tiles=TILES)
        shown, elsewhere = desk.client.get(address), desk.client.get("/console/board")
    finally:
        scenario.app.config["DOORSTEP"] = settings
    assert "img-src 'self' https://tiles.example blob: data:;" in shown.headers["Content-Security-Policy"]
    assert re.search(r'<image href="https://tiles\.example/17/\d+/\d+\.png"', shown.text) and "© Somebody" in shown.text
    assert "tiles.example" not in elsewhere.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "text",
    [
        "https://tiles.example/{z}/{x}/{y}.png",
        "mars https://a/{z}/{x}/{y}",
        "wgs84 https://a/{z}/{x}",
        "wgs84 https://a;b/{z}/{x}/{y}",
    ],
)
def test_a_tile_server_that_cannot_be_is_refused_when_the_server_starts(text: str) -> None:
    with pytest.raises(Problem):
        Settings.from_environment({"DOORSTEP_MAP_TILES": text})
    assert "DOORSTEP_MAP_TILES" in SETTINGS


def test_a_position_is_typed_at_the_place_and_goes_with_another_address(desk: Desk, scenario: Scenario) -> None:
    customer, place = scenario.customers[scenario.ours]
    address = f"/console/customers/{customer}/places/{place}"
    typed = {"estate": "翠湖花园", "building": "2", "unit": "1", "room": "2803", "district": "江城区"}
    wrong = desk.post(address, **typed, position="桥东边")
    assert wrong.errors() == ["position"]
    desk.post(address, **typed, position="30.2512, 120.1612 wgs84")
    row = scenario.rows(Premises, Premises.id == place)[0]
    assert (row.lat, row.lon, row.datum) == (30251200, 120161200, "wgs84")
    desk.post(address, **typed | {"room": "2804"}, position="30.251200, 120.161200 wgs84")
    row = scenario.rows(Premises, Premises.id == place)[0]
    assert (row.room, row.lat, row.datum) == ("2804", None, None)  # a pin of another door leads to a wrong one


def test_another_organisations_places_are_on_no_map(their_desk: Desk, scenario: Scenario) -> None:
    pin(scenario)
    scenario.given("liming", days=1)
    assert "<svg viewBox" not in the_map(their_desk, scenario).source
