"""What follows from a standard and a visit's record: time limits, whether a value fits its step, strict signing. Pure."""

from collections.abc import Iterator
from typing import Any

from .evaluate import holds, moment_of
from .moment import second_of, text_of
from .record import Plain, Record, thousandths

LONGEST_TEXT = 2000


def limits(document: Plain, record: Record, inputs: Plain, now: str) -> list[dict[str, Any]]:
    """How each time limit stands at the moment `now`: {id, clause, state, seconds?, due?, position?, tell}.

    state: met, missed, pending (the end is not there yet and may still come in time). `seconds` from start to end, `due`
    the moment that decides: the latest for `at_most` and for arriving early, the earliest for waiting. Limits whose
    condition does not hold are left out (HV-8a only where a time was agreed); one with `each` stands once per such fact.
    """
    return [standing for limit in document["limits"] for standing in _standings(limit, record, inputs, now)]


def _standings(limit: Plain, record: Record, inputs: Plain, now: str) -> Iterator[dict[str, Any]]:
    if "each" not in limit:
        yield from _standing(limit, record, inputs, now)
        return
    for occurrence in record.get(limit["each"], []):
        alone = _only(record, occurrence["position"])  # because the fields must come from this very fact (HV-8c)
        yield from (found | {"position": occurrence["position"]} for found in _standing(limit, alone, inputs, now))


def _standing(limit: Plain, record: Record, inputs: Plain, now: str) -> Iterator[dict[str, Any]]:
    if "when" in limit and not holds(limit["when"], record, inputs):
        return
    start, end = (moment_of(limit[name], record, inputs) for name in ("from", "to"))
    present, least, figure = second_of(now), "at_least" in limit, limit.get("at_least", limit.get("at_most"))
    if present is None or (start is None and end is None) or (start is None and not least):
        return
    found: dict[str, Any] = {"id": limit["id"], "clause": limit["clause"], "tell": list(limit["tell"])}
    if start is not None and end is not None:
        kept = end - start >= figure if least else end - start <= figure
        yield found | {"state": "met" if kept else "missed", "seconds": end - start}
        return
    due = start + figure if start is not None else end - figure
    late = present > due if start is None or not least else False  # because waiting longer is never late
    yield found | {"state": "missed" if late else "pending", "due": text_of(due)}


def _only(record: Record, position: int) -> Record:
    one = {path: [each for each in found if each["position"] == position] for path, found in record.items()}
    return {path: found for path, found in one.items() if found}


def signed_in_customer_mode(record: Record) -> bool:
    """Whether the last signature was given between entering customer mode and the next leaving of it (HV-20).

    Stricter than the standard's condition, which only has first and last: every entering and leaving is looked at.
    """
    if not record.get("signed"):
        return False
    place = record["signed"][-1]["position"]
    turns = [(found["position"], name) for name in ("customer_mode_entered", "customer_mode_left") for found in record.get(name, [])]
    before = [turn for turn in turns if turn[0] < place]
    return bool(before) and max(before)[1] == "customer_mode_entered"


def answer_fits(step: Plain, value: Any) -> str | None:
    """None where the value can be an answer to the step, else the code of what is wrong with it.

    Codes: wrong_type, choice_unknown, too_few, too_long, too_many_decimals, out_of_range, not_a_moment.
    """
    answer = step["answer"]
    check = CHECKS.get(answer["kind"])
    return check(answer, value) if check else "wrong_type"


def _confirm(answer: Plain, value: Any) -> str | None:
    return None if value is True else "wrong_type"


def _choice(answer: Plain, value: Any) -> str | None:
    if not isinstance(value, str):
        return "wrong_type"
    return None if value in {choice["id"] for choice in answer["choices"]} else "choice_unknown"


def _many(answer: Plain, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value) or len(set(value)) != len(value):
        return "wrong_type"
    if not set(value) <= {choice["id"] for choice in answer["choices"]}:
        return "choice_unknown"
    return "too_few" if len(value) < answer.get("least", 1) else None


def _text(answer: Plain, value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return "wrong_type"
    return "too_long" if len(value) > answer.get("longest", LONGEST_TEXT) else None


def _number(answer: Plain, value: Any) -> str | None:
    size = thousandths(value) if isinstance(value, str) else None
    if size is None:
        return "wrong_type"
    if len(value.partition(".")[2]) > answer["decimals"]:
        return "too_many_decimals"
    bounds = answer.get("range", {})
    low, high = (thousandths(bounds[name]) if name in bounds else None for name in ("least", "most"))
    return "out_of_range" if (low is not None and size < low) or (high is not None and size > high) else None


def _moment(answer: Plain, value: Any) -> str | None:
    return None if second_of(value) is not None else "not_a_moment"


def _parts(answer: Plain, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return "wrong_type"
    for each in value:
        count = each.get("count")
        if not isinstance(each.get("code"), str) or isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= 10_000:
            return "wrong_type"
    return None if {each["code"] for each in value} <= {part["code"] for part in answer["parts"]} else "choice_unknown"


CHECKS = {
    "confirm": _confirm,
    "choice": _choice,
    "many": _many,
    "text": _text,
    "scan": _text,
    "number": _number,
    "reading": _number,
    "moment": _moment,
    "parts": _parts,
}
