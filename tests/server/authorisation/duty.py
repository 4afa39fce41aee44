"""Who may read and change the roster, and which systems may report calls."""

from __future__ import annotations

from functools import partial

from server.accounts.api_keys import ApiKey, make
from server.duty import actions
from server.duty.calls import Rang, report_call
from server.duty.console.duty_forms import DOINGS
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.server.authorisation.complaints import DESK
from tests.server.authorisation.dispatch import ADMINISTRATORS, BOTH, DONE, of, page
from tests.server.authorisation.table import EVERYBODY, Row, World

CALLS = "/api/v1/calls"


def prepare(world: World) -> None:
    """A turn, a missed call and a key in each organisation."""
    cast = world.cast
    for name, organisation, by, team in (
        ("{}", cast.ours, cast.people["chenjing"], "east"),
        ("their {}", cast.theirs, cast.people["sunli"], "north"),
    ):
        begin = clock.later(clock.now(), days=1)
        with cast.app.app_context():
            world[name.format("duty")] = actions.plan(
                Who(organisation, by), "hotline", cast.teams[team], begin, clock.later(begin, hours=8), by
            )
            row, _ = report_call(organisation, "", by, Rang(new_id(), clock.now(), None, True))
            world[name.format("call")] = row.id
            key = write(partial(make, organisation, by, "交换机", ["calls", "write_complaints"]))
            world[name.format("key")] = db.session.scalars(
                db.select(ApiKey.id).where(ApiKey.organisation_id == organisation, ApiKey.name == "交换机")
            ).one()
            if organisation == cast.ours:
                world["bearer"] = key


def call(world: World) -> dict[str, object]:
    """A call as the telephone system reports it."""
    said = {"id": "the-same", "at": "2026-07-14T01:00:00.000Z", "missed": False, "rings": 1}
    return {"json": said, "headers": {"Authorization": f"Bearer {world['bearer']}"}}


def without_a_key(world: World) -> dict[str, object]:
    """The same, by whoever is only signed in."""
    return call(world) | {"headers": {}}


ROWS = [
    Row(CALLS, "POST", "with a key", EVERYBODY, (200, 201), send=call),
    Row(CALLS, "POST", "without a key", set(), send=without_a_key, refusals=dict.fromkeys(EVERYBODY, 401)),
    page("/duty"),
    page("/keys", *ADMINISTRATORS),
    Row("/console/keys", "POST", "own", ADMINISTRATORS, DONE),
    *of("key", "POST", "/keys/<key_id>/revoke", ADMINISTRATORS, DONE),
    *of("duty", "GET", "/duty/<duty_id>", BOTH, (200,)),
    Row("/console/duty", "POST", "own", DESK, DONE),
    Row("/console/calls", "POST", "own", DESK, DONE),
    *of("call", "POST", "/calls/<call_id>/back", DESK, DONE),
    *(
        Row(
            "/console/duty/<duty_id>/<doing>",
            "POST",
            f"{about}, {doing}",
            frozenset(asker for asker in DESK if asker.startswith("their ") == (thing != "duty")),
            DONE,
            path=lambda world, thing=thing, doing=doing: f"/console/duty/{world[thing]}/{doing}",
        )
        for thing, about in (("duty", "own"), ("their duty", "theirs"))
        for doing in DOINGS
    ),
]
