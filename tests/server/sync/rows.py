"""Rows of the inbox for tests that ask it row by row: ours, and of strangers who must not be mixed in."""

from __future__ import annotations

from typing import Any

from server.sync.models import Countersignature, Received

OURS, THEIRS, VISIT = "o" * 36, "t" * 36, "v" * 36
AT = "2026-11-22T05:00:0{}.000Z"


def received(seq: int, raw: bytes | None = b"text", **more: Any) -> Received:
    """A refused fact of device d; `more` replaces columns."""
    row = {
        "organisation_id": OURS,
        "device_id": "d",
        "seq": seq,
        "fact_id": f"f{seq}",
        "hash": "0" * 64,
        "outcome": "rejected",
        "code": None,
        "subject_id": VISIT,
        "kind": "noted",
        "raw": raw,
        "received_at": AT.format(1),
        "released_at": None,
    }
    return Received(**row | more)


def signed(first: int, last: int, device: str = "d", organisation: str = OURS) -> Countersignature:
    document = f'{{"says":"{device} {first}-{last}"}}'
    return Countersignature(
        organisation_id=organisation,
        device_id=device,
        first_seq=first,
        last_seq=last,
        document=document,
        received_at=AT.format(1),
    )
