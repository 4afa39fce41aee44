"""A visit's timeline as the API tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.kernel.db import db
from server.visits.log.withdrawn import withdrawn
from server.visits.models import Fact, Visit


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline. `at` is the corrected moment; `withdrawn` and `outcome` say whether it still shows."""

    position: int
    id: str
    kind: str
    at: str
    uncertain: bool
    received_at: str
    person: str
    name: str
    device: str
    outcome: str
    withdrawn: bool
    body: dict[str, Any]


def timeline(visit: Visit, since: int = 0) -> list[Happened]:
    """What happened on the visit after a position of its log, in log order."""
    rows = db.session.execute(
        select(Fact, Person.name)
        .outerjoin(Person, (Person.organisation_id == Fact.organisation_id) & (Person.id == Fact.person_id))
        .where(Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id)
        .order_by(Fact.position)
    ).all()
    bodies = {fact.id: json.loads(fact.text).get("body", {}) for fact, _ in rows}
    gone = withdrawn([fact for fact, _ in rows])
    return [
        Happened(
            fact.position,
            fact.id,
            fact.kind,
            fact.corrected_at,
            fact.uncertain,
            fact.received_at,
            fact.person_id,
            name or "",
            fact.device,
            fact.outcome,
            fact.id in gone,
            bodies[fact.id],
        )
        for fact, name in rows
        if fact.position > since
    ]
