"""Former visits at an address, as a phone carries them offline: when, what for, how it ended, and the numbers that were read from labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Executable, bindparam, select

from server.kernel.outcomes import SHOWS
from server.visits import standard
from server.visits.models import Fact, Visit
from server.visits.rules import ENDED

FORMER = 3  # of an address: more a phone has no room to show
SERIALS = 4  # of a visit
Ask = Callable[[Executable, Iterable[str]], Sequence[Any]]

VISITS = (
    select(
        Visit.id,
        Visit.premises_id,
        Visit.day,
        Visit.kind_of_work,
        Visit.state,
        Visit.standard_id,
        Visit.standard_version,
    )
    .where(
        Visit.organisation_id == bindparam("organisation"),
        Visit.premises_id.in_(bindparam("ids", expanding=True)),
        Visit.state.in_(sorted(ENDED)),
    )
    .order_by(Visit.day.desc(), Visit.id.desc())
)
ANSWERS = (
    select(Fact.subject_id, Fact.step, Fact.text)
    .where(
        Fact.organisation_id == bindparam("organisation"),
        Fact.subject_id.in_(bindparam("ids", expanding=True)),
        Fact.kind == "answered",
        Fact.outcome.in_(SHOWS),
    )
    .order_by(Fact.subject_id, Fact.position)
)


def former_visits(organisation: str, ask: Ask, premises: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Address → its last visits that have ended, newest first: {id, day, title, state, serials?}."""
    found: dict[str, list[Any]] = {}
    for row in ask(VISITS, premises):
        if len(rows := found.setdefault(row.premises_id, [])) < FORMER:
            rows.append(row)
    chosen = {row.id: row for rows in found.values() for row in rows}
    said: dict[str, dict[str, str]] = {}
    for visit, step, text in ask(ANSWERS, chosen):
        value = json.loads(text).get("body", {}).get("value") if step and text else None
        if isinstance(value, str) and step in _scanned(organisation, chosen[visit]):
            said.setdefault(visit, {})[step] = value[:64]
    return {each: [_told(organisation, row, said.get(row.id, {})) for row in rows] for each, rows in found.items()}


def _scanned(organisation: str, visit: Any) -> set[str]:
    """The steps of its standard whose answer is read from a label."""
    document = standard.document_of(organisation, visit.standard_id, visit.standard_version)
    return {
        step["id"] for moment in document["moments"] for step in moment["steps"] if step["answer"]["kind"] == "scan"
    }


def _told(organisation: str, visit: Any, serials: dict[str, str]) -> dict[str, Any]:
    document = standard.document_of(organisation, visit.standard_id, visit.standard_version)
    told = {
        "id": visit.id,
        "day": visit.day,
        "title": standard.title_of(document, visit.kind_of_work),
        "state": visit.state,
    }
    return told | ({"serials": list(serials.values())[:SERIALS]} if serials else {})
