"""Who may ask what of a visit's timeline."""

from __future__ import annotations

from tests.server.authorisation.table import OFFICE, THEIR_OFFICE, Row, World

TIMELINE = "/api/v1/visits/<string:visit_id>/timeline"


def prepare(world: World) -> None:
    """A visit in each organisation."""
    scenario = world.scenario()
    world["timeline"] = f"/api/v1/visits/{scenario.given('liming')}/timeline"
    world["their timeline"] = f"/api/v1/visits/{scenario.order(theirs=True)}/timeline"


ROWS = [
    Row(TIMELINE, "GET", "our visit", OFFICE, path=lambda world: world["timeline"]),
    Row(TIMELINE, "GET", "their visit", THEIR_OFFICE, path=lambda world: world["their timeline"]),
]
