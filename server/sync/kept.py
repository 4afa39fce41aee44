"""What the inbox keeps of a visit beside its log, for whoever exports its record."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.sync.models import Countersignature, Received

REFUSED = ("rejected", "quarantined")


def refused(organisation: str, visit: str) -> list[str]:
    """Texts of a visit's facts that were put aside, in the order of receipt; they are links of its chains all the same."""
    rows = db.session.scalars(
        select(Received.raw)
        .where(Received.organisation_id == organisation, Received.subject_id == visit, Received.outcome.in_(REFUSED),
               Received.fact_id.is_not(None), Received.released_at.is_(None))
        .order_by(Received.received_at, Received.device_id, Received.seq))
    return [raw.decode() for raw in rows if raw]


def countersignatures(organisation: str, facts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The documents that cover these facts, each (device, seq), without repeating one."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for device in sorted({device for device, _ in facts}):
        seqs = [seq for owner, seq in facts if owner == device]
        rows = db.session.execute(
            select(Countersignature.first_seq, Countersignature.last_seq, Countersignature.document)
            .where(Countersignature.organisation_id == organisation, Countersignature.device_id == device,
                   Countersignature.last_seq >= min(seqs), Countersignature.first_seq <= max(seqs)))
        for first, last, document in rows:
            if any(first <= seq <= last for seq in seqs):
                found[device, last] = json.loads(document)
    return [found[key] for key in sorted(found)]
