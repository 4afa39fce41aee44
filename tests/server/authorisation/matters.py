"""Who may close a promise: the dispatchers and supervisors of the organisation that made it, and nobody of another."""

from __future__ import annotations

from functools import partial

from server.accounts.responsibility import name
from server.kernel.transaction import write
from server.matters.console.matter_forms import DOINGS
from server.matters.models import Commitment
from tests.scenario import Scenario, moment
from tests.server.authorisation.dispatch import ADMINISTRATORS, BOTH, DISPATCHERS, DONE, of, page
from tests.server.authorisation.table import Row, World


def prepare(world: World) -> None:
    """A promise in each organisation."""
    scenario = world.scenario()
    ours = scenario.given("liming")
    theirs = scenario.order(theirs=True)
    scenario.assign(theirs, "zhaolei", theirs=True)
    for thing, organisation, person in (
        ("responsibility", world.cast.ours, "zhoumin"),
        ("their responsibility", world.cast.theirs, "hexue"),
    ):
        who = world.cast.people[person]
        with world.cast.app.app_context():
            world[thing] = write(partial(name, organisation, who, "refusal_superior", who))
    world["matter"] = str(scenario.visit(ours).matter_id)
    world["their matter"] = str(scenario.visit(theirs, world.cast.theirs).matter_id)
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


def _act(name: str, doing: str, world: World) -> str:
    return f"/console/matters/{world[name]}/{doing}"


ROWS = [
    page("/matters"),
    Row("/console/matters/new", "GET", "own", BOTH - ADMINISTRATORS),
    Row("/console/matters", "POST", "own", BOTH - ADMINISTRATORS, DONE),
    page("/limits", *ADMINISTRATORS),
    page("/standards", *ADMINISTRATORS),
    Row("/console/limits", "POST", "own", ADMINISTRATORS, DONE),
    page("/wording", *ADMINISTRATORS),
    Row("/console/wording", "POST", "own", ADMINISTRATORS, DONE),
    page("/responsibilities", *ADMINISTRATORS),
    Row("/console/responsibilities", "POST", "own", ADMINISTRATORS, DONE),
    *of("responsibility", "POST", "/responsibilities/<responsibility_id>/end", ADMINISTRATORS, DONE),
    *of("matter", "GET", "/matters/<matter_id>", BOTH, (200,)),
    *(
        Row(
            "/console/matters/<matter_id>/<doing>",
            "POST",
            f"{doing} of {name}",
            frozenset({f"{whose}dispatcher", f"{whose}supervisor"}),
            DONE,
            path=partial(_act, name, doing),
        )
        for name, whose in (("matter", ""), ("their matter", "their "))
        for doing in DOINGS
    ),
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
