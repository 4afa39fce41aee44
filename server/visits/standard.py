"""The standard that a visit pins: found for a kind of work when the order is taken, parsed once because it never changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from server.kernel.db import db
from server.kernel.problem import Problem
from server.standards.models import StandardVersion
from server.standards.published import versions_in_force
from server.standards.record import STEP_PATHS
from server.standards.rules import answer_fits

KIND_OF = {path: kind for kind, path in STEP_PATHS.items()}
NOT_UNDERSTOOD = ("wrong_type", "choice_unknown")


def in_force(organisation: str, kind_of_work: str, day: str) -> StandardVersion:
    """The version that an order of this kind pins on a day; `no_standard` when there is none."""
    for row in versions_in_force(organisation, day):
        if any(kind["id"] == kind_of_work for kind in document_of(organisation, row.id, row.version)["kinds_of_work"]):
            return row
    raise Problem("no_standard")


def document_of(organisation: str, standard: str, version: str) -> dict[str, Any]:
    """The document that a visit pins; remembered, because nothing published ever changes."""
    return _known(organisation, standard, version)[0]


def steps_of(organisation: str, standard: str, version: str) -> dict[str, dict[str, Any]]:
    """Every step of a pinned standard by its id."""
    return _known(organisation, standard, version)[1]


def outcome_of(visit: Any, outcome: str | None) -> str | dict[str, str] | None:
    """How a visit ended: an end that its standard declares by its title in both languages, any other by its name."""
    found = document_of(visit.organisation_id, visit.standard_id, visit.standard_version) if outcome else {}
    titles: dict[str, dict[str, str]] = {each["id"]: each["title"] for each in found.get("outcomes", [])}
    return titles.get(outcome or "", outcome)


def title_of(found: dict[str, Any], kind_of_work: str) -> dict[str, str]:
    """A kind of work in both languages."""
    return next((kind["title"] for kind in found["kinds_of_work"] if kind["id"] == kind_of_work), found["title"])


def step_trouble(steps: dict[str, dict[str, Any]], step: str, value: Any = None) -> str | None:
    """A code when the standard has no such step, or when an answer to it cannot look like this.

    A figure out of its range is taken all the same: somebody read it at the customer's, and a person should see it.
    """
    if step not in steps:
        return "step_unknown"
    return "body_not_understood" if value is not None and answer_fits(steps[step], value) in NOT_UNDERSTOOD else None


def states_of(organisation: str, standard: str, version: str) -> tuple[dict[str, Any], frozenset[str]]:
    """The table of states, and the kinds of facts on which a state can depend."""
    return _known(organisation, standard, version)[2:]


@lru_cache(maxsize=256)
def _known(
    organisation: str, standard: str, version: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, Any], frozenset[str]]:
    row = db.session.get(StandardVersion, (organisation, standard, version))
    if row is None:
        raise LookupError(f"standard {standard} {version} is gone")
    found = json.loads(row.document)
    steps = {step["id"]: step for moment in found["moments"] for step in moment["steps"]}
    return found, steps, found["states"], frozenset(_kinds(found["states"]["states"])) | {"withdrawn"}


def _kinds(condition: Any) -> Iterator[str]:
    """The kinds of facts that a condition can look at: the first word of every path in it."""
    if isinstance(condition, list):
        for each in condition:
            yield from _kinds(each)
    elif isinstance(condition, dict):
        for name, each in condition.items():
            if name in ("first", "last", "count") and isinstance(each, str):
                word = each.partition(".")[0]
                yield KIND_OF.get(word, word)
            else:
                yield from _kinds(each)
