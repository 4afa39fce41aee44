"""Who may ask what of sign-ins, devices and keys."""

from __future__ import annotations

from server.accounts import people
from tests.cast import PASSWORD
from tests.server.authorisation.table import ASKERS, EVERYBODY, SIGNED_IN, Row, World

SESSION = "/api/v1/session"


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
    Row("/signin/arrived", "GET", "own", EVERYBODY, (303, 400)),
    Row("/signout", "POST", "own", EVERYBODY, (303,), spends=True),
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
