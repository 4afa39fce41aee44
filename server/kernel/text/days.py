"""A day as people write it: 2026-12-01, 2026/12/1, 2026年12月1日, 20261201. Pure."""

from __future__ import annotations

import re

from server.kernel.clock import is_day
from server.kernel.text.letters import plain

SHAPES = (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"), re.compile(r"(\d{4})(\d{2})(\d{2})"))


def read_day(text: str | None) -> tuple[str, str]:
    """(`YYYY-MM-DD`, ''); ('', '') for nothing typed, ('', `day`) for what is no day."""
    typed = plain(text).partition(" ")[0]
    if not typed:
        return "", ""
    for shape in SHAPES:
        if found := shape.fullmatch(typed):
            year, month, day = found.groups()
            written = f"{year}-{int(month):02d}-{int(day):02d}"
            return (written, "") if is_day(written) else ("", "day")
    return "", "day"
