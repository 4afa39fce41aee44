"""Which cross purposes there are, what a person may choose, and which side counts after each choice. Pure; nothing is ever deleted."""

from __future__ import annotations

UNDO = 600_000  # milliseconds in which a choice can be taken back
REOPENED = "reopened"
Showing = tuple[bool, bool]  # whether what showed shows from now on, and whether the other does

# For each kind: its choices in the order in which a card offers them, and what each makes show; None leaves the matter open.
KINDS: dict[str, dict[str, Showing | None]] = {
    "answer": {"shown": (True, False), "other": (False, True), "again": (False, False)},
    "cancelled_done": {"other": (False, True), "shown": (True, False), "ask": None},
    "two_ends": {"shown": (True, False), "other": (False, True), "ask": None},
    "changed": {"shown": (True, True), "other": (False, True), "again": (True, False)},
    "taken_back": {"shown": (True, True), "other": (False, True)},
    "two_signatures": {"shown": (True, False), "other": (False, True), "again": (False, False)},
    "withdrawal": {"shown": (True, False), "other": (True, True)},
    "objected": {"shown": (True, True), "other": (False, True), "ask": None},
    "verdict": {
        "shown": (True, False),
        "other": (False, True),
    },  # the other is no fact, so that either the end counts or nothing does
    "unnamed": {"shown": (True, False), "other": (False, True)},
}
NEEDS_WORK = {"answer": ("again",)}  # choices that somebody can only follow while the visit is not over


def kind_of(target: str, shown: str, other: str, has_base: bool) -> str:
    """Which cross purpose this is: by its target, the kinds of both facts, and whether something stood there before."""
    if target.startswith("answer."):
        return "answer"
    if target == "state":
        return "cancelled_done" if "cancelled" in (shown, other) else "two_ends"
    if target in ("verdict", "withdrawal"):
        return target
    if target != "signature":
        return "unnamed"
    if other == "objected":
        return "objected"
    if shown == other == "signed":
        return "two_signatures"
    return "taken_back" if shown == "withdrawn" and not has_base else "changed"


def choices(kind: str, finished: bool) -> tuple[str, ...]:
    """What can be chosen, in the order of the card."""
    left_out = NEEDS_WORK.get(kind, ()) if finished else ()
    return tuple(each for each in KINDS[kind] if each not in left_out)


def showing(kind: str, choice: str) -> Showing | None:
    """Which sides count after this choice; None where it leaves the matter open. KeyError for what cannot be chosen."""
    return KINDS[kind][choice]
