"""What a phone says of itself on the way (unsent, storage, version), kept in the device's row for the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update

from server.accounts.models import Device
from server.kernel.arrival import Arrival
from server.kernel.prepared import Prepared
from server.sync.sender import Sender

COLUMNS = {
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
STORE = Prepared(
    update(Device.__table__).where(
        _device.organisation_id == bindparam("organisation"), _device.id == bindparam("sender")
    )
)


def store_device_status(sender: Sender, status: dict[str, Any], fresh: Sequence[Arrival], now: str) -> None:
    """Inside `write`, last of all: up to where the device's facts are here now, and its status by the names of the wire."""
    columns: dict[str, Any] = {"last_contact_at": now, "last_seq": fresh[-1].seq if fresh else sender.last_seq}
    columns |= {column: status[name] for name, column in COLUMNS.items() if name in status}
    if status.get("unsent") == 0:
        columns["oldest_unsent_at"] = None
    offsets = [each.fact["clock_offset"] for each in fresh if each.fact]
    if offsets:
        columns["clock_skew"] = max(-LARGEST_SKEW - 1, min(LARGEST_SKEW, offsets[-1]))
    STORE.run(columns | {"organisation": sender.organisation, "sender": sender.device})
