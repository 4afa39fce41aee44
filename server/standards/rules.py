"""What follows from a standard and a visit's record: whether a value fits its step, strict signing. Pure. Time limits: limits.py."""

from typing import Any

from .moment import second_of
from .record import Plain, Record, thousandths

LONGEST_TEXT = 2000


def signed_in_customer_mode(record: Record) -> bool:
    """Whether the last signature was given between entering customer mode and the next leaving of it (HV-20).

    Stricter than the standard's condition, which only has first and last: every entering and leaving is looked at.
    """
    if not record.get("signed"):
        return False
    place = record["signed"][-1]["position"]
    turns = [
        (found["position"], name)
        for name in ("customer_mode_entered", "customer_mode_left")
        for found in record.get(name, [])
    ]
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
        if (
            not isinstance(each.get("code"), str)
            or isinstance(count, bool)
            or not isinstance(count, int)
            or not 0 < count <= 10_000
        ):
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
