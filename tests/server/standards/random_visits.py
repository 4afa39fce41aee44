"""Random conditions, records and logs, made to hit where two languages differ: types, numbers, moments, strange names."""

import random
from typing import Any

PATHS = ["a", "a", "a", "b", "b", "c.from", "__proto__", "constructor", "length"]
NUMBERS = [
    0,
    1,
    2,
    -1,
    600,
    7200,
    1.0,
    -0.0,
    1.5,
    2.0,
    -27001,
    2**53 - 1,
    2**53,
    -(2**53),
    9007199254740993,
    1e15,
    1e16,
    1e21,
    0.1,
]
TEXTS = ["", "x", "y", "1", "１", "true", "yes\n", "__proto__", "é", "é", "𠮷", "null", "-0"]
MOMENTS = [
    "2026-07-14T09:00:00Z", "2026-07-14T08:59:59.999Z", "2026-07-14T09:00:00.5Z", "2026-07-14T09:10:00.000Z", "2026-07-14T11:00:00Z",
    "2026-07-14T24:00:00Z", "2026-02-30T00:00:00Z", "2028-02-29T12:00:00Z", "2027-02-29T12:00:00Z", "2100-02-28T00:00:00Z",
    "0000-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z", "2026-07-14T09:00:00+08:00",
    "2026-07-14T09:00:00Z\n", "２０２６-07-14T09:00:00Z", "2026-07-14T09:00:60Z", "2026-13-01T00:00:00Z", "2026-07-14 09:00:00Z",
]  # fmt: skip
PREDICATES = ["equal", "at_least", "at_most", "before", "within", "one_of"]
KINDS = [
    "answered",
    "deviated",
    "photographed",
    "appointed",
    "withdrawn",
    "knocked",
    "left",
    "arrived",
    "call_attempted",
    "rescheduled",
]
TURNS = [
    "customer_mode_entered",
    "customer_mode_left",
    "signed",
    "surveyed",
    "entered",
    "departed",
    "running_late",
    "customer_told",
]
ANSWERS = [True, "-21.4", "-27.5", "1.", "7", "文字", {"old": "1", "new": {"__proto__": "2"}}, ["x"]]
OUTCOMES = ["done", "nobody_home", "unsafe", "entry_refused", "constructor"]


def moment(dice: random.Random) -> str:
    """A moment: mostly one of a few that lie close together, else one of the traps, else anything like a moment."""
    chance = dice.random()
    if chance < 0.6:
        return f"2026-07-14T09:00:0{dice.randrange(3)}{dice.choice(['', '.000', '.499', '.5', '.999999999'])}Z"
    if chance < 0.9:
        return dice.choice(MOMENTS)
    fraction = dice.choice(["", ".000", ".5", ".999999999", "."])
    year, month, day = dice.randint(1999, 2101), dice.randint(0, 13), dice.randint(0, 32)
    return f"{year}-{month:02}-{day:02}T{dice.randint(0, 24):02}:{dice.randint(0, 60):02}:{dice.randint(0, 60):02}{fraction}Z"


def value(dice: random.Random, deep: bool = True) -> Any:
    """A JSON value, canonical or not."""
    kind = dice.randrange(8 if deep else 6)
    if kind == 0:
        return dice.choice(NUMBERS)
    if kind == 1:
        return dice.choice(TEXTS)
    if kind == 2:
        return moment(dice)
    if kind in (3, 4):
        return dice.choice([True, False, None])
    if kind == 5:
        return dice.randint(-3, 3)
    return [value(dice, False)] if kind == 6 else {dice.choice(PATHS): value(dice, False)}


def record(dice: random.Random) -> dict[str, Any]:
    """A record as record_of makes them, with a little nonsense in values, seconds and positions."""
    found: dict[str, Any] = {}
    for position in range(dice.randint(0, 8)):
        place = position if dice.random() < 0.95 else value(dice)
        occurrence = {"value": True if dice.random() < 0.4 else value(dice), "second": moment(dice), "position": place}
        found.setdefault(dice.choice(PATHS), []).append(occurrence)
    return found


def inputs(dice: random.Random) -> dict[str, Any]:
    """Inputs of a grant, with a little nonsense."""
    return {dice.choice(PATHS): value(dice) for _ in range(dice.randint(0, 4))}


def term(dice: random.Random) -> Any:
    """A term, mostly a good one."""
    chance = dice.random()
    if chance < 0.25:
        return value(dice)
    if chance < 0.97:
        return {dice.choice(["first", "last", "last", "input", "count"]): dice.choice(PATHS)}
    return dice.choice(
        [{}, {"first": "a", "last": "a"}, {"middle": "a"}, {"last": 1}, {"last": None}, {"input": ["a"]}]
    )


