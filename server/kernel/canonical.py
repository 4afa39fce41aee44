"""The canonical subset of JSON (RFC 8785): what may be signed, and the one text that it has."""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

SAFE_INTEGER = 2**53 - 1
DEPTH = 16
SURROGATE = re.compile("[\ud800-\udfff]")
TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode


class NotCanonical(ValueError):
    """Something outside the subset; `where` is the path to it, `why` a code."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value of the subset; NotCanonical outside it."""
    return canonical_bytes(value) if check(value) else rfc8785.dumps(value)


def canonical_bytes(value: Any) -> bytes:
    """The same for a value that was checked and whose keys Python sorts as RFC 8785 does (ASCII ones, or see `same_order`), several times as fast."""
    return _encode(value).encode()


def same_order(text: str) -> bool:
    """Whether keys in this text sort by character as they do by UTF-16 unit, because no character of it takes two."""
    return text.isascii() or not TWO_UNITS.search(text)


def parse(text: str) -> Any:
    """A value from JSON text of the subset: duplicate keys, floats, null, NUL and lone surrogates are refused."""
    try:
        value = _decode(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, NotCanonical):
            raise
        raise NotCanonical("$", "not_json") from None
    if _may_hide_something(text):  # else reading it has checked all there is to check
        check(value)
    return value


def check(value: Any, where: str = "$", depth: int = 0) -> bool:
    """Raise NotCanonical at the first place outside the subset; whether every key is ASCII."""
    if depth > DEPTH:
        raise NotCanonical(where, "too_deep")
    if isinstance(value, str):
        _check_text(value, where)
        return True
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        if abs(value) > SAFE_INTEGER:
            raise NotCanonical(where, "unsafe_integer")
        return True
    if isinstance(value, list):
        return all(check(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value))
    if isinstance(value, dict):
        return all(_check_entry(key, item, where, depth) for key, item in value.items())
    raise NotCanonical(where, "null" if value is None else "not_in_subset")


def _check_entry(key: object, item: Any, where: str, depth: int) -> bool:
    if not isinstance(key, str):
        raise NotCanonical(where, "key_not_text")
    _check_text(key, where)
    return check(item, f"{where}.{key}", depth + 1) and key.isascii()


def _check_text(text: str, where: str) -> None:
    if "\x00" in text:
        raise NotCanonical(where, "nul")
    if not text.isascii() and SURROGATE.search(text):
        raise NotCanonical(where, "lone_surrogate")


def _may_hide_something(text: str) -> bool:
    """A cheap look for what only the value itself can tell: null, escapes, deep nesting, lone surrogates."""
    if "null" in text or "\\u" in text or text.count("{") + text.count("[") > DEPTH:
        return True
    return not text.isascii() and SURROGATE.search(text) is not None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("$", "duplicate_key")
    return found


def _safe_integer(digits: str) -> int:
    number = int(digits) if len(digits) < 18 else SAFE_INTEGER + 1
    if abs(number) > SAFE_INTEGER:
        raise NotCanonical("$", "unsafe_integer")
    return number


def _no_constant(name: str) -> None:
    raise NotCanonical("$", "not_in_subset")


_decode = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_constant=_no_constant,
    parse_float=_no_constant,
    parse_int=_safe_integer,
).decode
