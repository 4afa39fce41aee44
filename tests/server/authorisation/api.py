"""What other systems may ask: with a key of the scope everybody, without one nobody, and of another organisation's nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from server.accounts.api_keys import SCOPES, make
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.standards.limit_table import OFFICE_KINDS
from tests.server.authorisation.table import EVERYBODY, Row, World

READS = (
    "/visits",
    "/visits/<string:visit_id>",
    "/visits/<string:visit_id>/attachments",
    "/customers",
    "/customers/<string:customer_id>",
    "/matters",
    "/commitments",
)
WRITES: dict[str, dict[str, Any]] = {
    "/customers": {"name": "沈月"},
    "/orders": {"kind_of_work": "none", "day": "2026-07-14", "agreed": "10:00"},
    "/visits/<string:visit_id>/assign": {"lead": None},
    "/visits/<string:visit_id>/retime": {"day": "2026-07-14", "agreed": "10:00", "by": "customer"},
    "/visits/<string:visit_id>/cancel": {"reason": "家里没人", "by": "customer"},
    "/matters": {"kind": OFFICE_KINDS[0], "originator": "hotline", "team": new_id(), "title": "开户"},
    "/commitments/<string:commitment_id>/told": {"result": "reached", "summary": "说好了"},
}


def prepare(world: World) -> None:
    """A key of ours for everything."""
    with world.cast.app.app_context():
        world["api key"] = write(partial(make, world.cast.ours, world.cast.people["wufang"], "ERP", list(SCOPES)))


def path_of(rule: str, whose: str) -> Callable[[World], str]:
    def path(world: World) -> str:
        found = rule.replace("<string:visit_id>", world[f"{whose}visit"])
        found = found.replace("<string:commitment_id>", world[f"{whose}commitment"])
        return f"/api/v1{found.replace('<string:customer_id>', world[f'{whose}customer'])}"

    return path


def sent(said: dict[str, Any] | None, world: World) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {world['api key']}", "Idempotency-Key": new_id()}
    return {"headers": headers} | ({} if said is None else {"json": said})


def rows(rule: str, method: str, said: dict[str, Any] | None) -> list[Row]:
    """With a key, without one, and, where it is about one thing, another organisation's."""
    named, of_theirs = f"/api/v1{rule}", "<" in rule
    done = (200,) if said is None else (201, 200, 400, 409)
    found = [
        Row(named, method, "with a key", EVERYBODY, done, path=path_of(rule, ""), send=partial(sent, said)),
        Row(
            named,
            method,
            "without a key",
            set(),
            path=path_of(rule, ""),
            send={} if said is None else {"json": said},
            refusals=dict.fromkeys(EVERYBODY, 401),
        ),
    ]
    theirs = Row(
        named,
        method,
        "theirs with a key of ours",
        set(),
        path=path_of(rule, "their "),
        send=partial(sent, said),
        refusals=dict.fromkeys(EVERYBODY, 404),
    )
    return [*found, theirs] if of_theirs else found


ROWS = [row for rule in READS for row in rows(rule, "GET", None)] + [
    row for rule, said in WRITES.items() for row in rows(rule, "POST", said)
]
