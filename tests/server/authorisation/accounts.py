"""Who may ask what of sign-ins, devices and keys."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from server.accounts import people
from server.accounts.models import Person
from server.accounts.second_factor import SecondFactor, SecondFactorReset
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.cast import PASSWORD
from tests.server.authorisation.table import ASKERS, EVERYBODY, SIGNED_IN, Row, World

SESSION = "/api/v1/session"
FACTOR = "/console/second-factors/<person_id>/reset"
RESET = "/console/second-factors/resets/<reset_id>"
LEADING = frozenset({"supervisor", "administrator"})
THEIR_LEADING = frozenset({"their supervisor", "their administrator"})
DONE = (200, 303, 400, 404, 409, 422)


def key_of(world: World) -> dict[str, object]:
    """A key that nobody enrolled yet; whose proof it is, the asker's own session decides."""
    from cryptography.hazmat.primitives.asymmetric import ec

    from tests.cast import proof_of, public_key

    key = ec.generate_private_key(ec.SECP256R1())
    person = world.cast.people[ASKERS[world.asking][0]] if ASKERS[world.asking][0] else "nobody"
    return {"json": {"public_key": public_key(key), "proof": proof_of(key, person), "label": "x"}}


def prepare(world: World) -> None:
    """One open link, for looking at only."""
    with world.cast.app.app_context():
        link = people.reset(world.cast.ours, world.cast.people["wangqiang"])
    world["link"] = f"/password/{link.rsplit('/', 1)[1]}"
    for name, organisation, login in (("ours", world.cast.ours, "lost"), ("theirs", world.cast.theirs, "lost.theirs")):
        with world.cast.app.app_context():
            person, _ = people.invite(organisation, login, "忘", ["dispatcher"])
            world[f"{name} factor"] = f"/console/second-factors/{person}/reset"
            world[f"{name} reset"] = f"/console/second-factors/resets/{write(partial(_lost, organisation, person))}"


def _lost(organisation: str, person: str) -> str:
    """Inside `write`: somebody with a second factor who lost it, which somebody else has said."""
    said = {"organisation_id": organisation, "person_id": person}
    db.session.add(SecondFactor(**said, key="x", secret="", recovery="[]", set_at=clock.now()))
    others = select(Person.id).where(Person.organisation_id == organisation, Person.id != person)
    by = db.session.scalars(others).first()
    row = SecondFactorReset(**said, id=new_id(), asked_by=by, asked_at=clock.now(), decision="")
    db.session.add(row)
    return row.id


ROWS = [
    Row(
        SESSION,
        "POST",
        "right",
        EVERYBODY,
        (201,),
        send={"json": {"login": "liming", "password": PASSWORD}},
        spends=True,
    ),
    Row(
        SESSION,
        "POST",
        "wrong",
        set(),
        send={"json": {"login": "nobody", "password": "x"}},
        refusals=dict.fromkeys(EVERYBODY, 401),
    ),
    Row(SESSION, "GET", "own", SIGNED_IN | {"revoked"}),
    Row(SESSION, "DELETE", "own", EVERYBODY, (204,), spends=True),
    Row("/api/v1/devices", "POST", "own phone", SIGNED_IN, (201,), send=key_of, spends=True),
    Row("/api/v1/keys", "GET", "public", EVERYBODY),
    Row("/signin", "GET", "public", EVERYBODY),
    Row(
        "/signin",
        "POST",
        "right",
        EVERYBODY,
        (303,),
        send={"data": {"login": "chenjing", "password": PASSWORD}},
        spends=True,
    ),
    Row("/signin/code", "POST", "forged", set(), send={"data": {"code": "1"}}, refusals=dict.fromkeys(EVERYBODY, 410)),
    Row("/signin/arrived", "GET", "own", EVERYBODY, (303, 400)),
    Row("/signout", "POST", "own", EVERYBODY, (303,), spends=True),
    Row("/console/second-factors/required", "POST", "off", {"administrator", "their administrator"}, (303,)),
    Row(FACTOR, "POST", "ours", {"administrator"}, (303,), path=lambda world: world["ours factor"]),
    Row(FACTOR, "POST", "theirs", {"their administrator"}, (303,), path=lambda world: world["theirs factor"]),
    Row(RESET, "POST", "ours, refused", LEADING, DONE, path=lambda world: world["ours reset"]),
    Row(RESET, "POST", "theirs, refused", THEIR_LEADING, DONE, path=lambda world: world["theirs reset"]),
    Row("/look", "POST", "own", EVERYBODY, (303,), send={"data": {"theme": "dark"}}, spends=True),
    Row("/password/<token>", "GET", "good link", EVERYBODY, path=lambda world: world["link"]),
    Row(
        "/password/<token>",
        "GET",
        "guessed link",
        set(),
        path="/password/guessed",
        refusals=dict.fromkeys(EVERYBODY, 410),
    ),
    Row(
        "/password/<token>",
        "POST",
        "guessed link",
        set(),
        path="/password/guessed",
        refusals=dict.fromkeys(EVERYBODY, 410),
    ),
]
