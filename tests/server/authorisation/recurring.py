"""Who sets up and ends what comes again: dispatchers of the customer's organisation."""

from __future__ import annotations

from server.customers.models import Customer
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.recurring import ordering
from tests.server.authorisation.dispatch import DISPATCHERS, DONE, of
from tests.server.authorisation.table import World


def prepare(world: World) -> None:
    """One in each organisation."""
    cast, scenario = world.cast, world.scenario()
    for thing, organisation, team, by in (
        ("recurring", cast.ours, "east", "chenjing"),
        ("their recurring", cast.theirs, "north", "sunli"),
    ):
        customer, premises = scenario.customers[organisation]
        said = {"kind_of_work": "repair", "premises": premises, "team": cast.teams[team], "every": "6"}
        said |= {"frequency": "monthly", "start": "9:00", "end": "11:00", "ahead_days": "14"}

        def work(organisation: str = organisation, by: str = by, customer: str = customer, said=said) -> str:
            day = clock.day_of(clock.later(clock.now(), days=200), "Asia/Shanghai")
            whose = db.session.get_one(Customer, (organisation, customer))
            return ordering.set_up(organisation, cast.people[by], whose, said | {"begins_on": day})

        with cast.app.app_context():
            world[thing] = write(work)


ROWS = [
    *of("customer", "POST", "/customers/<customer_id>/recurring", DISPATCHERS, DONE),
    *of("recurring", "POST", "/recurring/<recurring_id>/end", DISPATCHERS, DONE),
]
