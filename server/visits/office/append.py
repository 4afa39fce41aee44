"""How the office writes into a visit's log: one transaction, the visit locked, a fact signed by the server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from server.kernel.canonical import canonical
from server.kernel.chain import body_commit, encode, fact_bytes, genesis, sha256
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.signing import sign_bytes, signer
from server.kernel.transaction import write
from server.visits.days import Clocked
from server.visits.log.kinds import OFFICE, check_office
from server.visits.log.log import Log, logs_of
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
    check_office(kind, body)
    subject = {"type": "visit", "id": log.visit.id}
    organisation = log.visit.organisation_id
    fact: dict[str, Any] = {
        "v": 1,
        "organisation": organisation,
        "device": OFFICE,
        "key": signer().id,
        "seq": log.office_seq + 1,
        "id": new_id(),
        "kind": kind,
        "subject": subject,
        "person": person,
        "at": now,
        "clock_run": OFFICE,
        "clock_offset": 0,
        "prev": log.office_hash or genesis(organisation, OFFICE, subject),
        "body": body,
        "salt": encode(secrets.token_bytes(16)),
    }
    message = fact_bytes(fact)
    fact["signature"] = sign_bytes(message)
    log.office_seq, log.office_hash = fact["seq"], sha256(message)
    entry = Entry(fact["id"], kind, OFFICE, person, body, body.get("step"), at=now)
    log.append(
        entry,
        fact,
        canonical(fact).decode(),
        log.office_hash,
        body_commit(fact["salt"], body),
        Clocked(now, False),
        now,
    )
    return str(fact["id"])
