"""Who may send and fetch: the sign-in that is bound to the device, and a revoked device its last work."""

from __future__ import annotations

from typing import Any

from tests.server.authorisation.table import SIGNED_IN, Row


def exchange(device: str) -> dict[str, Any]:
    """A request that sends nothing and asks for what changed."""
    return {"json": {"protocol": 1, "app_version": "0.1.0", "device": device, "cursor": 0, "facts": []}}


ROWS = [
    Row(
        "/api/v1/sync",
        "POST",
        "the technician's phone",
        {"technician"},
        send=lambda world: exchange(world.phone("technician").device),
        refusals=dict.fromkeys(SIGNED_IN - {"technician"} | {"revoked"}, 403),
    ),
    Row(
        "/api/v1/sync",
        "POST",
        "their technician's phone",
        {"their technician"},
        send=lambda world: exchange(world.phone("their technician").device),
        refusals=dict.fromkeys(SIGNED_IN | {"revoked"}, 403),
    ),
    Row(
        "/api/v1/sync",
        "POST",
        "nobody's phone",
        set(),
        send=exchange("none"),
        refusals=dict.fromkeys(SIGNED_IN | {"revoked"}, 403),
    ),
]
