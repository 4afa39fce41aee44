"""What the inbox keeps of a visit beside its log, for whoever exports its record."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import or_, select

from server.kernel.db import db
from server.kernel.outcomes import MERGED, REFUSED
from server.sync.chains import LOST
from server.sync.models import Countersignature, Received

BESIDE = (*REFUSED, MERGED)  # what is `merged` and in no log came again under a new key, or in a later place


def beside(organisation: str, visit: str) -> list[str]:
    """Texts that name this visit and stand in no log, in the order of receipt: put aside, or come again under a new key. Chains run through them."""
    rows = db.session.scalars(
        select(Received.raw)
        .where(
            Received.organisation_id == organisation,
            Received.subject_id == visit,
            Received.fact_id.is_not(None),
            Received.raw.is_not(None),
            Received.outcome.in_(BESIDE),
        )
        .order_by(Received.received_at, Received.device_id, Received.seq)
    )
    return [raw.decode() for raw in rows if raw]


def unread(organisation: str, device: str, first: int, before: int) -> list[int]:
    """Places of a device where something came that nobody can link: not readable, with a wrong signature, or declared lost by the phone."""
    return list(
        db.session.scalars(
            select(Received.seq)
            .where(
                Received.organisation_id == organisation,
                Received.device_id == device,
                Received.seq >= first,
                Received.seq < before,
                or_(Received.kind.is_(None), Received.kind == LOST, Received.code == "bad_signature"),
            )
            .order_by(Received.seq)
        )
    )


def countersignatures(organisation: str, facts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The documents that cover these facts, each (device, seq), without repeating one."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for device in sorted({device for device, _ in facts}):
        seqs = [seq for owner, seq in facts if owner == device]
        rows = db.session.execute(
            select(Countersignature.first_seq, Countersignature.last_seq, Countersignature.document).where(
                Countersignature.organisation_id == organisation,
                Countersignature.device_id == device,
                Countersignature.last_seq >= min(seqs),
                Countersignature.first_seq <= max(seqs),
            )
        )
        for first, last, document in rows:
            if any(first <= seq <= last for seq in seqs):
                found[device, last] = json.loads(document)
    return [found[key] for key in sorted(found)] + _let_in(organisation, facts)


def _let_in(organisation: str, facts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The countersignatures of those that were put aside first and let in later."""
    devices, wanted = {device for device, _ in facts}, set(facts)
    rows = (
        db.session.execute(
            select(Received.device_id, Received.seq, Received.let_in)
            .where(
                Received.organisation_id == organisation, Received.device_id.in_(devices), Received.let_in.is_not(None)
            )
            .order_by(Received.device_id, Received.seq)
        )
        if devices
        else ()
    )
    return [json.loads(document) for device, seq, document in rows if document and (device, seq) in wanted]
