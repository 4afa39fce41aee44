"""Who makes and ends addresses of calendars: dispatchers of the organisation. Whoever has an address reads it."""

from __future__ import annotations

from server.calendars import feeds
from server.kernel.transaction import write
from tests.server.authorisation.dispatch import DISPATCHERS, DONE, of, page
from tests.server.authorisation.table import EVERYBODY, Row, World


def prepare(world: World) -> None:
    """A feed in each organisation."""
    cast = world.cast
    for thing, organisation, team, by in (
        ("feed", cast.ours, "east", "chenjing"),
        ("their feed", cast.theirs, "north", "sunli"),
    ):
        with cast.app.app_context():
            world[thing], world[f"{thing} code"] = write(
                lambda organisation=organisation, team=team, by=by: feeds.make(
                    organisation, cast.people[by], feeds.TEAM, cast.teams[team]
                )
            )
    with cast.app.app_context():
        _, world["read feed"] = write(
            lambda: feeds.make(cast.ours, cast.people["chenjing"], feeds.TEAM, cast.teams["east"])
        )


ROWS = [
    page("/calendars", *DISPATCHERS),
    Row("/console/calendars", "POST", "nothing chosen", DISPATCHERS, DONE),
    *(row for act in ("renew", "end") for row in of("feed", "POST", f"/calendars/<feed_id>/{act}", DISPATCHERS, DONE)),
    Row(
        "/calendar/<string:code>.ics",
        "GET",
        "with its code",
        EVERYBODY,
        (200,),
        path=lambda world: f"/calendar/{world['read feed']}.ics",
    ),
    Row(
        "/calendar/<string:code>.ics",
        "GET",
        "a code that nobody has",
        set(),
        path="/calendar/abc.ics",
        refusals=dict.fromkeys(EVERYBODY, 404),
    ),
]
