"""A whole number as people write it: 12, １２, 1 200, 十二. Pure."""

from __future__ import annotations

import re

from server.kernel.text.letters import in_digits, plain

GROUPED = re.compile(r"\d{1,3}( \d{3})+")


def read_count(text: str | None, most: int) -> int | None:
    """The number, 0 to `most`; None for nothing typed and for what is none. A comma is refused, because 1,200 may be a number and a part."""
    typed = in_digits(plain(text))
    typed = typed.replace(" ", "") if GROUPED.fullmatch(typed) else typed
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 12:
        return None
    return int(typed) if int(typed) <= most else None
