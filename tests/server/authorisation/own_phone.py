"""Who signs on their own phone: whoever has a true code, signed in or not; nobody who made one up."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.server.authorisation.table import EVERYBODY, Row, World

TEXT = "城北燃气"


def prepare(world: World) -> None:
    """A visit whose customer was shown a code."""
    scenario = world.scenario()
    visit = scenario.given(days=2, hour="16:00")
    world["signing offer"] = scenario.phone().offer_signing(visit, TEXT)


def _offer(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world["signing offer"]
    return found


def _forged(world: World) -> dict[str, Any]:
    return _offer(world) | {"nonce": "A" * 22}


def _form(offer: Any, world: World) -> dict[str, Any]:
    form = {"offer": offer(world), "text": TEXT, "way": "declined", "relation": "self", "reason": "不想签"}
    return {"json": form}


NOBODY = dict.fromkeys(EVERYBODY, 403)
ROWS = [
    Row("/s/", "GET", "the page", EVERYBODY, (200,), path="/s/"),
    Row(
        "/api/v1/signing-offers",
        "POST",
        "by its code",
        EVERYBODY,
        (200,),
        path="/api/v1/signing-offers",
        send=lambda world: {"json": _offer(world)},
    ),
    Row(
        "/api/v1/signing-offers",
        "POST",
        "made up",
        set(),
        path="/api/v1/signing-offers",
        send=lambda world: {"json": _forged(world)},
        refusals=NOBODY,
    ),
    Row(
        "/api/v1/signatures",
        "POST",
        "by its code",
        EVERYBODY,
        (200, 201),
        path="/api/v1/signatures",
        send=partial(_form, _offer),
    ),
    Row(
        "/api/v1/signatures",
        "POST",
        "made up",
        set(),
        path="/api/v1/signatures",
        send=partial(_form, _forged),
        refusals=NOBODY,
    ),
]
