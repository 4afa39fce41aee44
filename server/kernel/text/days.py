"""A day as people write it: 2026-12-01, 2026/12/1, 2026年12月1号, 20261201, 1 Dec 2026. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from server.kernel.clock import is_day
from server.kernel.text.letters import plain

FARTHEST = timedelta(days=366)  # ahead of today for which anything is promised
SHAPES = (
    re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号號]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<month>[a-z]{3})[a-z]*\.?,?(?P<year>\d{4})"),
    re.compile(r"(?P<month>[a-z]{3})[a-z]*\.?(?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?P<year>\d{4})"),
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
CLOCK = re.compile(r"(?<=\d)[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$")  # a table writes midnight after a day


def read_day(text: str | None) -> tuple[str, str]:
    """(`YYYY-MM-DD`, ''); ('', '') for nothing typed, ('', `day`) for what is no day."""
    typed = CLOCK.sub("", plain(text).lower()).replace(" ", "")
    if not typed:
        return "", ""
    for shape in SHAPES:
        if found := shape.fullmatch(typed):
            word = found["month"]
            month = int(word) if word.isdigit() else MONTHS.index(word) + 1 if word in MONTHS else 0
            written = f"{found['year']}-{month:02d}-{int(found['day']):02d}"
            return (written, "") if is_day(written) else ("", "day")
    return "", "day"


def day_trouble(day: str, today: str) -> str:
    """Why nobody can be promised this day: `past`, `far` (more than a year ahead), or ''."""
    return "past" if day < today else "far" if date.fromisoformat(day) - date.fromisoformat(today) > FARTHEST else ""
