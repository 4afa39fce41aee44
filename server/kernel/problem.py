"""The one catalogue of problems: each has a code, a sentence in both languages, and a next step (RFC 9457 on the wire).

The words stand in `problems.yaml`: code → status, title, detail, next.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Something a person must read and can act on. `errors`: field → sentences; `extra` members go onto the wire as they are."""

    def __init__(self, code: str, errors: dict[str, Any] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code, self.errors, self.extra = code, errors, extra
        self.status: int = entries()[code]["status"]

    def document(self, language: str) -> dict[str, Any]:
        """The problem as RFC 9457 wants it, worded in a language."""
        entry = entries()[self.code]
        worded = {part: entry[part][language] for part in ("title", "detail", "next")}
        found = {"type": f"/problems/{self.code}", "status": self.status, "code": self.code} | worded | self.extra
        return found | {"errors": self.errors} if self.errors else found


@cache
def entries() -> dict[str, dict[str, Any]]:
    """The catalogue: code → {status, title, detail, next}."""
    return yaml.safe_load((Path(__file__).parent / "problems.yaml").read_text("utf-8"))


def next_step(code: str) -> dict[str, str] | None:
    """What a person can do about a code, in both languages; None for a code that is not a problem."""
    entry = entries().get(code)
    return entry["next"] if entry else None
