"""Which pieces of the store others than facts keep, as their capabilities say (`needs_bytes`)."""

from __future__ import annotations

from typing import Any

from server.kernel.db import db
from server.kernel.registry import installed


def needed(organisation: str) -> list[Any]:
    """A query of their SHA-256 for each capability that keeps any."""
    return [needs(organisation) for each in installed().capabilities for needs in each.needs_bytes]


def is_needed(organisation: str, digest: str) -> bool:
    """Whether one of them keeps this piece."""
    return any(
        db.session.scalar(each.where(each.selected_columns[0] == digest).limit(1)) is not None
        for each in needed(organisation)
    )
