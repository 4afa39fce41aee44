"""How a standard's time limits stand: the one interpreter, for pages, lists, reports and kept results. Twin of limits.ts; vectors hold them together. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from .evaluate import holds, moment_of, term
from .moment import second_of, text_of
from .record import Plain, Record, record_of

ON_TIME, LATE_NOTICE = "HV-8a", "HV-8c"


def judge(
    limits: Sequence[Plain], record: Record, inputs: Plain, now: str, *, over: bool = False
) -> list[dict[str, Any]]:
    """How each time limit stands at the moment `now`: {id, clause, state, due, figure, at?, seconds?, minutes?, waits?, position?, tell}.

    state: met · missed · pending (the end may still come) · not_measured (a time was uncertain, or the visit is over and nobody reported it,
    which counts against nobody). `due` is the moment that decides, `at` the one that is judged by it. `seconds` is from start to end.
    A limit whose `when` does not hold is left out; one with `each` stands once per such fact. `over`: the visit has ended.
    """
    return [result for limit in limits for result in _results(limit, record, inputs, now, over)]


def next_due(results: Sequence[Plain]) -> Plain | None:
    """The running limit that ends first, also one that has just been missed; waiting is none, because nobody can be late with it."""
    running = [
        each
        for each in results
        if "at" not in each and each["state"] in ("pending", "missed") and not each.get("waits")
    ]
    return min(running, key=lambda each: (each["due"], each["id"]), default=None)


def is_late_notice(limits: Sequence[Plain], planned: Plain, now: str) -> bool:
    """HV-8c: whether a change that we announce now comes too late for what was `planned` ({agreed_at?, window?})."""
    change = {"id": "", "kind": "rescheduled", "at": now, "body": {"by": "us", "from": planned}}
    return any(
        each["state"] == "missed"
        for each in judge([each for each in limits if each["clause"] == LATE_NOTICE], record_of([change]), {}, now)
    )


def _results(limit: Plain, record: Record, inputs: Plain, now: str, over: bool) -> Iterator[dict[str, Any]]:
    if "each" not in limit:
        yield from _result(limit, record, inputs, now, over)
        return
    for occurrence in record.get(limit["each"], []):
        alone = _only(record, occurrence["position"])  # because the fields must come from this very fact (HV-8c)
        yield from (found | {"position": occurrence["position"]} for found in _result(limit, alone, inputs, now, over))


def _result(limit: Plain, record: Record, inputs: Plain, now: str, over: bool) -> Iterator[dict[str, Any]]:
    if "when" in limit and not holds(limit["when"], record, inputs):
        return
    counts = "counts_when" not in limit or holds(limit["counts_when"], record, inputs)
    start, end = moment_of(limit["from"], record, inputs), moment_of(limit["to"], record, inputs) if counts else None
    present, least, figure = second_of(now), "at_least" in limit, limit.get("at_least", limit.get("at_most"))
    if present is None or (start is None and end is None) or (start is None and not least):
        return
    waits = least and (
        end is None or not isinstance(term(limit["to"], record, inputs)[0], str)
    )  # what is waited for is reported, not planned
    due = end - figure if least and not waits and end is not None else (start or 0) + figure
    found: dict[str, Any] = {
        "id": limit["id"],
        "clause": limit["clause"],
        "figure": figure,
        "due": text_of(due),
        "tell": list(limit.get("tell", [])),
    }
    found |= {"waits": True} if waits else {}
    if start is not None and end is not None:
        at, kept = start if least and not waits else end, end - start >= figure if least else end - start <= figure
        yield (
            found
            | {"seconds": end - start, "at": text_of(at), "minutes": minutes_between(at, end if at == start else due)}
            | _state(limit, record, inputs, "met" if kept else "missed")
        )
        return
    unknown = over and "counts_when" not in limit
    late = present > due and not waits  # because waiting longer is never late
    yield found | {"state": "not_measured" if unknown else "missed" if late else "pending"}


def minutes_between(at: int, due: int) -> int:
    """Minutes early (positive) or late (negative) as people count them by two clock times; a second too late is a minute late."""
    return due // 60 - at // 60 if at <= due else min(-1, due // 60 - at // 60)


def early(at: str, due: str) -> int:
    """The same of two moments as text; 0 where one is no moment."""
    seconds = second_of(at), second_of(due)
    return 0 if seconds[0] is None or seconds[1] is None else minutes_between(seconds[0], seconds[1])


def _state(limit: Plain, record: Record, inputs: Plain, state: str) -> dict[str, str]:
    """A moment of a clock that was wrong is never held against anybody."""
    places = [term(limit[side], record, inputs) for side in ("from", "to")]
    uncertain = any(
        place is not None and place.get("uncertain") and not isinstance(value, str) for value, place in places
    )
    return {"state": "not_measured" if uncertain else state}


def _only(record: Record, position: int) -> Record:
    one = {path: [each for each in found if each["position"] == position] for path, found in record.items()}
    return {path: found for path, found in one.items() if found}
