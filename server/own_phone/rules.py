"""What a signature on the customer's own phone must hold, and how large it may be. Pure. Twin of customer-mode/signer.ts and ink.ts (vectors/signing.json).

A browser of a stranger sends it, so that nothing of what the page has checked is believed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

from server.kernel.text.letters import is_named, name_key

LONGEST_TEXT = 2000  # bytes of UTF-8 that the code may carry
MOST_POINTS = 6_000
LEAST_TRAVEL, LEAST_SPAN = 60, 32  # px that the finger travelled, and that it spans
ASKS_AGE = ("family", "tenant", "neighbour")


def objections(form: dict[str, Any], staff: Collection[str]) -> dict[str, str]:
    """Field → code of what keeps this form from being a signature; empty where it is one. `staff` are the names of everybody employed."""
    return _about_person(form, staff) | _about_way(form, staff)


def asks_age(form: dict[str, Any]) -> bool:
    """Whether somebody must say that people are of age: where the relation leaves it open, and always of somebody who helps."""
    return form["way"] != "declined" and (form["way"] == "helped" or form["relation"] in ASKS_AGE)


def asks_name(form: dict[str, Any]) -> bool:
    """Whether a name must be typed: always but where the customer draws, and where somebody declines."""
    return form["way"] in ("typed", "helped") or (form["way"] == "drawn" and form["relation"] != "self")


def is_signature(strokes: Sequence[Sequence[Sequence[int]]]) -> bool:
    """Whether this is ink that a person would call a signature; a blank pad, one dot or a twitch is none."""
    points = [point for stroke in strokes for point in stroke]
    if len(points) <= 3:
        return False
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    travelled = sum(
        math.hypot(b[0] - a[0], b[1] - a[1]) for stroke in strokes for a, b in zip(stroke, stroke[1:], strict=False)
    )
    return max(max(xs) - min(xs), max(ys) - min(ys)) >= LEAST_SPAN and travelled >= LEAST_TRAVEL


def _about_person(form: dict[str, Any], staff: Collection[str]) -> dict[str, str]:
    found = {}
    if asks_age(form) and not form.get("adult"):
        found["adult"] = "minor" if form.get("adult") is False else "adult"
    if asks_name(form) and not name_key(form.get("name", "")):
        found["name"] = "name"
    elif asks_name(form) and is_named(form["name"], staff):
        found["name"] = "staff"
    return found


def _about_way(form: dict[str, Any], staff: Collection[str]) -> dict[str, str]:
    way = form["way"]
    if way == "drawn":
        return {} if is_signature(form.get("strokes", {}).get("strokes", [])) else {"strokes": "ink"}
    if way == "typed":
        return {} if form.get("agreed") else {"agreed": "agree"}
    if way == "declined":
        return {} if form.get("reason") else {"reason": "reason"}
    helper = form.get("helper", "")
    if not name_key(helper):
        return {"helper": "helper"}
    if is_named(helper, staff):
        return {"helper": "helper_staff"}
    return {"helper": "helper_self"} if name_key(helper) == name_key(form.get("name", "")) else {}
