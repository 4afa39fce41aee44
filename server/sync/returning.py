"""After a restore: a phone shows its certificate and its grants, and what this server had forgotten of them it takes back before the push."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.kernel.authorise import Caller
from server.kernel.db import db
from server.sync.domain import domain
from server.sync.envelope import DeviceKey, read
from server.sync.models import Received
from server.sync.release import release


def readmitted(asked: dict[str, Any], who: Caller | None, now: str) -> bool:
    """Whether a phone that nobody knew here is known again by its certificate, and this sign-in is its."""
    certificate = asked.get("certificate")
    if certificate is None or certificate.get("device") != asked["device"]:
        return False

    def has_signed(document: dict[str, Any], public_key: bytes) -> bool:
        key = DeviceKey(document["organisation"], document["device"], document["person"], document["key"], public_key)
        return any(read(text, key, now).code is None for text in asked["facts"])

    return domain().readmit(certificate, who, has_signed)


def take_back(device: DeviceKey, grants: list[dict[str, Any]]) -> None:
    """Take the visits back that these grants prove; what this phone sent too early, while they were unknown, is taken in after all."""
    visits = domain().take_back(device.organisation, device.person, grants)
    waiting = db.session.scalars(
        select(Received.seq)
        .where(
            Received.organisation_id == device.organisation,
            Received.device_id == device.device,
            Received.outcome == "quarantined",
            Received.code == "never_granted",
            Received.subject_id.in_(visits),
            Received.raw.is_not(None),
        )
        .order_by(Received.seq)
    ).all()
    for seq in waiting:
        release(device.organisation, device.device, seq)
