"""A failing case made small: parts are taken away for as long as the case still fails."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

MOST_TRIES = 400


def shrink(case: dict[str, Any], fails: Callable[[Any], bool]) -> dict[str, Any]:
    """The smallest case found by replacing a part with one of its own parts or dropping it; `fails` is asked each time."""
    tries = 0
    going = True
    while going:
        going = False
        for smaller in _smaller(case):
            tries += 1
            if tries > MOST_TRIES:
                return case
            if fails(smaller):
                case, going = smaller, True
                break
    return case


def _smaller(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in _inside(case["condition"]):
        yield case | {"condition": part}
    for name in ("condition", "record", "inputs"):
        for place in _places(case[name]):
            yield case | {name: _without(case[name], place)}


def _inside(condition: Any) -> Iterator[Any]:
    if isinstance(condition, dict):
        for body in condition.values():
            yield from (each for each in (body if isinstance(body, list) else [body]) if isinstance(each, dict))


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        if not (at == () and isinstance(value, dict) and key in ("equal", "all", "any", "not")):
            yield (*at, key)
        yield from _places(each, (*at, key))


def _without(value: Any, place: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for key in place[:-1]:
        holder = holder[key]
    del holder[place[-1]]
    return changed
