"""Two people of one visit who noted different answers and then agree whose is right: settled at once by what both said (0085)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.visits.conflicts.models import Conflict
from server.visits.conflicts.resolve import settle
from server.visits.log.kinds import OFFICE
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact

WISH = "settle_asked"


def settle_agreed(arrivals: list[Arrival]) -> None:
    """Inside `write`: settle each open conflict of two answers whose writers now ask for the same one. The office can still take it back."""
    for arrival in arrivals:
        fact = arrival.fact or {}
        if not arrival.stored or arrival.outcome not in SHOWS or fact["kind"] != WISH:
            continue
        found = db.session.get(Conflict, (arrival.organisation, fact["body"]["conflict"]))
        if found and found.visit_id == arrival.subject[1] and (choice := _agreed(found)):
            settle(arrival.organisation, fact["person"], found.id, choice)


def _agreed(conflict: Conflict) -> str | None:
    """`shown` or `other`: the side that both writers want; None where they do not agree, or where it is not theirs to say."""
    if conflict.resolved_at or conflict.kind != "answer" or conflict.shown_by == conflict.other_by:
        return None
    facts = (
        select(Fact).where(Fact.organisation_id == conflict.organisation_id, Fact.subject_id == conflict.visit_id)
    ).order_by(Fact.position)
    log = list(db.session.scalars(facts))
    sides = (conflict.shown_fact, conflict.other_fact)
    if any(fact.device == OFFICE for fact in log if fact.id in sides):
        return None
    wishes = _wishes(log, conflict.id)
    wanted = {
        {"mine": "shown", "theirs": "other"}.get(wishes.get(conflict.shown_by, "")),
        {"mine": "other", "theirs": "shown"}.get(wishes.get(conflict.other_by, "")),
    }
    return wanted.pop() if len(wanted) == 1 else None


def _wishes(log: list[Fact], conflict: str) -> Mapping[str, str]:
    """Person → what they asked for last."""
    return {
        fact.person_id: str(fact.body.get("wish"))
        for fact in shown_facts(log)
        if fact.kind == WISH and fact.body.get("conflict") == conflict
    }
