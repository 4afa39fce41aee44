"""What a phone says of itself on the way (unsent, storage, version), kept in the device's row for the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from server.accounts.models import Device
from server.kernel import clock
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
HEARD_JUST_NOW = 110  # seconds; an open app asks every 30, and people see how long ago by the minute
KNOWN = ("last_seq", "revoked_at", "last_contact_at", *COLUMNS.values())
SELECT = Prepared(
    select(*(_device[name] for name in KNOWN)).where(
        _device.organisation_id == bindparam("organisation"), _device.id == bindparam("sender")
    )
)
STORE = Prepared(
    update(Device.__table__).where(
        _device.organisation_id == bindparam("organisation"), _device.id == bindparam("sender")
    )
)


def says_nothing_new(organisation: str, device: str, status: Mapping[str, Any], now: str) -> tuple[int, bool] | None:
    """(`last_seq`, whether the phone is revoked) where it was heard of just now and has nothing new to say, else None.

    So that 10,000 open apps that ask every half minute are not 333 durable commits a second (O-27). A few bytes more or less of room are no news.
    """
    known = dict(zip(KNOWN, SELECT.one({"organisation": organisation, "sender": device}), strict=True))
    heard = known["last_contact_at"] or ""
    told = {column: status[name] for name, column in COLUMNS.items() if name in status}
    if status.get("unsent") == 0:
        told.setdefault("oldest_unsent_at", None)
    if not clock.later(now, seconds=-HEARD_JUST_NOW) < heard <= now:
        return None
    if any(_differs(column, known[column], told[column]) for column in told):
        return None
    return known["last_seq"], known["revoked_at"] is not None


def _differs(column: str, known: Any, told: Any) -> bool:
    if column == "cursor":
        return bool(told > known)
    if column in ("storage_free", "storage_quota") and known is not None and told is not None:
        return bool(abs(known - told) > known // 20)
    return bool(known != told)


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
