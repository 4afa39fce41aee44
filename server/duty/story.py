"""A turn's facts read, and its row brought up to what they say; runs in the transaction that wrote the fact."""

from __future__ import annotations

from sqlalchemy import select

from server.duty.clocks import Planned
from server.duty.models import Duty
from server.duty.rules import DROPPED, HANDING, KINDS, Turn, turn_of
from server.kernel.db import db
from server.visits.models import Fact
from server.visits.office.subjects import Subject, facts_of, shown_fact


def subject_of(duty: str) -> Subject:
    """The subject of a turn's log, or of a call that nobody was on duty for."""
    return Subject("duty", duty)


def facts_in(organisation: str, duty: str) -> list[Fact]:
    """The facts of a turn, in the order of its log."""
    return facts_of(organisation, subject_of(duty), *KINDS)


def turn_in(organisation: str, duty: str) -> Turn:
    """The turn as its facts have it."""
    facts = [shown_fact(row, told_later=True) for row in facts_in(organisation, duty)]
    # In the order in which it happened: two phones without a network send who gave and who took in any order.
    return turn_of(sorted(facts, key=lambda each: each.at if each.kind in HANDING else ""))


def written(organisation: str, subject_type: str, duty: str, kind: str) -> None:
    """Inside `write`: a fact of a turn was written, so its row says it, too."""
    row = db.session.get(Duty, (organisation, duty)) if subject_type == "duty" else None
    if row is not None and kind in KINDS:
        project(row)


def project(row: Duty) -> Turn:
    """Inside `write`: the row as the facts have it; returns the turn."""
    turn = turn_in(row.organisation_id, row.id)
    row.state, row.person_id, row.began_at = turn.state, turn.person, turn.began_at
    row.given_at, row.ended_at, row.next_id = turn.given_at, turn.ended_at, turn.next or None
    db.session.flush()
    return turn


def turns_between(organisation: str, begin: str, end: str) -> list[Duty]:
    """The turns of the roster that touch this span, by their beginning; dropped ones are none."""
    wanted = select(Duty).where(
        Duty.organisation_id == organisation, Duty.to_at > begin, Duty.from_at < end, Duty.state != DROPPED
    )
    return list(db.session.scalars(wanted.order_by(Duty.from_at, Duty.post, Duty.id)))


def planned(rows: list[Duty]) -> list[Planned]:
    """The same as the rules read them."""
    return [Planned(row.id, row.post, row.team_id or "", row.from_at, row.to_at, row.person_id) for row in rows]
