"""What a condition names, and whether all of it exists: steps, choices, facts, inputs."""

from collections.abc import Iterator, Mapping, Set
from typing import Any

from .finding import Finding

Plain = Mapping[str, Any]
DEEPEST = 5  # because a sixth level would be deeper than what may be signed
STEP_HEADS = ("answer", "deviation", "photograph", "appointment")
CERTAIN_INPUTS = frozenset(
    {"kind_of_work", "priority", "customer.language", "order.received_at", "now", "missing", "outcome"}
)
POSSIBLE_INPUTS = frozenset(
    "agreed_at window.from window.to premises.last_reading_kind premises.estimates_in_row case.steps_done customer.hard_of_hearing customer.no_phone".split()
)


def condition_findings(
    place: str, condition: Plain, document: Plain, kinds: Set[str], depth: int = 1
) -> Iterator[Finding]:
    """Findings of one condition that the schema accepts; `place` is where it stands, `kinds` are those of facts that it may ask for."""
    if depth > DEEPEST:
        yield Finding(place, "too_deep")
        return
    name = "seconds_between" if "seconds_between" in condition else next(iter(condition))
    body = condition[name]
    if name in ("all", "any"):
        for index, each in enumerate(body):
            yield from condition_findings(f"{place}.{name}[{index}]", each, document, kinds, depth + 1)
    elif name == "not":
        yield from condition_findings(f"{place}.not", body, document, kinds, depth + 1)
        if "present" not in body and any(_optional(each) for each in terms_of(body)):
            yield Finding(f"{place}.not", "not_over_optional")
    else:
        for each in terms_of(condition):
            yield from _term_findings(f"{place}.{name}", each, document, kinds)
        if name in ("equal", "one_of"):
            yield from _choice_findings(f"{place}.{name}", body, document)


def terms_of(condition: Plain) -> list[Plain]:
    """Every term of a condition that names a path or an input, in order."""
    found: list[Plain] = []
    for name, body in condition.items():
        if name in ("all", "any"):
            found += [term for each in body for term in terms_of(each)]
        elif name == "not":
            found += terms_of(body)
        else:
            found += [term for term in (body if isinstance(body, list) else [body]) if isinstance(term, dict)]
    return found


def paths_of(condition: Plain) -> list[str]:
    """Every path of the record that a condition looks at."""
    return [path for term in terms_of(condition) for name, path in term.items() if name != "input"]


def _optional(term: Plain) -> bool:
    [(name, path)] = term.items()
    return path not in CERTAIN_INPUTS if name == "input" else name != "count"


def _term_findings(place: str, term: Plain, document: Plain, kinds: Set[str]) -> Iterator[Finding]:
    [(name, path)] = term.items()
    head, _, rest = path.partition(".")
    if name == "input":
        if path not in CERTAIN_INPUTS | POSSIBLE_INPUTS and path not in _declared(document):
            yield Finding(place, "input_unknown", path)
    elif head in STEP_HEADS:
        if _step(rest, document) is None:
            yield Finding(place, "step_unknown", path)
    elif head not in kinds:
        yield Finding(place, "fact_unknown", path)


def _declared(document: Plain) -> set[str]:
    """The inputs that a document declares (language 2), under the names by which conditions ask for them."""
    named = {each["id"]: each["type"] for each in document.get("inputs", [])}
    return {f"order.{name}" for name in named} | {
        f"order.{name}.thousandths" for name, kind in named.items() if kind == "decimal"
    }


def _choice_findings(place: str, body: list[Any], document: Plain) -> Iterator[Finding]:
    for index, term in enumerate(body):
        if not isinstance(term, dict):
            continue
        literals = [
            each
            for each in (body[1 - index] if isinstance(body[1 - index], list) else [body[1 - index]])
            if not isinstance(each, dict)
        ]
        known = _choices(term, document)
        if known is not None:
            yield from (Finding(place, "choice_unknown", str(each)) for each in literals if each not in known)


def _choices(term: Plain, document: Plain) -> set[str] | None:
    """What an answer, a deviation's reason or the kind of work can be; None where it can be anything."""
    [(name, path)] = term.items()
    head, _, rest = path.partition(".")
    if name == "input" and path == "kind_of_work":
        return {kind["id"] for kind in document["kinds_of_work"]}
    step = (
        _step(rest, document)
        if name in ("first", "last") and head in ("answer", "deviation") and "." not in rest
        else None
    )
    if step is None:
        return None
    if head == "deviation":
        deviation: Plain = step.get("deviation") or {}
        return set(deviation.get("reasons", document["usual_reasons"]))
    choices = step["answer"].get("choices") if step["answer"]["kind"] == "choice" else None
    return None if choices is None else {choice["id"] for choice in choices}


def _step(path: str, document: Plain) -> Plain | None:
    name = path.partition(".")[0]
    return next((step for moment in document["moments"] for step in moment["steps"] if step["id"] == name), None)
