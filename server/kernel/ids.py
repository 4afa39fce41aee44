"""Ids: UUIDv7 as text. Unique, roughly in order of making, never used for time or order."""

from __future__ import annotations

import re
import secrets
import time

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)


def new_id() -> str:
    """A new UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    value = (
        (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_id(text: object) -> bool:
    """Whether this is a UUIDv7 in the one form that we write."""
    return isinstance(text, str) and UUID.fullmatch(text) is not None
