"""Reasons that the office typed about held-back facts of a subject that is forgotten."""

from __future__ import annotations

from sqlalchemy import update

from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.quarantine.models import HeldBackAct


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: the typed reasons; who did what and when stays."""
    if "bodies" in asked.what:
        db.session.execute(
            update(HeldBackAct)
            .where(HeldBackAct.organisation_id == asked.organisation, HeldBackAct.visit_id.in_(asked.subjects))
            .values(reason=None)
        )
    return {}
