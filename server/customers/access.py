"""Looks at what is a customer's, each on record (DA-3): written before the answer is sent, and no answer where it cannot be written."""

from __future__ import annotations

import re

from flask import Flask, Response, g
from sqlalchemy import select

from server.customers.models import AccessRecord
from server.kernel.authorise import Caller
from server.kernel.clock import later, now
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write

AGAIN_MINUTES = 2  # a page loaded again, or its second picture, is the same look
KINDS = ("phone", "address", "photographs", "signature", "record", "export", "list")

NUMBER = re.compile(r"\d{4}")
Look = tuple[str, str, str, str | None, str | None, int | None]


def saw(
    who: Caller, what: str, customer: str | None = None, visit: str | None = None, count: int | None = None
) -> None:
    """Say that this answer shows `what` of a customer, or a list of `count`. It is written when the answer is ready."""
    saw_by(who.organisation.id, who.person.id, what, customer, visit, count)


def saw_by(
    organisation: str, person: str, what: str, customer: str | None, visit: str | None, count: int | None
) -> None:
    """The same for a system, which asks in the name of whoever answers for its key."""
    g.setdefault("looks", []).append((organisation, person, what, customer, visit, count))


def searched(who: Caller, query: str, found: list[str]) -> None:
    """Say that a search showed these customers; one for a number is on record also where it found nobody, because that, too, is an answer."""
    if query and (found or NUMBER.search(query)):
        saw(who, "list", found[0] if len(found) == 1 else None, count=len(found))


def attach(app: Flask) -> None:
    """Write what an answer shows before it leaves; an answer that shows nothing, or was refused, leaves no record."""

    @app.after_request
    def record(response: Response) -> Response:
        looks: list[Look] = g.pop("looks", [])
        fresh = [each for each in dict.fromkeys(looks) if not _lately(each)] if response.status_code < 400 else []
        if fresh:
            write(lambda: db.session.add_all([_row(each) for each in fresh]))
        return response


def _row(look: Look) -> AccessRecord:
    organisation, person, what, customer, visit, count = look
    return AccessRecord(
        organisation_id=organisation,
        id=new_id(),
        at=now(),
        person_id=person,
        what=what,
        customer_id=customer,
        visit_id=visit,
        count=count,
    )


def _lately(look: Look) -> bool:
    organisation, person, what, customer, visit, count = look
    if what == "list":
        return False  # because forty searches are forty questions
    same = select(AccessRecord.id).where(
        AccessRecord.organisation_id == organisation,
        AccessRecord.at > later(now(), minutes=-AGAIN_MINUTES),
        AccessRecord.person_id == person,
        AccessRecord.what == what,
        AccessRecord.customer_id == customer,
        AccessRecord.visit_id == visit,
    )
    return db.session.scalar(same.limit(1)) is not None
