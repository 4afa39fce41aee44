"""How the office writes into a visit's log: one transaction, the visit locked, a fact signed by the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.visits.days import Clocked
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log, logs_of
from server.visits.log.signed import Place, signed
from server.visits.receive import lock_visits
from server.visits.rules import Entry

P = ParamSpec("P")
T = TypeVar("T")


def act(work: Callable[P, T]) -> Callable[P, T]:
    """Decorator: an act of the office is one write of its own, or part of the one that its caller has begun."""

    @wraps(work)
    def acting(*args: P.args, **kwargs: P.kwargs) -> T:
        if db.session.info.get("writing"):
            return work(*args, **kwargs)
        return write(lambda: work(*args, **kwargs))

    return acting


def locked(organisation: str, visit: str) -> Log:
    """The visit's log under its lock; `not_found` where the organisation has no such visit."""
    lock_visits(organisation, [visit])
    log = logs_of(organisation, [visit]).get(visit)
    if log is None:
        raise Problem("not_found")
    return log


def report(log: Log, kind: str, body: dict[str, Any], person: str, now: str) -> str:
    """Append a fact of the office, signed by the server, to a locked log; returns its id. `write_logs` stores it."""
    place = Place(log.visit.organisation_id, "visit", log.visit.id, log.office_seq, log.office_hash)
    made = signed(place, kind, body, person, now)
    log.office_seq, log.office_hash = made.fact["seq"], made.hash
    entry = Entry(made.fact["id"], kind, OFFICE, person, body, body.get("step"), at=now)
    log.append(entry, made.fact, made.text, made.hash, made.commit, Clocked(now, False), now)
    return str(made.fact["id"])
