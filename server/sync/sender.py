"""The device whose batch is taken in: its row is locked first of all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from server.accounts.models import Device
from server.kernel.prepared import Prepared

_device = Device.__table__.c
LOCK = Prepared(
    select(
        _device.organisation_id,
        _device.id,
        _device.person_id,
        _device.last_seq,
        _device.revoked_at,
        _device.unsent,
        _device.cursor,
    )
    .where(_device.organisation_id == bindparam("organisation"), _device.id == bindparam("sender"))
    .with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True)
class Sender:
    """A device under its lock: whose it is, up to where its facts are here, when it was revoked, if it was, and how much it last said is unsent."""

    organisation: str
    device: str
    person: str
    last_seq: int
    revoked_at: str | None
    unsent: int | None = None
    cursor: int = 0


def locked(organisation: str, device: str) -> Sender:
    """Inside `write`: nobody else takes in a batch of this device until the commit."""
    return Sender(*LOCK.one({"organisation": organisation, "sender": device}))
