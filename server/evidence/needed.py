"""Which pieces of the store others than facts keep, and of whom nothing may go, as capabilities say (`needs_bytes`, `on_hold`)."""

from __future__ import annotations

from typing import Any

from server.kernel import clock
from server.kernel.db import db
from server.kernel.registry import installed


def needed(organisation: str) -> list[Any]:
    """A query of their SHA-256 for each capability that keeps any."""
    return [needs(organisation) for each in installed().capabilities for needs in each.needs_bytes]


def on_hold(organisation: str) -> list[Any]:
    """Queries of the customers of whom nothing may go now, also not what somebody removed."""
    now = clock.now()
    return [held(organisation, now) for each in installed().capabilities for held in each.on_hold]


def is_needed(organisation: str, digest: str) -> bool:
    """Whether one of them keeps this piece."""
    return any(
        db.session.scalar(each.where(each.selected_columns[0] == digest).limit(1)) is not None
        for each in needed(organisation)
    )
