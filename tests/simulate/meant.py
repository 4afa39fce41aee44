"""What a person's phones are meant to hold, worded anew by the server for that person, and by whom the visits were given."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select

from server.duty.on_phones import dump
from server.kernel.db import db
from server.visits import days
from server.visits.conflicts.models import Conflict
from server.visits.feed.holdings import today_of
from server.visits.feed.visit_bundle import bundles, shelf_of
from server.visits.models import Holding
from tests.simulate.model import UNDER_WAY, must
from tests.simulate.server import SimulatedServer

Json = dict[str, Any]
COMPARED = ("id", "number", "needs_review", "grant", "work", "place", "customer", "contact")


def meant_for(server: SimulatedServer, person: str) -> dict[str, Json]:
    """Visit → its bundle as a phone that asked now, for the first time, would have it."""
    ours = server.cast.ours
    with server.telling(), server.app.app_context():
        held = list(
            db.session.scalars(
                select(Holding.visit_id).where(
                    Holding.organisation_id == ours, Holding.person_id == person, Holding.revoked_version.is_(None)
                )
            )
        )
        shelf = shelf_of(ours, person, held)
        found = {}
        for visit, bundle in bundles(shelf, held).items():
            found[visit] = {name: bundle.get(name) for name in COMPARED} | {"state": bundle["state"]}
            found[visit]["work"]["instructions"] = found[visit]["work"].get("instructions", "")
            found[visit]["work"].setdefault("history", [])
            found[visit]["work"]["same_address"] = sorted(found[visit]["work"].get("same_address", []))
            found[visit]["lines"] = [_id(text) for text in bundle["log"]]
            found[visit]["conflicts"] = sorted(
                db.session.scalars(
                    select(Conflict.id).where(
                        Conflict.organisation_id == ours,
                        Conflict.visit_id == visit,
                        Conflict.resolved_at.is_(None),
                        Conflict.target != "verdict",
                    )
                )
            )
        return found


def turns_for(server: SimulatedServer, person: str) -> list[Json]:
    """The turns of duty that a phone of this person is meant to know: [id, state, person, ids of what is open]."""
    with server.telling(), server.app.test_request_context(), server.app.app_context():
        last: Any = [Last(1)]
        told = dump(Reader(server.cast.ours, person), last)[0][0]
    return [
        [each["id"], each["state"], each["person"]["id"], [one["id"] for one in each.get("open", [])]]
        for each in told.get("turns", [])
    ]


class Reader(NamedTuple):
    """Who reads the feed, as far as duty asks."""

    organisation: str
    person: str


class Last(NamedTuple):
    """The last entry of a page."""

    version: int


def scope_is_right(server: SimulatedServer, now: str) -> None:
    """P4, its other half: the table of holdings says what assignments and days say."""
    with server.telling(), server.app.app_context():
        today = today_of(server.cast.ours, now)
    held = {
        tuple(row)
        for row in server.rows(
            "SELECT person_id, visit_id FROM holding WHERE organisation_id = :ours AND revoked_version IS NULL"
        )
    }
    given = {
        (person, visit): (day, state)
        for person, visit, day, state in server.rows(
            "SELECT a.person_id, a.visit_id, v.day, v.state FROM assignment a JOIN visit v ON v.organisation_id = a.organisation_id "
            "AND v.id = a.visit_id WHERE a.organisation_id = :ours"
        )
    }
    wanted = {key for key, (day, state) in given.items() if days.is_held(day, today) and state != "cancelled"}
    kept = {key for key, (_, state) in given.items() if state in UNDER_WAY}
    must(wanted <= held <= wanted | kept, "P4", "holdings", held ^ wanted)


def _id(text: str) -> str:
    import json

    return str(json.loads(text)["id"])
