"""How an answer is packed: zstd where the client names it, else gzip, else not at all (docs/decisions/0155)."""

from __future__ import annotations

import gzip
from typing import Literal

from backports import zstd
from werkzeug.datastructures import Accept

Coding = Literal["zstd", "gzip"]

NOT_WORTH_PACKING = 500  # bytes of an answer up to which packing saves nothing that a line would feel
LARGE = (
    256 * 1024
)  # bytes from which an answer is a page of a first sync: rare, and the phone's line is what it waits for
_PREFERRED: tuple[Coding, ...] = ("zstd", "gzip")


def coding_for(offered: Accept) -> Coding | None:
    """The coding that the client likes best of those that it names, ours of equals; `*` names none, because not every client that says so can unpack all."""
    # Best first, so that of two words about one coding the more cautious stays.
    named = {name.lower(): quality for name, quality in offered}
    best = max(_PREFERRED, key=lambda coding: named.get(coding, 0.0))  # the first of equals
    return best if named.get(best, 0.0) > 0 else None


def encoded(text: bytes, coding: Coding) -> bytes:
    """The packed text; a zstd frame asks for at most 4 MB of window, of the 8 that browsers allow (RFC 9659)."""
    if coding == "zstd":
        return zstd.compress(text, 12 if len(text) > LARGE else 3)
    return gzip.compress(text, compresslevel=5, mtime=0)