def condition(dice: random.Random, depth: int = 0) -> Any:
    """A condition, mostly a good one; now and then deeper than both interpreters look."""
    chance = dice.random()
    if depth == 0 and chance < 0.02:
        return _deep(dice, dice.randint(10, 20))
    if depth < 4 and chance < 0.3:
        return {dice.choice(["all", "any"]): [condition(dice, depth + 1) for _ in range(dice.randint(0, 3))]}
    if chance < 0.4:
        return {"not": condition(dice, depth + 1)} if depth < 20 else {"all": []}
    if chance < 0.45:
        return {"present": term(dice)}
    if chance < 0.6:
        return _seconds_between(dice)
    if chance > 0.98:
        return dice.choice(
            [None, True, "all", [], {}, {"all": {}}, {"constructor": [1, 1]}, {"all": [], "any": []}, {"": []}]
        )
    name = dice.choice(PREDICATES)
    size = (3 if name == "within" else 2) if dice.random() < 0.97 else dice.randint(0, 4)
    if name == "one_of" and size == 2:
        return {
            name: [
                term(dice),
                [value(dice) for _ in range(dice.randint(0, 3))] if dice.random() < 0.95 else value(dice),
            ]
        }
    return {name: [term(dice) for _ in range(size)]}


def _deep(dice: random.Random, levels: int) -> Any:
    return {"not": _deep(dice, levels - 1)} if levels else {"all": []}


def declared(dice: random.Random) -> dict[str, Any]:
    """A document of either language with steps and ends that leave something to be done, a log over it, bounds, inputs, and an end to judge."""
    names, ends = ["a", "b", "c", "__proto__", "constructor"], [*OUTCOMES, "found_well", "declined"]
    steps = [{"id": name} | _opens(dice) for name in names[: dice.randint(1, 5)]]
    declares = [
        {"id": name, "counts_as": dice.choice(["done", "not_done"])} | _opens(dice) for name in dice.sample(ends, 3)
    ]
    side = {"id": "s", "path": "side", "outcome": dice.choice(ends), "steps": []}
    log = facts(dice, [{"id": step["id"], "answer": {"kind": "confirm"}} for step in steps])
    if dice.random() < 0.7:
        log.append({"id": "end", "kind": "ended", "at": moment(dice), "body": {"outcome": dice.choice(ends)}})
    given = inputs(dice) | ({"order.speed": dice.choice([*TEXTS, "300", "-0.5", 300])} if dice.random() < 0.7 else {})
    return {
        "document": {
            "language": dice.choice([1, 2, 2]),
            "moments": [{"id": "m", "path": "main", "steps": steps}, side],
            "outcomes": declares,
        },
        "facts": log,
        "inputs": given,
        "good": {"least": _bound(dice), "most": _bound(dice)},
        "outcome": dice.choice(ends),
    }


def _opens(dice: random.Random) -> dict[str, Any]:
    if dice.random() < 0.4:
        return {}
    when = {"when": condition(dice)} if dice.random() < 0.6 else {}
    return {"opens": {"what": dice.choice(["answer", "book_anew", "matter"])} | when}


def _bound(dice: random.Random) -> Any:
    return dice.choice(["-27", "1.5", "x", {"input": dice.choice(PATHS)}, {"input": "order.speed"}])


def _seconds_between(dice: random.Random) -> Any:
    names = dice.sample(["at_least", "at_most"], 1 if dice.random() < 0.8 else dice.choice([0, 2]))
    bounds = {
        name: dice.choice([0, 0, 1, -1, 600, -(2**53) + 1, 2**53 - 1, dice.choice(NUMBERS), value(dice)])
        for name in names
    }
    terms = [moment(dice) if dice.random() < 0.2 else term(dice) for _ in range(2 if dice.random() < 0.97 else 3)]
    return {"seconds_between": terms, **bounds}


def facts(dice: random.Random, steps: list[Any]) -> list[dict[str, Any]]:
    """A log over the steps of a standard: answered, deviated, undone, in any order, at any time."""
    log: list[dict[str, Any]] = []
    for number in range(dice.randint(0, 60)):
        kind = dice.choice(KINDS if dice.random() < 0.8 else TURNS)
        step = dice.choice(steps)
        choices = [choice["id"] for choice in step["answer"].get("choices", [])] or ANSWERS
        body: dict[str, Any] = {
            "step": step["id"] if dice.random() < 0.97 else dice.choice(["__proto__", "constructor", 3])
        }
        if kind == "answered":
            body["value"] = dice.choice(choices)
        elif kind == "withdrawn":
            body = {"fact": f"f{dice.randrange(number + 2)}", "reason": "slip"}
        elif kind in ("deviated", "call_attempted"):
            body |= {"reason": "other", "result": dice.choice(["reached", "no_answer"])}
        log.append({"id": f"f{number}", "kind": kind, "at": moment(dice), "body": body})
    return log
