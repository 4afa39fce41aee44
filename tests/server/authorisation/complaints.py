"""Who may read and handle complaints: dispatchers and supervisors of the organisation; customers by a code; nobody else."""

from __future__ import annotations

from server.complaints.console.complaint_forms import ACTS
from server.complaints.models import Complaint, ComplaintCandidate
from server.complaints.opening import Said, open_complaint
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.cast import OURS
from tests.server.authorisation.dispatch import ADMINISTRATORS, DISPATCHERS, DONE, of, page
from tests.server.authorisation.table import EVERYBODY, Row, World

API = "/api/v1/complaints"
DESK = DISPATCHERS | {"supervisor", "their supervisor"}


def prepare(world: World) -> None:
    """A complaint and a candidate in each organisation."""
    scenario = world.scenario()
    cast = world.cast
    with cast.app.app_context():
        for name, organisation, by in (
            ("complaint", cast.ours, "chenjing"),
            ("their complaint", cast.theirs, "sunli"),
        ):
            world[name] = open_complaint(organisation, cast.people[by], Said(via="phone", text="没修好"))
            world[f"{name.replace('complaint', 'candidate')}"] = candidate(organisation)
        world["complaint code"] = db.session.get_one(Complaint, (cast.ours, world["complaint"])).code
    assert scenario


def candidate(organisation: str) -> str:
    """Words that may be a complaint."""
    row = ComplaintCandidate(
        organisation_id=organisation,
        id=new_id(),
        visit_id=new_id(),
        why="comment",
        found_at=clock.now(),
        due_at=clock.now(),
        state="open",
        reason="",
    )
    id_ = row.id
    write(lambda: db.session.add(row))
    return id_


def reported(world: World) -> dict[str, object]:
    """A complaint as another system hands it over; duty.py makes the key."""
    return {
        "json": {"id": "the-same", "text": "没修好"},
        "headers": {"Authorization": f"Bearer {world['bearer']}"},
    }


def without_a_key(world: World) -> dict[str, object]:
    """The same, by whoever is only signed in."""
    return reported(world) | {"headers": {}}


ROWS = [
    Row("/console/today", "GET", "own", DESK),
    Row("/console/complaints", "GET", "own", DESK),
    Row("/console/complaints/new", "GET", "own", DESK),
    Row("/console/complaints/new/draft", "POST", "own", DESK),
    Row("/console/complaints", "POST", "own", DESK, DONE),
    *of("complaint", "GET", "/complaints/<complaint_id>", DESK, DONE),
    *(
        Row(
            "/console/complaints/<complaint_id>/<doing>",
            "POST",
            f"{about}, {doing}",
            frozenset() if doing == "state" else allowed,  # that is for the person concerned alone
            DONE,
            path=lambda world, name=name, doing=doing: f"/console/complaints/{world[name]}/{doing}",
        )
        for doing in ACTS
        for about, name, allowed in (
            ("our complaint", "complaint", DESK & {"dispatcher", "supervisor"}),
            ("their complaint", "their complaint", DESK & {"their dispatcher", "their supervisor"}),
        )
    ),
    *of("candidate", "POST", "/complaints/candidates/<fact_id>/decide", DESK, DONE),
    Row("/t/<string:code>", "GET", "by its code", EVERYBODY, path=lambda world: f"/t/{world['complaint code']}"),
    Row("/t/<string:code>", "GET", "guessed", set(), path="/t/2222222222", refusals=dict.fromkeys(EVERYBODY, 404)),
    Row(
        "/t/<string:code>",
        "POST",
        "by its code",
        EVERYBODY,
        DONE,
        path=lambda world: f"/t/{world['complaint code']}",
    ),
    Row("/t/<string:code>", "POST", "guessed", set(), path="/t/2222222222", refusals=dict.fromkeys(EVERYBODY, 404)),
    *(
        Row(
            "/t/new/<string:code>",
            method,
            "guessed receipt",
            set(),
            path="/t/new/2222-2222",
            refusals=dict.fromkeys(EVERYBODY, 404),
        )
        for method in ("GET", "POST")
    ),
    Row(
        "/t/new/<string:code>",
        "GET",
        "by a receipt's code",
        EVERYBODY,
        path=lambda world: world["receipt"].replace("/r/", "/t/new/"),
    ),
    *(
        Row(
            "/t/visit/<string:code>",
            method,
            "guessed visit",
            set(),
            path="/t/visit/2222222222",
            refusals=dict.fromkeys(EVERYBODY, 404),
        )
        for method in ("GET", "POST")
    ),
    Row("/t/to/<string:slug>", "GET", "by its name", EVERYBODY, path=f"/t/to/{OURS}"),
    Row("/t/to/<string:slug>", "GET", "guessed", set(), path="/t/to/nobody", refusals=dict.fromkeys(EVERYBODY, 404)),
    Row("/t/to/<string:slug>", "POST", "nothing typed", EVERYBODY, (422,), path=f"/t/to/{OURS}"),
    Row(API, "POST", "with a key", EVERYBODY, (200, 201), send=reported),
    Row(API, "POST", "without a key", set(), send=without_a_key, refusals=dict.fromkeys(EVERYBODY, 401)),
    page("/mailbox", *ADMINISTRATORS),
    Row("/console/mailbox", "POST", "own", ADMINISTRATORS, DONE),
]
