"""What lists and conflicts repeat of a visit's facts goes with the bodies."""

from __future__ import annotations

import json

from sqlalchemy import select, update

from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.visits.conflicts.models import Conflict
from server.visits.feed.grants import evict
from server.visits.log.log import holders_of
from server.visits.models import CompletionCheck, Visit


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: instructions, what the order says for its standard, the line that was searched once, and both sides of each conflict but their kinds."""
    if "bodies" not in asked.what:
        return {}
    organisation, visits = asked.organisation, asked.subjects
    ours = (Visit.organisation_id == organisation, Visit.id.in_(visits))
    found = db.session.scalars(select(Visit.id).where(*ours)).all()
    db.session.execute(update(Visit).where(*ours).values(instructions=None, bring="[]", order_inputs=None, search=""))
    _off_the_phones(organisation, list(visits))
    for conflict in db.session.scalars(
        select(Conflict).where(Conflict.organisation_id == organisation, Conflict.visit_id.in_(visits))
    ):
        conflict.shown, conflict.other = (_kind_alone(each) for each in (conflict.shown, conflict.other))
        conflict.base = conflict.base and "{}"
    db.session.execute(
        update(CompletionCheck)
        .where(CompletionCheck.organisation_id == organisation, CompletionCheck.visit_id.in_(visits))
        .values(here="{}", phone=None)
    )
    return {"visits": len(found)}


def _off_the_phones(organisation: str, visits: list[str]) -> None:
    """A phone that holds one is told that it is over, and forgets it; its own journal follows within a month."""
    for visit, people in holders_of(organisation, visits).items():
        row = db.session.get_one(Visit, (organisation, visit))
        for person in people:
            evict(row, person, "ended", clock.now())


def _kind_alone(text: str) -> str:
    return canonical({"kind": json.loads(text)["kind"], "body": {}}).decode()
