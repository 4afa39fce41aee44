"""A visit's answers against the standard that it pins: a row per moment, a row per step, with clause, time and result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.console.layout import t
from server.i18n import dates
from server.kernel.db import db
from server.standards.completion import completion
from server.standards.declared import good_of
from server.standards.published import document_of
from server.standards.record import inputs_of, thousandths
from server.visits.console.narration import Narrator, part_of, translate_value
from server.visits.console.visit_query import Line
from server.visits.limit_results import inputs_of as inputs
from server.visits.log.withdrawn import record, shown_facts
from server.visits.models import Fact, Grant

ANSWERS = ("answered", "deviated", "photographed", "appointed", "signed", "surveyed")
TONES = {"done": "good", "deviated": "attention", "appointed": "quiet", "open": "quiet"}


def answers_of(line: Line, facts: Sequence[Fact], narrator: Narrator) -> list[dict[str, Any]]:
    """The moments that were reached, in the standard's order: [{title, from, to, words, tone, open, steps}]; [] before anything was answered."""
    visit = line.visit
    document = document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    if not document:
        return []
    outcome = line.outcome or "done"
    given = _inputs(line)
    found = completion(document, record(facts), given, outcome)
    last = _last_facts(shown_facts(facts), document)
    rows = [
        _moment(source, result, last, narrator, given)
        for source, result in zip(document["moments"], found["moments"], strict=True)
    ]
    ours = [
        row
        for source, row in zip(document["moments"], rows, strict=True)
        if row["main"] or source.get("outcome") == line.outcome
    ]
    return [row for row in ours if row["at"] or (row["main"] and outcome == "done")]


def _inputs(line: Line) -> dict[str, Any]:
    visit = line.visit
    grants = select(Grant.document).where(
        Grant.organisation_id == visit.organisation_id, Grant.visit_id == visit.id, Grant.document != ""
    )
    document = db.session.scalars(grants.order_by(Grant.version.desc()).limit(1)).first()
    return inputs_of(json.loads(document).get("inputs", {})) if document else inputs(visit)


def _last_facts(shown: Sequence[Fact], document: dict[str, Any]) -> dict[str, list[Fact]]:
    """Step → the facts that answer it, in log order, of those that show."""
    by_kind = {
        step["answer"]["fact"]: step["id"]
        for moment in document["moments"]
        for step in moment["steps"]
        if step["answer"]["kind"] == "fact"
    }
    own = {
        kind: step["id"]
        for moment in document["moments"]
        for step in moment["steps"]
        for kind in [step["answer"]["kind"]]
        if kind in ("signature", "survey")
    }
    by_kind |= {"signed": own.get("signature", ""), "surveyed": own.get("survey", "")}
    found: dict[str, list[Fact]] = {}
    for fact in shown:
        step = fact.step or _body(fact).get("step") if fact.kind in ANSWERS else None
        step = step or by_kind.get(fact.kind)
        if step:
            found.setdefault(step, []).append(fact)
    return found


def _moment(
    source: dict[str, Any],
    result: dict[str, Any],
    last: dict[str, list[Fact]],
    narrator: Narrator,
    given: dict[str, Any],
) -> dict[str, Any]:
    step_results = {step["id"]: step for step in result["steps"]}
    steps = [
        _step(step, step_results[step["id"]], last.get(step["id"], []), narrator, given)
        for step in source["steps"]
        if step["id"] in step_results
    ]
    moments = sorted(fact.corrected_at for step in source["steps"] for fact in last.get(step["id"], []))
    done = sum(1 for each in steps if each["state"] == "done")
    strange = sum(1 for each in steps if each["state"] == "deviated" or each["unmet"])
    appointed = sum(1 for each in steps if each["state"] == "appointed" and not each["unmet"])
    missing = len(result["open"])
    return {
        "id": source["id"],
        "title": source["title"][narrator.language],
        "main": source["path"] == "main",
        "at": bool(moments),
        "from": dates.clock_time(moments[0], narrator.zone) if moments else "",
        "to": dates.clock_time(moments[-1], narrator.zone) if moments else "",
        "steps": [each for each in steps if each["state"] != "open" or moments],
        "open": bool(moments) and bool(strange or missing),
        **_sum(done, strange, appointed, missing, bool(moments)),
    }


