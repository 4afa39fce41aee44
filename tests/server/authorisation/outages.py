"""Who may read and change interruptions; everybody reads the customers' page of one that was announced."""

from __future__ import annotations

from server.kernel import clock
from server.kernel.db import db
from server.outages import actions
from server.outages.console.outage_page import DOINGS
from server.outages.models import Outage
from tests.server.authorisation.complaints import DESK
from tests.server.authorisation.dispatch import BOTH, DONE, of, page
from tests.server.authorisation.table import EVERYBODY, Row, World


def outage_of(organisation: str, by: str) -> str:
    """An emergency that somebody of the office has drafted."""
    now = clock.now()
    return actions.draft(
        organisation, by, actions.Draft("emergency", "water", "翠湖花园 3 幢", now, clock.later(now, hours=6))
    )


def prepare(world: World) -> None:
    """An emergency in each organisation; ours was announced, and one more is a draft."""
    cast = world.cast
    with cast.app.app_context():
        world["outage"] = outage_of(cast.ours, cast.people["chenjing"])
        actions.announce(cast.ours, cast.people["chenjing"], world["outage"])
        world["outage number"] = db.session.get_one(Outage, (cast.ours, world["outage"])).number
        world["drafted number"] = db.session.get_one(
            Outage, (cast.ours, outage_of(cast.ours, cast.people["chenjing"]))
        ).number
        world["their outage"] = outage_of(cast.theirs, cast.people["sunli"])


ROWS = [
    page("/outages"),
    Row("/console/outages/new", "GET", "own", DESK),
    Row("/console/outages", "POST", "own", DESK, DONE),
    *of("outage", "GET", "/outages/<outage_id>", BOTH, (200,)),
    *of("outage", "GET", "/outages/<outage_id>/notice", BOTH, (200,)),
    *(
        Row(
            "/console/outages/<outage_id>/<doing>",
            "POST",
            f"{about}, {doing}",
            frozenset(asker for asker in DESK if asker.startswith("their ") == (thing != "outage")),
            DONE,
            path=lambda world, thing=thing, doing=doing: f"/console/outages/{world[thing]}/{doing}",
            refusals={},
        )
        for thing, about in (("outage", "own"), ("their outage", "theirs"))
        for doing in DOINGS
        if doing != "approve"
    ),
    Row("/o/<number>", "GET", "announced", EVERYBODY, (200,), path=lambda world: f"/o/{world['outage number']}"),
    Row(
        "/o/<number>",
        "GET",
        "a draft",
        set(),
        path=lambda world: f"/o/{world['drafted number']}",
        refusals=dict.fromkeys(EVERYBODY, 404),
    ),
]
