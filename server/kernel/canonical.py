"""The canonical subset of JSON (RFC 8785): what may be signed, and the one text that it has."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

SAFE_INTEGER = 2**53 - 1
DEPTH = 16


class NotCanonical(ValueError):
    """Something outside the subset; `where` is the path to it, `why` a code."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value of the subset; NotCanonical outside it."""
    check(value)
    return rfc8785.dumps(value)


def parse(text: str) -> Any:
    """A value from JSON text of the subset: duplicate keys, floats, null, NUL and lone surrogates are refused."""
    try:
        value = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotCanonical):
            raise
        raise NotCanonical("$", "not_json") from None
    check(value)
    return value


def check(value: Any, where: str = "$", depth: int = 0) -> None:
    """Raise NotCanonical at the first place outside the subset."""
    if depth > DEPTH:
        raise NotCanonical(where, "too_deep")
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > SAFE_INTEGER:
            raise NotCanonical(where, "unsafe_integer")
    elif isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check(item, f"{where}[{index}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, where)
            check(item, f"{where}.{key}", depth + 1)
    else:
        raise NotCanonical(where, "null" if value is None else "not_in_subset")


def _check_text(text: object, where: str) -> None:
    if not isinstance(text, str):
        raise NotCanonical(where, "key_not_text")
    if "\x00" in text:
        raise NotCanonical(where, "nul")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotCanonical(where, "lone_surrogate")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("$", "duplicate_key")
    return found


def _no_constant(name: str) -> None:
    raise NotCanonical("$", "not_in_subset")
