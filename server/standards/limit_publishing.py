"""Publishing a version of the organisation's table of limits: checked whole, in force from now or later, never over what runs already (K7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from server.accounts import audit
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.standards.limit_table import (
    MEASURES,
    OFFICE_KINDS,
    PERSON,
    REASONS,
    STARTS,
    STOPS,
    SUGGESTED,
    UNITS,
    LimitRule,
    LimitTable,
    forget_clauses,
)

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
CLAUSE = re.compile(r"[A-Z]{2}-[0-9]{1,2}[a-d]?")
MOST_RULES, LARGEST = 40, 400
Given = Mapping[str, Any]


def trouble_with(rules: Sequence[Given], kinds: frozenset[str]) -> list[tuple[int, str]]:
    """(place, what is wrong as a word) of each rule that cannot be; -1 for the table as a whole. `kinds` are the kinds of work that can be ordered."""
    found = [(-1, "empty")] if not rules else [(-1, "many")] if len(rules) > MOST_RULES else []
    seen: set[str] = set()
    for place, rule in enumerate(rules):
        if code := _trouble(rule, kinds | frozenset(OFFICE_KINDS)):
            found.append((place, code))
        elif rule["id"] in seen:
            found.append((place, "twice"))
        seen.add(str(rule.get("id")))
    return found


def publish(
    organisation: str, by: str, rules: Sequence[Given], effective_from: str | None, kinds: frozenset[str]
) -> int:
    """Inside `write`: the next version, in force from this moment, else from now; returns its number. `bad_limits` names what cannot be."""
    now = clock.now()
    effective_from = effective_from or now
    if effective_from < now:
        raise Problem("bad_limits", {"effective_from": ["console.limits.mistake.past"]})
    if wrong := trouble_with(rules, kinds):
        raise Problem("bad_limits", {f"rule{place}": [f"console.limits.mistake.{code}"] for place, code in wrong})
    newest = select(func.max(LimitTable.effective_from)).where(LimitTable.organisation_id == organisation)
    if effective_from < (db.session.scalar(newest) or ""):
        raise Problem("bad_limits", {"effective_from": ["console.limits.mistake.order"]})
    last = select(func.max(LimitTable.version)).where(LimitTable.organisation_id == organisation)
    version = (db.session.scalar(last) or 0) + 1
    db.session.add(
        LimitTable(
            organisation_id=organisation,
            version=version,
            effective_from=effective_from,
            published_at=now,
            published_by=by,
        )
    )
    db.session.add_all(LimitRule(organisation_id=organisation, version=version, **rule) for rule in rules)
    audit.note(organisation, "limits_published", by=by, version=version, effective_from=effective_from)
    db.session.flush()
    forget_clauses()
    return version


def publish_suggested(organisation: str, by: str) -> int:
    """Inside `write`: the figures of the clauses, in force from now."""
    kinds = frozenset(kind for rule in SUGGESTED for kind in str(rule["kinds"]).split())
    return publish(organisation, by, SUGGESTED, None, kinds)


def _trouble(rule: Given, kinds: frozenset[str]) -> str:
    if not NAME.fullmatch(str(rule.get("id", ""))):
        return "id"
    if not CLAUSE.fullmatch(str(rule.get("clause", ""))):
        return "clause"
    if rule.get("start") not in STARTS or rule.get("stop") not in STOPS:
        return "points"
    if rule.get("unit") not in UNITS:
        return "unit"
    figure = rule.get("figure")
    if not isinstance(figure, int) or not (figure == 0 if rule["unit"] == "same_wd" else 1 <= figure <= LARGEST):
        return "figure"
    if not set(str(rule.get("pausable", "")).split()) <= set(REASONS):
        return "pausable"
    if rule.get("measures") not in MEASURES or (rule["measures"] == PERSON) != (rule["start"] == "on_the_phone"):
        return "measures"
    if (rule["stop"] == "own_arrived") != (rule["measures"] == PERSON):
        return "measures"
    return "" if set(str(rule.get("kinds", "")).split()) <= kinds else "kinds"
