"""Who may call back and see how a sample was drawn: dispatchers and supervisors of the organisation; nobody else."""

from __future__ import annotations

import json

from server.callbacks.models import CallBack, CallBackDraw
from server.callbacks.planning import plan_project
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.server.authorisation.complaints import DESK
from tests.server.authorisation.dispatch import DONE, of
from tests.server.authorisation.table import EVERYBODY, Row, World

MONTH, CODE = "2026-01", "2345672345"


def prepare(world: World) -> None:
    """A call, a plan and a draw in each organisation."""
    scenario = world.scenario()
    cast = world.cast
    for name, organisation, by in (("", cast.ours, "chenjing"), ("their ", cast.theirs, "sunli")):
        customer = scenario.customers[organisation][0]
        with cast.app.app_context():
            world[f"{name}call-back plan"] = plan_project(organisation, cast.people[by], customer, "2026-01-01")
            world[f"{name}call-back"] = stored(organisation, customer)
    with cast.app.app_context():
        stored(cast.ours, scenario.customers[cast.ours][0], CODE)


def stored(organisation: str, customer: str, code: str | None = None) -> str:
    """A call of a sample and its draw; the call's id."""
    call, team, now = new_id(), new_id(), clock.now()
    row = CallBack(
        organisation_id=organisation,
        id=call,
        plan="sample",
        subject_id=new_id(),
        due_on="2026-02-01",
        due_from="2026-02-01",
        due_to="2026-03-03",
        customer_id=customer,
        team_id=team,
        month=MONTH,
        state="planned",
        code=code,
    )
    draw = CallBackDraw(
        organisation_id=organisation,
        month=MONTH,
        team_id=team,
        population=json.dumps({new_id(): customer}),
        recent="[]",
        frozen_at=now,
    )
    write(lambda: db.session.add_all((row, draw)))
    return call


def _sample(world: World, name: str) -> str:
    with world.cast.app.app_context():
        organisation = world.cast.theirs if name else world.cast.ours
        team = db.session.scalar(db.select(CallBackDraw.team_id).where(CallBackDraw.organisation_id == organisation))
    return f"/console/callbacks/samples/{MONTH}/{team}"


ROWS = [
    Row("/console/callbacks", "GET", "own", DESK),
    *of("call-back", "GET", "/callbacks/<call_back_id>", DESK, DONE),
    *of("call-back", "POST", "/callbacks/<call_back_id>/result", DESK, DONE),
    *of("call-back plan", "POST", "/callbacks/projects/<plan_id>/end", DESK, DONE),
    *of("customer", "POST", "/customers/<customer_id>/callbacks", DESK, DONE),
    *of("customer", "POST", "/customers/<customer_id>/callbacks/wish", DESK, DONE),
    *(
        Row("/b/<string:code>", method, "guessed", set(), path="/b/2222222222", refusals=dict.fromkeys(EVERYBODY, 404))
        for method in ("GET", "POST")
    ),
    Row("/b/<string:code>", "GET", "by its code", EVERYBODY, path=f"/b/{CODE}"),
    Row("/b/<string:code>", "POST", "nothing answered", EVERYBODY, (422, 429), path=f"/b/{CODE}"),
    *(
        Row(
            "/console/callbacks/samples/<month>/<team_id>",
            "GET",
            f"{name}sample",
            frozenset(each for each in DESK if each.startswith("their ") == bool(name)),
            path=lambda world, name=name: _sample(world, name),
        )
        for name in ("", "their ")
    ),
]
