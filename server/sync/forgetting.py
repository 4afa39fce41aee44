"""What was held back or rejected is kept whole, so it is forgotten here: as a fact without its body, or not at all where it cannot be read."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.canonical import NotCanonical, canonical, parse
from server.kernel.chain import without_body
from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.sync.models import Received


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: raw facts that name these subjects."""
    if "bodies" not in asked.what:
        return {}
    rows = db.session.scalars(
        select(Received).where(
            Received.organisation_id == asked.organisation,
            Received.subject_id.in_(asked.subjects),
            Received.raw.is_not(None),
        )
    ).all()
    for row in rows:
        row.raw = _bodiless(row.raw or b"")
    return {"held_back": len(rows)}


def _bodiless(raw: bytes) -> bytes | None:
    try:
        fact = parse(raw.decode())
        return canonical(without_body(fact)) if "body" in fact else None
    except (NotCanonical, ValueError, KeyError, TypeError, RecursionError):
        return None
