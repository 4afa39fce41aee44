"""Who may close a promise: the dispatchers and supervisors of the organisation that made it, and nobody of another."""

from __future__ import annotations

from server.matters.models import Commitment
from tests.scenario import Scenario, moment
from tests.server.authorisation.dispatch import DISPATCHERS, DONE, of
from tests.server.authorisation.table import World


def prepare(world: World) -> None:
    """A promise in each organisation."""
    scenario = world.scenario()
    ours = scenario.given("liming")
    theirs = scenario.order(theirs=True)
    scenario.assign(theirs, "zhaolei", theirs=True)
    world["commitment"], world["their commitment"] = (
        promised(scenario, "liming", ours),
        promised(scenario, "zhaolei", theirs),
    )


def promised(scenario: Scenario, login: str, visit: str) -> str:
    """An answer that this technician promised."""
    phone = scenario.phone(login, "Promises")
    phone.report("answered", {"step": "answer-by", "value": moment(1, "15:00")}, visit=visit)
    phone.sync_all()
    return scenario.rows(Commitment, Commitment.source_id == visit)[0].id


ROWS = [
    *(
        row
        for act in ("kept", "moved", "waived", "spoke")
        for row in of(
            "commitment",
            "POST",
            f"/promises/<commitment_id>/{act}",
            DISPATCHERS | {"supervisor", "their supervisor"},
            DONE,
        )
    ),
]
