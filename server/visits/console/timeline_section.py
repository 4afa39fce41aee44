"""A visit's story: its facts in the order in which they happened, told in words, with both clocks where they differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.accounts.names import PeopleNames
from server.console.layout import t
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel import clock
from server.kernel.chain import head_hash
from server.kernel.db import db
from server.standards.published import document_of
from server.visits.conflicts.models import Conflict
from server.visits.conflicts.rules import KINDS
from server.visits.console.conflict_choices import label_of
from server.visits.console.narration import Narration, Narrator
from server.visits.console.rules import Moment, brackets, clock_differs
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.log.withdrawn import withdrawn
from server.visits.models import Fact

QUIET = ("opened", "customer_mode_entered", "customer_mode_left")
MOST = 2000


def facts_of(organisation: str, visit: str) -> list[Fact]:
    """The visit's log in the order in which it is kept; bounded."""
    log = select(Fact).where(Fact.organisation_id == organisation, Fact.subject_id == visit)
    return list(db.session.scalars(log.order_by(Fact.position).limit(MOST)))


def narrator_of(line: Line, reader: VisitViewContext, facts: Sequence[Fact]) -> Narrator:
    """Who tells this visit's facts, with everything that the words need."""
    visit = line.visit
    standard = document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    plain = Narrator(
        language=reader.language,
        zone=reader.zone,
        today=reader.today,
        agreed_at=visit.agreed_at,
        people=PeopleNames(visit.organisation_id, reader.language),
        steps={step["id"]: step for moment in standard.get("moments", []) for step in moment["steps"]},
        reasons={each["id"]: each["label"][reader.language] for each in standard.get("reasons", [])},
        purposes=standard.get("purposes", {}),
        ends={each["id"]: each["title"][reader.language] for each in standard.get("outcomes", [])},
        questions={each["id"]: each for each in standard.get("survey", {}).get("questions", [])},
    )
    gone = withdrawn(sorted(facts, key=lambda fact: fact.position))
    settled = {str(conflict) for fact in facts if fact.kind == "settled" and (conflict := fact.body.get("conflict"))}
    return plain.with_context(
        {fact.id: plain.narrate(fact).line for fact in _named(line, facts)},
        _decided(line, settled, plain, reader),
        gone,
    )


