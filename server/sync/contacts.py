"""When phones were heard of, by the batches that were countersigned: one row a batch, not one a fact."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from server.kernel.db import db
from server.sync.models import Countersignature


def batches_since(organisation: str, devices: Collection[str], moment: str, most: int) -> list[tuple[str, str]]:
    """(device, received at) of at most so many batches of these devices since a moment."""
    asked = select(Countersignature.device_id, Countersignature.received_at).where(
        Countersignature.organisation_id == organisation,
        Countersignature.device_id.in_(list(devices)),
        Countersignature.received_at >= moment,
    )
    return [(device, at) for device, at in db.session.execute(asked.limit(most))]
