"""Whether what a standard declares means something (language 2), and that a standard of language 1 declares nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

from .completion import state_of
from .conditions import condition_findings
from .declared import AT_THE_DOOR, CLOSED, DONE, IMPORTED, MATTER, NOT_DONE
from .finding import Finding
from .record import Plain, record_of

EARLIER = "earlier"  # where an input comes from that an earlier visit has answered
RESERVED = "received_at"  # what every order has
# Spans whose figure the unit says already, and those that need one.
NO_FIGURE = "same_wd"


def declaration_findings(document: Plain, steps: list[tuple[str, Plain]], kinds: Set[str]) -> Iterator[Finding]:
    """Findings of what the document declares; `steps` is (place, step) of every step, `kinds` of facts may be asked for."""
    yield from _grounds(document, steps)
    if document["language"] == 1:
        yield from _of_language_2(document, steps)
        return
    yield from _inputs(document)
    yield from _outcomes(document, kinds)
    for place, step in steps:
        yield from _step(place, step, document, kinds)


def _grounds(document: Plain, steps: list[tuple[str, Plain]]) -> Iterator[Finding]:
    """Each names a clause; in language 2 a rule of the organisation's own does, too."""
    named = [
        *steps,
        *((f"{name}[{i}]", each) for name in ("phrases", "reminders") for i, each in enumerate(document[name])),
    ]
    for place, entry in named:
        if "clause" not in entry and ("rule" not in entry or document["language"] == 1):
            yield Finding(f"{place}.clause", "field_missing")
        if "rule" in entry and document["language"] == 1:
            yield Finding(f"{place}.rule", "needs_language_2")


def _of_language_2(document: Plain, steps: list[tuple[str, Plain]]) -> Iterator[Finding]:
    yield from (Finding(name, "needs_language_2") for name in ("inputs", "outcomes") if name in document)
    for index, moment in enumerate(document["moments"]):
        if moment.get("outcome", "unsafe") not in CLOSED:
            yield Finding(f"moments[{index}].outcome", "value_unknown", f'"{moment["outcome"]}"')
    for place, step in steps:
        if "opens" in step:
            yield Finding(f"{place}.opens", "needs_language_2")
        if isinstance(step.get("promise"), dict):
            yield Finding(f"{place}.promise", "needs_language_2")
        for name, bound in step["answer"].get("good", {}).items():
            if isinstance(bound, dict):
                yield Finding(f"{place}.answer.good.{name}", "needs_language_2")


def _inputs(document: Plain) -> Iterator[Finding]:
    kinds = {kind["id"] for kind in document["kinds_of_work"]}
    times = Counter(each["id"] for each in document.get("inputs", []))
    for index, each in enumerate(document.get("inputs", [])):
        place = f"inputs[{index}]"
        if times[each["id"]] > 1:
            yield Finding(f"{place}.id", "twice", each["id"])
        if each["id"] == RESERVED:
            yield Finding(f"{place}.id", "input_taken", each["id"])
        if ("step" in each) != (each["origin"] == EARLIER):
            yield Finding(f"{place}.step", "field_unknown" if "step" in each else "field_missing")
        yield from (
            Finding(f"{place}.for", "kind_of_work_unknown", kind) for kind in each.get("for", []) if kind not in kinds
        )


def _outcomes(document: Plain, kinds: Set[str]) -> Iterator[Finding]:
    declared = document.get("outcomes", [])
    ends = [moment["outcome"] for moment in document["moments"] if "outcome" in moment]
    times = Counter(each["id"] for each in declared)
    for index, each in enumerate(declared):
        place, name = f"outcomes[{index}]", each["id"]
        if times[name] > 1:
            yield Finding(f"{place}.id", "twice", name)
        if name == DONE or name in IMPORTED:
            yield Finding(f"{place}.id", "outcome_imported", name)
        elif name in AT_THE_DOOR and each["counts_as"] == DONE:
            yield Finding(f"{place}.counts_as", "counts_as_fixed", name)
        else:
            yield from _state(place, each, document)
        if name not in ends:
            yield Finding(place, "never_asked", name)
        if "opens" in each:
            yield from _opens(f"{place}.opens", each["opens"], document, kinds)
    known = {*times, *IMPORTED}
    for index, moment in enumerate(document["moments"]):
        if "outcome" in moment and moment["outcome"] not in known:
            yield Finding(f"moments[{index}].outcome", "outcome_undeclared", moment["outcome"])


def _state(place: str, outcome: Plain, document: Plain) -> Iterator[Finding]:
    """The table of states must say of such an end what it counts as, because lists and reports ask the state."""
    ended: dict[str, Any] = {"outcome": outcome["id"]}
    if outcome["id"] not in CLOSED:
        ended["counts_as"] = outcome["counts_as"]
    record = record_of([{"id": "ended", "kind": "ended", "at": "2026-01-01T00:00:00Z", "body": ended}])
    if state_of(document["states"], record, {}) != (DONE if outcome["counts_as"] == DONE else NOT_DONE):
        yield Finding(f"{place}.counts_as", "outcome_state_differs", outcome["id"])


def _step(place: str, step: Plain, document: Plain, kinds: Set[str]) -> Iterator[Finding]:
    if isinstance(step.get("promise"), bool):
        yield Finding(f"{place}.promise", "promise_to_nobody")
    elif "promise" in step and step["answer"]["kind"] != "moment":
        yield Finding(f"{place}.promise", "promise_without_moment")
    if "opens" in step:
        if "promise" in step:
            yield Finding(f"{place}.opens", "opens_beside_promise")
        if step["opens"]["what"] == MATTER:
            yield Finding(f"{place}.opens.what", "matter_by_an_end")
        yield from _opens(f"{place}.opens", step["opens"], document, kinds)
    decimals = {f"order.{each['id']}" for each in document.get("inputs", []) if each["type"] == "decimal"}
    for name, bound in step["answer"].get("good", {}).items():
        if isinstance(bound, dict) and bound["input"] not in decimals:
            yield Finding(f"{place}.answer.good.{name}", "input_no_decimal", bound["input"])


def _opens(place: str, opens: Plain, document: Plain, kinds: Set[str]) -> Iterator[Finding]:
    if "due" in opens and ("figure" in opens["due"]) == (opens["due"]["unit"] == NO_FIGURE):
        yield Finding(f"{place}.due.figure", "field_unknown" if "figure" in opens["due"] else "field_missing")
    if "when" in opens:
        yield from condition_findings(f"{place}.when", opens["when"], document, kinds)
