"""Up to where a phone's work lies in the last backup: what a phone need not keep for a restored server."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import func, or_, select

from server.evidence.models import Awaited
from server.kernel.db import db
from server.kernel.last_backup import last_backup
from server.sync.models import Received


def backed_up_seq(organisation: str, device: str) -> int:
    """The highest `seq` up to which each fact of the device, and all bytes that these name, lie in the last backup; 0 where there is none."""
    last = last_backup(current_app.config["DOORSTEP"].data_dir)
    if last is None or last["missing"]:
        return 0
    own = (Received.organisation_id == organisation, Received.device_id == device)
    newer = select(func.min(Received.seq)).where(*own, Received.received_at >= last["at"])
    bytes_newer = (
        select(func.min(Received.seq))
        .join(Awaited, (Awaited.organisation_id == organisation) & (Awaited.fact_id == Received.fact_id))
        .where(*own, or_(Awaited.arrived_at.is_(None), Awaited.arrived_at >= last["at"]))
    )
    ends = [each - 1 for each in (db.session.scalar(newer), db.session.scalar(bytes_newer)) if each is not None]
    return min(ends) if ends else db.session.scalar(select(func.max(Received.seq)).where(*own)) or 0
