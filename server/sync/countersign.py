"""What the server signs for each batch: these facts arrived, with these outcomes, at this moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select

from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.canonical import canonical, canonical_bytes
from server.kernel.chain import subject_mark
from server.kernel.prepared import Prepared
from server.kernel.signing import sign
from server.sync.models import Countersignature
from server.sync.sender import Sender

_signed = Countersignature.__table__.c
STORE = Prepared(insert(Countersignature.__table__))
STORED = Prepared(
    select(_signed.document)
    .where(
        _signed.organisation_id == bindparam("organisation"),
        _signed.device_id == bindparam("sender"),
        _signed.last_seq >= bindparam("first"),
        _signed.first_seq <= bindparam("last"),
    )
    .order_by(_signed.last_seq)
)


def countersign(sender: Sender, fresh: Sequence[Arrival], now: str) -> dict[str, Any]:
    """Sign and store the outcomes of a batch; returns the countersignature of docs/PROTOCOL.md."""
    offsets = [each.fact["clock_offset"] for each in fresh if each.fact]
    document = sign(
        {
            "v": 1,
            "type": "countersignature",
            "organisation": sender.organisation,
            "device": sender.device,
            "facts": [_said(each) for each in fresh],
            "received_at": now,
            "clock_skew": offsets[-1] if offsets else 0,
        },
        canonical_bytes,
    )  # because there is nothing in it that was not checked or made here
    row = {
        "organisation_id": sender.organisation,
        "device_id": sender.device,
        "first_seq": fresh[0].seq,
        "last_seq": fresh[-1].seq,
        "document": canonical_bytes(document).decode(),
        "received_at": now,
    }
    STORE.run(row)
    return document


def countersign_alone(arrival: Arrival) -> str:
    """The text of a countersignature of one fact that was put aside and is let in now; it stands beside that of its batch."""
    document = sign(
        {
            "v": 1,
            "type": "countersignature",
            "organisation": arrival.organisation,
            "device": arrival.device,
            "facts": [_said(arrival)],
            "received_at": arrival.received_at,
            "released_at": clock.now(),
            "clock_skew": arrival.fact["clock_offset"] if arrival.fact else 0,
        }
    )
    return canonical(document).decode()


def _said(arrival: Arrival) -> dict[str, Any]:
    """One entry: which place, what became of it, why, and a mark of its subject; `subject` is missing where the text could not be read."""
    found: dict[str, Any] = {"seq": arrival.seq, "hash": arrival.hash, "outcome": arrival.outcome}
    if arrival.fact:
        found["subject"] = subject_mark(*arrival.subject)
    return found | ({"code": arrival.code} if arrival.code else {})


def stored_countersignatures(sender: Sender, seqs: Iterable[int]) -> list[dict[str, Any]]:
    """What was signed before for these places of the device's sequence."""
    places = sorted(seqs)
    rows = STORED.all(
        {"organisation": sender.organisation, "sender": sender.device, "first": places[0], "last": places[-1]}
    )
    return [json.loads(document) for (document,) in rows]
