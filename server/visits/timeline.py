"""A visit as the office reads it: its timeline, and what was answered against the standard that it pins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.kernel.db import db
from server.standards.completion import completion
from server.standards.record import inputs_of
from server.visits import standard
from server.visits.log.withdrawn import record, standing, withdrawn
from server.visits.models import Fact, Grant, Visit
from server.visits.rules import WRITES, Entry


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
    bodies = {fact.id: json.loads(fact.text)["body"] for fact, _ in rows}
    gone = withdrawn([_entry(fact, bodies[fact.id]) for fact, _ in rows])
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


def answers_against_standard(visit: Visit) -> dict[str, Any]:
    """{state, may_finish, missing, moments: [{id, title, path, steps: [{id, clause, text, state, unmet, written}]}]}.

    `written` is the fact that shows as the step's value: {kind, value | reason …, at, person}, absent where there is none;
    photographs of a step are under `photographs`, a list of bodies.
    """
    facts = db.session.scalars(
        select(Fact)
        .where(Fact.organisation_id == visit.organisation_id, Fact.subject_id == visit.id)
        .order_by(Fact.position)
    ).all()
    entries = [_entry(fact, json.loads(fact.text)["body"]) for fact in facts]
    document = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    found = completion(document, record(entries), inputs_of(_inputs(visit)))
    steps = {step["id"]: step for moment in document["moments"] for step in moment["steps"]}
    titles = {moment["id"]: moment for moment in document["moments"]}
    written, photographs = _written(standing(entries))
    for moment in found["moments"]:
        moment |= {"title": titles[moment["id"]]["title"], "path": titles[moment["id"]]["path"]}
        moment["steps"] = [
            each
            | {
                "clause": steps[each["id"]]["clause"],
                "text": steps[each["id"]]["text"],
                "answer": steps[each["id"]]["answer"],
            }
            | written.get(each["id"], {})
            | photographs.get(each["id"], {})
            for each in moment["steps"]
        ]
    return found


def _written(shows: list[Entry]) -> tuple[dict[str, Any], dict[str, Any]]:
    written: dict[str, Any] = {}
    photographs: dict[str, Any] = {}
    for entry in shows:
        if entry.step and entry.kind in WRITES:
            written[entry.step] = {"written": entry.value | {"at": entry.at, "person": entry.person, "fact": entry.id}}
        elif entry.step and entry.kind == "photographed":
            photographs.setdefault(entry.step, {"photographs": []})["photographs"].append(
                entry.body | {"fact": entry.id}
            )
    return written, photographs


def _inputs(visit: Visit) -> dict[str, Any]:
    """What the grant in force, or the last one, told the phone."""
    document = db.session.scalar(
        select(Grant.document)
        .where(Grant.organisation_id == visit.organisation_id, Grant.visit_id == visit.id)
        .order_by(Grant.version.desc())
        .limit(1)
    )
    return json.loads(document)["inputs"] if document else {"kind_of_work": visit.kind_of_work}


def _entry(fact: Fact, body: dict[str, Any]) -> Entry:
    return Entry(
        fact.id,
        fact.kind,
        fact.device,
        fact.person_id,
        body,
        fact.step,
        at=fact.at,
        version=fact.version,
        outcome=fact.outcome,
    )
