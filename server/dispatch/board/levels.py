"""Blocks of one row that would cover each other stand one below the other. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def levels_of(spans: Sequence[tuple[int, int]]) -> list[int]:
    """For each span (from, to) in its own order the level on which it stands, 0 at the top; what only touches may share one."""
    free: list[int] = []
    found = [0] * len(spans)
    for place in sorted(range(len(spans)), key=lambda each: spans[each]):
        start, end = spans[place]
        level = next((level for level, until in enumerate(free) if until <= start), len(free))
        if level == len(free):
            free.append(end)
        else:
            free[level] = end
        found[place] = level
    return found
