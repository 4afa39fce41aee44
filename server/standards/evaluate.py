"""Whether a condition of a standard holds over a visit's record: pure, total (never raises), twin of evaluate.ts."""

from itertools import pairwise
from typing import Any

from .moment import second_of
from .record import Plain, Record

Found = tuple[Any, Plain | None]
DEEPEST = 16  # because both interpreters must stop at the same depth, not each at its own stack
LARGEST = 2**53 - 1


def holds(condition: Any, record: Record, inputs: Plain, depth: int = 0) -> bool:
    """True where the condition holds; record: {path: [{value, second, position}]}, inputs: {name: scalar}."""
    if not isinstance(condition, dict) or depth > DEEPEST:
        return False
    if "seconds_between" in condition:
        return _seconds_between(condition, record, inputs)
    [(name, body)] = condition.items() if len(condition) == 1 else [(None, None)]
    if name == "not":
        return not holds(body, record, inputs, depth + 1)
    if name == "present":
        return term(body, record, inputs)[0] is not None
    if not isinstance(body, list):
        return False
    if name in ("all", "any"):
        return (all if name == "all" else any)(holds(each, record, inputs, depth + 1) for each in body)
    if name == "one_of" and len(body) == 2 and isinstance(body[1], list):
        return any(_equal([term(body[0], record, inputs), (_scalar(each), None)]) for each in body[1])
    size, predicate = PREDICATES.get(name, (-1, None))
    return len(body) == size and predicate([term(each, record, inputs) for each in body])


def term(body: Any, record: Record, inputs: Plain) -> Found:
    """(value, occurrence): the value is None where it is missing, the occurrence where the term names no path."""
    if not isinstance(body, dict):
        return _scalar(body), None
    [(name, path)] = body.items() if len(body) == 1 else [(None, None)]
    if not isinstance(path, str) or name not in ("first", "last", "input", "count"):
        return None, None
    if name == "input":
        return _scalar(inputs.get(path)), None
    found = record.get(path, [])
    if name == "count" or not found:
        return len(found) if name == "count" else None, None
    occurrence = found[0 if name == "first" else -1]
    value = occurrence.get("value")
    return value if isinstance(value, (dict, list)) else _scalar(value), occurrence


def _scalar(value: Any) -> Any:
    """Text, boolean or safe integer (1.0 is one, because it is to JavaScript); anything else is missing."""
    value = int(value) if isinstance(value, float) and value.is_integer() else value
    return value if isinstance(value, (str, bool)) or (isinstance(value, int) and abs(value) <= LARGEST) else None


def _whole(value: Any) -> int | None:
    return found if type(found := _scalar(value)) is int else None  # because True is an int to Python


def _equal(pair: list[Found]) -> bool:
    (left, _), (right, _) = pair
    return isinstance(left, (str, bool, int)) and type(left) is type(right) and left == right


def _compare(pair: list[Found], sign: int) -> bool:
    left, right = _whole(pair[0][0]), _whole(pair[1][0])
    return left is not None and right is not None and (left - right) * sign >= 0


def _ordered(*found: Found) -> bool:
    places: list[Any] = [_whole(occurrence.get("position")) if occurrence else None for _, occurrence in found]
    return None not in places and all(one < two for one, two in pairwise(places))


def _seconds_between(condition: Plain, record: Record, inputs: Plain) -> bool:
    pair, bounds = condition["seconds_between"], condition.keys() - {"seconds_between"}
    if not isinstance(pair, list) or len(pair) != 2 or not bounds or not bounds <= {"at_least", "at_most"}:
        return False
    start, end = (moment_of(each, record, inputs) for each in pair)
    least, most = _whole(condition.get("at_least", -LARGEST)), _whole(condition.get("at_most", LARGEST))
    if start is None or end is None or least is None or most is None:
        return False
    return least <= end - start <= most


def moment_of(body: Any, record: Record, inputs: Plain) -> int | None:
    """Seconds of a term: a text is taken at its word, any other occurrence counts at the second of its report."""
    value, occurrence = term(body, record, inputs)
    return second_of(value if isinstance(value, str) or occurrence is None else occurrence.get("second"))


PREDICATES: dict[Any, tuple[int, Any]] = {
    "equal": (2, _equal),
    "at_least": (2, lambda pair: _compare(pair, 1)),
    "at_most": (2, lambda pair: _compare(pair, -1)),
    "before": (2, lambda pair: _ordered(*pair)),
    "within": (3, lambda three: _ordered(three[1], three[0], three[2])),
}
