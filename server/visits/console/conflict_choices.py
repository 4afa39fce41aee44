"""The choices of a cross purpose in words: what each is called, and what it means. All of equal weight."""

from __future__ import annotations

import json
from typing import Any

from server.console.layout import t
from server.visits.conflicts.models import Conflict
from server.visits.conflicts.rules import choices
from server.visits.console.narration import Narrator

SHORT = 24  # letters: a longer answer is read on its side of the card, not on a button
ICONS = {
    ("", "shown"): "check",
    ("", "other"): "swap",
    ("", "again"): "again",
    ("", "ask"): "call",
    ("cancelled_done", "other"): "done",
    ("cancelled_done", "shown"): "cancelled",
}


def choices_of(conflict: Conflict, finished: bool, narrator: Narrator, customer: str) -> list[dict[str, str]]:
    """[{choice, icon, label, means}] in the order of the card."""
    blanks = _blanks(conflict, customer, narrator)
    return [
        {
            "choice": each,
            "icon": ICONS.get((conflict.kind, each)) or ICONS["", each],
            "label": label_of(conflict, each, narrator, customer),
            "means": t(f"choose.{conflict.kind}.{each}_means", **blanks),
        }
        for each in choices(conflict.kind, finished)
    ]


def label_of(conflict: Conflict, choice: str, narrator: Narrator, customer: str) -> str:
    """What a choice is called: by what it makes count where that is short, else by what it does."""
    if conflict.kind in ("answer", "two_ends") and choice in ("shown", "other"):
        what = [said(conflict, side, narrator) for side in ("shown", "other")]
        mine = what[("shown", "other").index(choice)]
        if mine and len(mine) <= SHORT and what[0] != what[1]:
            return t("cross.take", what=mine)
    return t(f"choose.{conflict.kind}.{choice}", **_blanks(conflict, customer, narrator))


def title_of(conflict: Conflict, narrator: Narrator) -> str:
    """What stands against what."""
    return t(
        f"cross.title.{conflict.kind}",
        **_blanks(conflict, "", narrator) | {"step": narrator.step(conflict.target.partition(".")[2])},
    )


def said(conflict: Conflict, side: str, narrator: Narrator) -> str:
    """A side's bare answer or outcome; '' where it is neither."""
    body = json.loads(getattr(conflict, side))
    step = conflict.target.partition(".")[2]
    if body["kind"] == "answered":
        return t("answers.yes") if body.get("value") is True else narrator.value(step, body.get("value"))
    if body["kind"] == "deviated":
        return t("answers.deviated", reason=narrator.reason(body))
    return narrator.outcome(body.get("outcome")) if body["kind"] == "ended" else ""


def _blanks(conflict: Conflict, customer: str, narrator: Narrator) -> dict[str, Any]:
    ends = [json.loads(side) for side in (conflict.shown, conflict.other)]
    outcome = next((str(each.get("outcome")) for each in ends if each["kind"] == "ended"), "")
    words = narrator.outcome(outcome)
    return {
        "outcome": t("cross.as_done") if outcome == "done" else words,
        "ended": t("cross.finished") if outcome == "done" else words,
        "customer": customer,
    }
