"""How a capability writes into the log of a subject of its own: a matter, a complaint, an outage, a turn of duty.

The office's facts there are signed and chained like a visit's. One call locks, checks, signs and stores; `registry.after_subject` hears of it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from server.kernel import clock
from server.kernel.db import db
from server.kernel.outcomes import APPLIED
from server.kernel.registry import installed
from server.visits.days import Clocked
from server.visits.log.kinds import OFFICE
from server.visits.log.log import STORE, fact_row
from server.visits.log.shown import ShownFact
from server.visits.log.signed import Place, signed
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.office.append import act

SUBJECTS = ("matter", "complaint", "outage", "duty")


class Subject(NamedTuple):
    """What a log is about: one of SUBJECTS, and its id (UUIDv7)."""

    type: str
    id: str


@act
def append_fact(
    organisation: str, subject: Subject, kind: str, body: dict[str, Any], by: str, now: str | None = None
) -> str:
    """Append one fact of the office to the subject's log; returns its id. ValueError where the kind is unknown or the body does not fit.

    It is a write of its own, or part of the one that its caller has begun. The caller decides beforehand, under `lock_subject`.
    """
    if subject.type not in SUBJECTS:
        raise ValueError(f"{subject.type}: no such subject")
    lock_subject(organisation, subject)
    now = now or clock.now()
    position, seq, prev = _end_of(organisation, subject)
    made = signed(Place(organisation, *subject, seq, prev), kind, body, by, now)
    row = fact_row(organisation, made.fact, made.text, made.hash, made.commit, Clocked(now, False), now)
    STORE.run(
        [row | {"subject_id": subject.id, "position": position + 1, "outcome": APPLIED, "step": body.get("step")}]
    )
    installed().subject_written(organisation, subject.type, subject.id, kind)
    return str(made.fact["id"])


def lock_subject(organisation: str, subject: Subject) -> None:
    """Inside `write`: nobody else writes into this log until the write ends, also where the subject has no row yet.

    An SQLite writer is alone already. Visits are locked before subjects, and subjects in the order of their ids.
    """
    if db.engine.dialect.name != "sqlite":
        key = f"{organisation} {subject.type} {subject.id}"
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def facts_of(organisation: str, subject: Subject, *kinds: str) -> list[Fact]:
    """The subject's facts that show, in the order of its log; only those of these kinds, where some are named."""
    db.session.flush()
    wanted = select(Fact).where(
        Fact.organisation_id == organisation, Fact.subject_id == subject.id, Fact.subject_type == subject.type
    )
    rows = shown_facts(db.session.scalars(wanted.order_by(Fact.position)).all())
    return [row for row in rows if not kinds or row.kind in kinds]


def shown_fact(row: Fact, *, told_later: bool = False, visit: str = "") -> ShownFact:
    """A row as rules read it. `told_later`: its body may say when it happened, because a call or a phone without a network says so later."""
    at = str(row.body.get("at") or row.corrected_at) if told_later else row.corrected_at
    return ShownFact(
        row.id, row.kind, row.body, row.person_id, at, row.received_at, row.uncertain, visit, row.is_erased
    )


def _end_of(organisation: str, subject: Subject) -> tuple[int, int, str]:
    """(position, the office's seq, its hash) of the end of the log."""
    ours = (Fact.organisation_id == organisation, Fact.subject_id == subject.id, Fact.subject_type == subject.type)
    position = db.session.scalar(select(func.max(Fact.position)).where(*ours)) or 0
    last = db.session.execute(
        select(Fact.seq, Fact.hash).where(*ours, Fact.device == OFFICE).order_by(Fact.seq.desc()).limit(1)
    ).first()
    return (position, *last) if last else (position, 0, "")