def _named(line: Line, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that these withdrawals speak of, also those that are not told themselves."""
    ids = {str(fact.body.get("fact")) for fact in facts if fact.kind == "withdrawn"}
    here = [fact for fact in facts if fact.id in ids]
    others = select(Fact).where(
        Fact.organisation_id == line.visit.organisation_id,
        Fact.subject_id == line.visit.id,
        Fact.id.in_(ids - {fact.id for fact in here}),
    )
    return here if len(here) == len(ids) else [*here, *db.session.scalars(others)]


def _decided(line: Line, conflicts: set[str], narrator: Narrator, reader: VisitViewContext) -> dict[str, str]:
    """`conflict choice` → what the choice is called."""
    if not conflicts:
        return {}
    rows = select(Conflict).where(Conflict.organisation_id == line.visit.organisation_id, Conflict.id.in_(conflicts))
    customer = addressed_as(line.customer.name, line.customer.salutation, reader.language)
    return {
        f"{each.id} {choice}": label_of(each, choice, narrator, customer)
        for each in db.session.scalars(rows)
        for choice in KINDS[each.kind]
    }


def story_of(line: Line, reader: VisitViewContext, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The timeline: [{day, entries: [{time, phone, source, line, detail, tone, bracket, received}]}], oldest first."""
    narrator = narrator_of(line, reader, facts)
    ordered = sorted(facts, key=lambda fact: (fact.corrected_at, fact.position))
    joined = brackets([Moment(fact.device, fact.corrected_at, fact.received_at) for fact in ordered])
    days: list[dict[str, Any]] = []
    offsets: dict[str, int] = {}
    for fact, bracket in zip(ordered, joined, strict=True):
        day = clock.day_of(fact.corrected_at, reader.zone)
        if not days or days[-1]["value"] != day:
            days.append({"value": day, "label": dates.named_day(day, reader.language, reader.today), "entries": []})
        if jump := _jump(fact, offsets):
            days[-1]["entries"].append(_jumped(fact, jump, reader))
        days[-1]["entries"].append(_entry(fact, narrator.narrate(fact), reader) | _bracket(bracket, reader))
    return days


def latest(line: Line, reader: VisitViewContext) -> list[dict[str, str]]:
    """The three last things that a dispatcher wants to know, newest first: [{at, line}]."""
    log = select(Fact).where(
        Fact.organisation_id == line.visit.organisation_id, Fact.subject_id == line.visit.id, Fact.kind.not_in(QUIET)
    )
    facts = list(db.session.scalars(log.order_by(Fact.position.desc()).limit(3)))
    narrator = narrator_of(line, reader, facts)
    return [
        {"at": dates.moment_short(fact.corrected_at, reader.today, reader.zone), "line": narrator.narrate(fact).line}
        for fact in facts
    ]


def chain_of(facts: Sequence[Fact]) -> dict[str, Any]:
    """How many facts hang together and the head of their chains, in groups of four."""
    ends: dict[tuple[str, str | None], Fact] = {}
    for fact in facts:
        last = ends.get((fact.device, fact.grant_hash))
        if last is None or fact.seq > last.seq:
            ends[(fact.device, fact.grant_hash)] = fact
    head = [
        {"device": fact.device, "seq": fact.seq, "hash": fact.hash}
        | ({"grant": fact.grant_hash} if fact.grant_hash else {})
        for fact in ends.values()
    ]
    digits = head_hash(head)[:16].upper() if head else ""
    return {"count": len(facts), "head": " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))}


def _entry(fact: Fact, narration: Narration, reader: VisitViewContext) -> dict[str, Any]:
    differs = clock_differs(fact.at, fact.corrected_at)
    return {
        "id": fact.id,
        "time": dates.clock_time(fact.corrected_at, reader.zone),
        "kind": fact.kind,
        "source": narration.source,
        "phone": dates.clock_time(fact.at, reader.zone) if differs else "",
        "line": narration.line,
        "detail": narration.detail,
        "tone": narration.tone,
    }


def _jump(fact: Fact, offsets: dict[str, int]) -> int:
    """By how many seconds the phone's clock went ahead (or behind) since its fact before; 0 where it did not."""
    offset = json.loads(fact.text).get("clock_offset", 0)
    before = offsets.get(fact.device, offset)
    offsets[fact.device] = offset
    return round((before - offset) / 1000) if abs(before - offset) > 5000 else 0


def _jumped(fact: Fact, seconds: int, reader: VisitViewContext) -> dict[str, Any]:
    span = (
        dates.span(abs(seconds) // 60, reader.language)
        if abs(seconds) >= 60
        else f"{abs(seconds)} {'秒' if reader.language == 'zh-CN' else 's'}"
    )
    words = t("story.ahead" if seconds > 0 else "story.behind", span=span)
    plain = {
        "id": f"clock-{fact.id}",
        "time": dates.clock_time(fact.corrected_at, reader.zone),
        "phone": "",
        "kind": "clock",
    }
    return plain | {"source": "clock", "line": words, "detail": "", "tone": "attention", "bracket": "", "received": ""}


def _bracket(bracket: tuple[str, Moment | None, int, int], reader: VisitViewContext) -> dict[str, str]:
    """Facts that came home together share a bracket; its first three rows say when, how late, how many."""
    shape, first, size, place = bracket
    if not shape or first is None:
        return {"bracket": "", "received": ""}
    late = dates.span(clock.milliseconds_between(first.happened, first.received) // 60_000, reader.language)
    texts = [
        t(
            "story.received",
            moment=dates.moment_short(first.received, clock.day_of(first.happened, reader.zone), reader.zone),
        ),
        t("story.late", span=late),
        t("story.together", count=size) if size > 1 else "",
    ]
    said = " · ".join(each for each in texts if each) if shape == "only" else texts[place] if place < 3 else ""
    if shape == "end" and place == 1:
        said = " · ".join(texts[1:])
    return {"bracket": shape, "received": said}
