"""What the server signs for each batch: these facts arrived, with these outcomes, at this moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from server.accounts.models import Device
from server.kernel.arrival import Arrival
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.signing import sign
from server.sync.models import Countersignature


def countersign(device: Device, fresh: Sequence[Arrival], now: str) -> dict[str, Any]:
    """Sign and store the outcomes of a batch; returns the countersignature of docs/PROTOCOL.md."""
    offsets = [each.fact["clock_offset"] for each in fresh if each.fact]
    document = sign({
        "v": 1, "type": "countersignature", "organisation": device.organisation_id, "device": device.id,
        "facts": [{"hash": each.hash, "outcome": each.outcome} for each in fresh], "received_at": now,
        "clock_skew": offsets[-1] if offsets else 0,
    })
    row = {
        "organisation_id": device.organisation_id, "device_id": device.id, "first_seq": fresh[0].seq, "last_seq": fresh[-1].seq,
        "document": canonical(document).decode(), "received_at": now,
    }
    db.session.execute(insert(Countersignature.__table__), [row])
    return document


def stored_countersignatures(device: Device, seqs: Iterable[int]) -> list[dict[str, Any]]:
    """What was signed before for these places of the device's sequence."""
    places = sorted(seqs)
    rows = db.session.scalars(
        select(Countersignature.document).where(
            Countersignature.organisation_id == device.organisation_id, Countersignature.device_id == device.id,
            Countersignature.last_seq >= places[0], Countersignature.first_seq <= places[-1])
        .order_by(Countersignature.last_seq))
    return [json.loads(document) for document in rows]
