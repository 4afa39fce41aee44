"""The one catalogue of problems: each has a code, a sentence in both languages, and a next step (RFC 9457 on the wire).

The words stand in each capability's `problems*.yaml`: code → status, title, detail, next.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from server.kernel import clock
from server.kernel.own_yaml import read_own

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Something a person must read and can act on.

    `errors`: field → sentences, or keys of words; `extra` members go onto the wire as they are, `status` replaces the catalogue's.
    """

    def __init__(self, code: str, errors: dict[str, Any] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code, self.errors, self.extra = code, errors, extra
        self.status: int = extra.get("status", entries()[code]["status"])

    def worded(self, language: str, zone: str | None = None) -> dict[str, str]:
        """Title, detail and next step in a language; a wait is named by the clock of `zone`, or in minutes where none is known."""
        entry, seconds = entries()[self.code], self.extra.get("retry_after")
        words = {part: entry[part][language] for part in ("title", "detail", "next")}
        if seconds is None or "next_after" not in entry:
            return words
        if zone is None:
            return words | {"next": entry["next_after"][language].format(minutes=-(-seconds // 60))}
        free = clock.later(clock.now(), seconds=seconds + 59)  # the minute that has begun by then
        return words | {"next": entry["next_at"][language].format(time=clock.hour_and_minute(free, zone))}

    def document(self, language: str) -> dict[str, Any]:
        """The problem as RFC 9457 wants it, worded in a language."""
        worded = self.worded(language)
        found = {"type": f"/problems/{self.code}", "status": self.status, "code": self.code} | worded | self.extra
        return found | {"errors": self.errors} if self.errors else found


@cache
def entries() -> dict[str, dict[str, Any]]:
    """The catalogue: code → {status, title, detail, next}. ValueError when two capabilities use one code."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(Path(__file__).parents[1].rglob("problems*.yaml")):
        part = read_own(path) or {}
        if twice := set(part) & set(found):
            raise ValueError(f"{path.parent.name} words these problems a second time: {sorted(twice)}")
        found |= part
    return found


def next_step(code: str) -> dict[str, str] | None:
    """What a person can do about a code, in both languages; None for a code that is not a problem."""
    entry = entries().get(code)
    return entry["next"] if entry else None
