"""What came home after its visit had been erased: it is kept, has its time anew, and the data officer sees it (4.13, case 6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from server.evidence.models import Destruction
from server.kernel.db import db
from server.visits.models import Fact, Visit


@dataclass(frozen=True, slots=True)
class Late:
    """A visit of whose facts `count` came after it was erased, the last one at `at`."""

    visit: str
    number: str
    count: int
    at: str


def came_after_erasure(organisation: str, most: int = 50) -> list[Late]:
    """The newest first."""
    erased = (
        select(Destruction.subject_id, func.max(Destruction.destroyed_at).label("at"))
        .where(Destruction.organisation_id == organisation, Destruction.subject_type == "visit")
        .group_by(Destruction.subject_id)
        .subquery()
    )
    last = func.max(Fact.received_at)
    rows = db.session.execute(
        select(Visit.id, Visit.number, func.count(), last)
        .join(erased, erased.c.subject_id == Visit.id)
        .join(Fact, (Fact.organisation_id == organisation) & (Fact.subject_id == Visit.id))
        .where(Visit.organisation_id == organisation, Fact.received_at > erased.c.at, Fact.text.contains('"body":'))
        .group_by(Visit.id, Visit.number)
        .order_by(last.desc())
        .limit(most)
    )
    return [Late(*row) for row in rows]
