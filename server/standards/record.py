"""A visit's log as the plain record that conditions look at. Twin of record.ts; vectors hold them together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .moment import whole_second

Plain = Mapping[str, Any]
Record = Mapping[str, Sequence[Plain]]

FIGURE = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
SIGNING = {
    "signing_offered": "signed"
}  # by which the order of signing is judged, because the signature comes home by another way
STEP_PATHS = {"answered": "answer", "deviated": "deviation", "photographed": "photograph", "appointed": "appointment"}


def record_of(facts: Sequence[Plain]) -> dict[str, list[dict[str, Any]]]:
    """{path: [{value, second, position}]} of the facts [{id, kind, at, body}] of one visit in log order.

    A fact that a later `withdrawn {fact, reason}` names is left out, so that undoing opens its step again.
    """
    gone = withdrawn(facts)
    record: dict[str, list[dict[str, Any]]] = {}
    for position, fact in enumerate(facts):
        if fact["id"] in gone:
            continue
        place = {"second": whole_second(fact["at"]), "position": position} | (
            {"uncertain": True} if fact.get("uncertain") else {}
        )
        for path, value in _paths(fact["kind"], fact["body"]):
            record.setdefault(path, []).append({"value": value, **place})
    return record


def inputs_of(grant_inputs: Plain) -> dict[str, Any]:
    """The grant's inputs as {dotted name: scalar}, whether they were written nested or dotted."""
    return dict(_leaves("", grant_inputs))


def withdrawn(facts: Sequence[Plain]) -> set[str]:
    """Ids named by a later `withdrawn` that is not itself withdrawn."""
    return set(
        named_by_withdrawals(
            [(fact["id"], fact["body"].get("fact") if fact["kind"] == "withdrawn" else None) for fact in facts]
        )
    )


def named_by_withdrawals(log: Sequence[tuple[str, Any]]) -> dict[str, str]:
    """The same of (id, what it withdraws; None where it is no withdrawal), each with the withdrawal: walked backwards, so that undoing can be undone."""
    gone: dict[str, str] = {}
    later: set[str] = set()
    for fact, named in reversed(log):
        later.add(fact)
        if fact not in gone and isinstance(named, str) and named not in later:
            gone.setdefault(named, fact)
    return gone


def _paths(kind: str, body: Plain) -> Iterator[tuple[str, Any]]:
    if kind in SIGNING and body.get("survey") is True:
        yield "surveyed", True  # because it is asked with the signature, and comes home with it
    kind = SIGNING.get(kind, kind)
    yield kind, True
    yield from _leaves(f"{kind}.", body)
    step, name = body.get("step"), STEP_PATHS.get(kind)
    if name is not None and isinstance(step, str):
        value = {"answered": body.get("value", True), "deviated": body.get("reason", True)}.get(kind, True)
        yield f"{name}.{step}", value
        if isinstance(value, dict):
            yield from _leaves(f"{name}.{step}.", value)
        elif isinstance(value, str) and (size := thousandths(value)) is not None:
            yield f"{name}.{step}.thousandths", size


def _leaves(prefix: str, body: Plain) -> Iterator[tuple[str, Any]]:
    for key, value in body.items():
        if isinstance(value, dict):
            yield from _leaves(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def thousandths(text: str) -> int | None:
    """A decimal written as text in whole thousandths, so that it can be compared without a float; None if it is none."""
    if FIGURE.fullmatch(text) is None:
        return None
    whole, _, fraction = text.lstrip("-").partition(".")
    size = int(whole) * 1000 + int((fraction + "000")[:3])
    return -size if text.startswith("-") else size
