"""Saved views that name somebody who is forgotten go at once."""

from __future__ import annotations

from sqlalchemy import delete

from server.accounts.saved_views import SavedView
from server.kernel.db import db
from server.kernel.said import holding
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: views whose name or filters hold one of these values or ids."""
    if "contact" not in asked.what:
        return {}
    for theirs in holding(asked, SavedView.name, SavedView.query):
        db.session.execute(delete(SavedView).where(SavedView.organisation_id == asked.organisation, theirs))
    return {}
