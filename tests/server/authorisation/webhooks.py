"""Who sees and changes where other systems are told: administrators of the organisation."""

from __future__ import annotations

from server.kernel.transaction import write
from server.webhooks import acts
from tests.server.authorisation.dispatch import ADMINISTRATORS, DONE, of, page
from tests.server.authorisation.table import Row, World


def prepare(world: World) -> None:
    """An endpoint with a message in each organisation."""
    for thing, organisation, by in (
        ("endpoint", world.cast.ours, "wufang"),
        ("their endpoint", world.cast.theirs, "qiantao"),
    ):

        def work(thing: str = thing, organisation: str = organisation, by: str = by) -> None:
            person = world.cast.people[by]
            world[thing], _ = acts.add(organisation, person, "ERP", "https://erp.example.com/x", ["visit"])
            world[f"{thing} message"] = acts.test(organisation, person, world[thing])

        with world.cast.app.app_context():
            write(work)


def replay(about: str, endpoint: str, message: str, asker: str) -> Row:
    return Row(
        "/console/webhooks/<endpoint_id>/deliveries/<delivery_id>/replay",
        "POST",
        about,
        ADMINISTRATORS & {asker},
        DONE,
        path=lambda world: f"/console/webhooks/{world[endpoint]}/deliveries/{world[message]}/replay",
    )


ROWS = [
    page("/webhooks", *ADMINISTRATORS),
    Row("/console/webhooks", "POST", "nothing typed", ADMINISTRATORS, DONE),
    *of("endpoint", "GET", "/webhooks/<endpoint_id>", ADMINISTRATORS, (200,)),
    replay("our message", "endpoint", "endpoint message", "administrator"),
    replay("their message", "their endpoint", "their endpoint message", "their administrator"),
    replay("their message of our endpoint", "endpoint", "their endpoint message", ""),
    *(
        row
        for act in ("turn", "test", "rotate", "remove")
        for row in of("endpoint", "POST", f"/webhooks/<endpoint_id>/{act}", ADMINISTRATORS, DONE)
    ),
]
