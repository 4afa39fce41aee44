"""Bodies of older apps read as today's: what was signed stays as it came, only its reading moves on. Pure.

When a field changes its name or form, its kind gets a step here: it recognises the older body by its fields, and leaves
today's as it is. A kind never changes its meaning; a new meaning is a new kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
STEPS: dict[
    str, tuple[Callable[[Body], Body], ...]
] = {}  # kind → steps, oldest first; none yet, because all is of the first format


def left_of(kind: str, step: str | None) -> Body:
    """What an erased body leaves: of a withdrawal the id of what it took back (column `step`), because else that would count again."""
    return {"fact": step} if kind == "withdrawn" and step else {}


def todays(kind: str, body: Body) -> Body:
    """The body as the present code reads it; the one that was given is not changed."""
    for step in STEPS.get(kind, ()):
        body = step(body)
    return body