def _sum(done: int, strange: int, appointed: int, missing: int, begun: bool) -> dict[str, str]:
    if not begun:
        return {"words": t("answers.not_yet"), "tone": "quiet", "icon": "planned"}
    if strange:
        return {
            "words": t("answers.strange", count=done + strange + appointed, strange=strange),
            "tone": "attention",
            "icon": "warn",
        }
    if appointed:
        words = t("answers.appointed", count=done + appointed, appointed=appointed)
        return {"words": words, "tone": "quiet", "icon": "planned"}
    if missing:
        return {"words": t("answers.missing", count=done, missing=missing), "tone": "quiet", "icon": "working"}
    return {"words": t("answers.all", count=done), "tone": "good", "icon": "done"}


def _step(
    step: dict[str, Any], result: dict[str, Any], facts: list[Fact], narrator: Narrator, given: dict[str, Any]
) -> dict[str, Any]:
    clause = step.get("clause") or []
    state = result["state"]
    unmet = bool(result.get("unmet"))
    short = bool(facts) and not _is_good(step, facts[-1], given)
    objects = short or (bool(facts) and _objects(facts[-1], narrator))
    return {
        "text": step["text"][narrator.language],
        "clauses": clause if isinstance(clause, list) else [clause],
        "state": state,
        "unmet": unmet,
        "value": _value(step, state, facts, narrator) + (f" · {t('answers.not_good')}" if short else ""),
        "tone": "attention" if unmet or objects else TONES[state],
        "icon": "warn"
        if unmet or objects or state == "deviated"
        else "planned"
        if state == "appointed"
        else "check"
        if state == "done"
        else "planned",
        "time": dates.clock_time(facts[-1].corrected_at, narrator.zone) if facts else "",
    }


def _is_good(step: dict[str, Any], fact: Fact, given: dict[str, Any]) -> bool:
    """Whether a figure lies within what passes, as the phone marks it: bounds come from the order's inputs, too."""
    bounds = good_of(step["answer"], given) if fact.kind == "answered" else {}
    size = thousandths(str(_body(fact).get("value"))) if bounds else None
    if size is None:
        return True
    least, most = (thousandths(bounds[name]) if name in bounds else None for name in ("least", "most"))
    return (least is None or size >= least) and (most is None or size <= most)


def _value(step: dict[str, Any], state: str, facts: list[Fact], narrator: Narrator) -> str:
    """What was answered, in words: the last of its facts counts."""
    if not facts:
        return t("answers.open") if step.get("required", True) else ""
    fact, body = facts[-1], _body(facts[-1])
    if fact.kind == "deviated":
        return t("answers.deviated", reason=narrator.reason(body))
    if fact.kind == "photographed":
        return t("answers.photographs", count=sum(1 for each in facts if each.kind == "photographed"))
    if fact.kind == "answered":
        value = body.get("value")
        return t("answers.yes") if value is True else narrator.value(step["id"], value)
    if fact.kind == "signed":
        said = [translate_value("relation", body.get("relation")), translate_value("way", body.get("way"))]
        return " · ".join([*said, *([narrator.reason(body)] if body.get("way") == "declined" else [])])
    if fact.kind == "surveyed":
        return _survey(body, narrator)
    return narrator.narrate(fact).line


def _survey(body: dict[str, Any], narrator: Narrator) -> str:
    said = [f"{question} {answer}" for question, answer in narrator.surveyed(part_of(body, "answers"))]
    return t("answers.survey", answers=" · ".join(said))


def _objects(fact: Fact, narrator: Narrator) -> bool:
    """Whether the customer said here that something was wrong: a bad answer of the survey, or a signature that they declined."""
    if fact.kind == "signed":
        return _body(fact).get("way") == "declined"
    return fact.kind == "surveyed" and any(narrator.is_bad(*each) for each in part_of(_body(fact), "answers").items())


def _body(fact: Fact) -> dict[str, Any]:
    return fact.body
