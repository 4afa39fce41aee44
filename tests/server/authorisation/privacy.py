"""Who may ask what of data about people: administrators ask, the data officer reads and approves, of their own organisation alone."""

from __future__ import annotations

from server.accounts.responsibility import name_in_charge
from server.kernel.transaction import write
from server.privacy import erasing
from tests.server.authorisation.dispatch import ADMINISTRATORS, DONE, of, page
from tests.server.authorisation.table import Row, World

OFFICERS = frozenset({"supervisor", "their supervisor"})  # who was named for it; the role alone opens nothing
MAY_OPEN = ADMINISTRATORS | OFFICERS


def prepare(world: World) -> None:
    """A data officer, a hold and an erasure in each organisation."""
    scenario = world.scenario()
    for ours, login, admin in (("", "zhoumin", "wufang"), ("their ", "hexue", "qiantao")):
        organisation = world.cast.theirs if ours else world.cast.ours
        customer, people = scenario.customers[organisation][0], world.cast.people

        def work(organisation=organisation, login=login, admin=admin, customer=customer) -> tuple[str, str]:  # type: ignore[no-untyped-def]
            name_in_charge(organisation, "data_officer", people[login])  # noqa: B023 - used at once
            asked = erasing.ask(organisation, people[admin], "customer", customer)  # noqa: B023
            return asked, erasing.hold(organisation, people[admin], customer, "court")  # noqa: B023

        with world.cast.app.app_context():
            world[f"{ours}erasure"], world[f"{ours}hold"] = write(work)


ROWS = [
    page("/data", *MAY_OPEN),
    page("/data/access", *OFFICERS),
    Row("/console/data/officer", "POST", "nobody named", ADMINISTRATORS, DONE),
    Row("/console/data/times", "POST", "nothing typed", ADMINISTRATORS, DONE),
    Row("/console/data/erasures", "POST", "nothing due", ADMINISTRATORS, DONE),
    Row("/console/data/holds", "POST", "nothing typed", MAY_OPEN, DONE),
    *of("hold", "POST", "/data/holds/<hold_id>/lift", MAY_OPEN, DONE),
    *of("erasure", "POST", "/data/erasures/<erasure_id>/approve", MAY_OPEN, DONE),
    *of("erasure", "POST", "/data/erasures/<erasure_id>/refuse", MAY_OPEN, DONE),
]
