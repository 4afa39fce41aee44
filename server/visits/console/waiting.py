"""What waits for somebody of the office whatever day it is: found by indexes that hold nothing else, for the head of today's list and the rail."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import and_, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.visits.console.rules import FORGOTTEN, UNDER_WAY
from server.visits.log.withdrawn import shown_facts
from server.visits.models import ASKED, NOT_DONE, Fact, Visit
from server.visits.rules import ANSWERS, ASKING

REQUESTS = 30  # days for which a request for another time waits
AHEAD = 14  # days ahead in which a visit waits that somebody had and nobody has now
FAILED = 14  # days for which a visit that came to nothing waits to be booked anew
MOST = 200


def waiting_elsewhere(organisation: str, today: str) -> list[str]:
    """Visits of other days: to be decided, asked for another time, come to nothing, begun and never ended, or taken from who had them."""
    ours = select(Visit.id).where(Visit.organisation_id == organisation, Visit.day != today).limit(MOST)
    failed = ours.where(literal_column(NOT_DONE), Visit.day < today, Visit.day >= _since(today, FAILED))
    begun = ours.where(
        Visit.is_unfinished(),
        Visit.state.in_(UNDER_WAY),
        Visit.day < _since(today, 1),
        Visit.day >= _since(today, FORGOTTEN),
    )
    had = exists().where(Fact.organisation_id == organisation, Fact.subject_id == Visit.id, Fact.kind == "assigned")
    taken = ours.where(
        Visit.is_unfinished(), Visit.lead_id.is_(None), Visit.day > today, Visit.day <= _since(today, -AHEAD), had
    )
    found: set[str] = set()
    for query in (taken, ours.where(Visit.needs_review), ours.where(Visit.id.in_(asking(organisation))), failed, begun):
        found |= set(db.session.scalars(query))
    return sorted(found)


def asking(organisation: str) -> list[str]:
    """Unfinished visits whose technician asked for another time and has no answer: neither a new time, nor a word, nor somebody else."""
    later = aliased(Fact)
    asked = (
        select(Fact.subject_id)
        .join(Visit, and_(Visit.organisation_id == Fact.organisation_id, Visit.id == Fact.subject_id))
        .where(
            Fact.organisation_id == organisation,
            literal_column(f"fact.{ASKED}"),
            Fact.outcome.in_(SHOWS),
            Visit.is_unfinished(),
            Fact.received_at >= clock.later(clock.now(), days=-REQUESTS),
            ~exists().where(
                later.organisation_id == organisation,
                later.subject_id == Fact.subject_id,
                later.position > Fact.position,
                later.kind.in_(ANSWERS),
            ),
        )
    )
    return _still_asking(organisation, sorted(set(db.session.scalars(asked.limit(MOST)))))


def _still_asking(organisation: str, visits: list[str]) -> list[str]:
    """Those whose request was neither withdrawn nor, where an earlier one stands again, answered."""
    log = select(Fact).where(
        Fact.organisation_id == organisation,
        Fact.subject_id.in_(visits),
        Fact.kind.in_((ASKING, *ANSWERS, "withdrawn")),
    )
    facts = list(db.session.scalars(log.order_by(Fact.subject_id, Fact.position))) if visits else []
    last = {fact.subject_id: fact.kind for fact in shown_facts(facts) if fact.kind != "withdrawn"}
    return sorted(visit for visit, kind in last.items() if kind == ASKING)


def count(who: Caller) -> int:
    """How many visits wait for a decision or an answer, whatever their day: the number in the rail."""
    review = (
        select(func.count()).select_from(Visit).where(Visit.organisation_id == who.organisation.id, Visit.needs_review)
    )
    return (db.session.scalar(review) or 0) + len(asking(who.organisation.id))


def _since(today: str, days: int) -> str:
    return (date.fromisoformat(today) - timedelta(days)).isoformat()
