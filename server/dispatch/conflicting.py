"""Cross purposes as cards: what stands against what, why nobody did wrong, and both sides in full. Nothing is recommended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.conflicts.models import Conflict
from server.dispatch import times
from server.dispatch.frame import t, worded
from server.dispatch.listing import Line
from server.dispatch.rules import minutes
from server.dispatch.telling import Teller
from server.dispatch.worded import Reader
from server.kernel.db import db
from server.visits.models import Fact


def conflicts_of(line: Line, facts: Sequence[Fact], teller: Teller, reader: Reader) -> list[dict[str, Any]]:
    """The visit's open conflicts, oldest first: [{title, why, waited, sides: [{from, what, who, when, words, learned}]}]."""
    rows = select(Conflict).where(
        Conflict.organisation_id == line.visit.organisation_id,
        Conflict.visit_id == line.visit.id,
        Conflict.resolved_at.is_(None),
    )
    known = {fact.id: fact for fact in facts}
    return [
        _card(each, known, teller, reader)
        for each in db.session.scalars(rows.order_by(Conflict.opened_at, Conflict.id))
    ]


def _card(conflict: Conflict, known: dict[str, Fact], teller: Teller, reader: Reader) -> dict[str, Any]:
    sides = [
        _side(fact_id, person, known, teller, reader)
        for fact_id, person in ((conflict.shown_fact, conflict.shown_by), (conflict.other_fact, conflict.other_by))
    ]
    target, _, step = conflict.target.partition(".")
    what = teller.step(step) if target == "answer" else worded(f"conflict.target.{target}") or conflict.target
    return {
        "id": conflict.id,
        "title": t("conflict.title", what=what),
        "hard": conflict.hard,
        "sides": sides,
        "waited": t("conflict.waited", span=times.span(minutes(conflict.opened_at, reader.now), reader.language)),
        "why": worded(f"conflict.why.{target}") or t("conflict.why.answer"),
    }


def _side(fact_id: str, person: str, known: dict[str, Fact], teller: Teller, reader: Reader) -> dict[str, str]:
    fact = known.get(fact_id)
    if fact is None:
        return {
            "from": t("conflict.side.phone"),
            "what": t("conflict.not_here"),
            "who": teller.name(person),
            "when": "",
            "words": "",
            "learned": "",
        }
    told = teller.tell(fact)
    learned = times.moment_short(fact.received_at, reader.today, reader.zone)
    return {
        "from": t(f"conflict.side.{told.source}"),
        "what": told.line,
        "who": teller.name(fact.person_id),
        "words": told.detail,
        "when": times.moment_short(fact.corrected_at, reader.today, reader.zone),
        "learned": t("conflict.learned", moment=learned) if minutes(fact.corrected_at, fact.received_at) >= 1 else "",
    }
