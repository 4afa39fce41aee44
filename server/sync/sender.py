"""The device whose batch is taken in: its row is locked first of all, and says last what the phone told of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from server.accounts.models import Device
from server.kernel.arrival import Arrival
from server.kernel.prepared import Prepared

TOLD = {
    "unsent": "unsent",
    "oldest": "oldest_unsent_at",
    "free": "storage_free",
    "quota": "storage_quota",
    "persisted": "storage_kept",
    "unlock": "unlock_secret",
    "app_version": "app_version",
    "cursor": "cursor",
}
LARGEST_SKEW = 2**31 - 1

_device = Device.__table__.c
_ITS_ROW = (_device.organisation_id == bindparam("organisation"), _device.id == bindparam("sender"))
LOCK = Prepared(
    select(_device.organisation_id, _device.id, _device.person_id, _device.last_seq, _device.revoked_at, _device.unsent)
    .where(*_ITS_ROW)
    .with_for_update(key_share=True)
)
NOTE = Prepared(update(Device.__table__).where(*_ITS_ROW))


@dataclass(frozen=True, slots=True)
class Sender:
    """A device under its lock: whose it is, up to where its facts are here, when it was revoked, if it was, and how much it last told as unsent."""

    organisation: str
    device: str
    person: str
    last_seq: int
    revoked_at: str | None
    unsent: int | None = None


def locked(organisation: str, device: str) -> Sender:
    """Inside `write`: nobody else takes in a batch of this device until the commit."""
    return Sender(*LOCK.one({"organisation": organisation, "sender": device}))


def note(sender: Sender, told: dict[str, Any], fresh: Sequence[Arrival], now: str) -> None:
    """Up to where its facts are here now, and what the device told of itself on the way."""
    noted: dict[str, Any] = {"last_contact_at": now, "last_seq": fresh[-1].seq if fresh else sender.last_seq}
    noted |= {column: told[name] for name, column in TOLD.items() if name in told}
    if told.get("unsent") == 0:
        noted["oldest_unsent_at"] = None
    offsets = [each.fact["clock_offset"] for each in fresh if each.fact]
    if offsets:
        noted["clock_skew"] = max(-LARGEST_SKEW - 1, min(LARGEST_SKEW, offsets[-1]))
    NOTE.run(noted | {"organisation": sender.organisation, "sender": sender.device})
