"""After an upgrade: facts of newer apps that nobody here understood are judged again, as if a person had released them."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.quarantine.release import release
from server.sync.models import Received

NEWER_THAN_US = ("unknown_kind", "unknown_field", "version_unknown", "body_not_understood")


def retry_after_upgrade() -> int:
    """Try all of them once, in the order of each phone; returns how many were taken in. What is still not understood stays as it is."""
    waiting = db.session.execute(
        select(Received.organisation_id, Received.device_id, Received.seq)
        .where(Received.outcome == "quarantined", Received.code.in_(NEWER_THAN_US), Received.raw.is_not(None))
        .order_by(Received.organisation_id, Received.device_id, Received.seq)
    ).all()
    return sum(1 for place in waiting if release(*place)[0] != "quarantined")
