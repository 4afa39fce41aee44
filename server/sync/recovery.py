"""After a restore: a phone shows its certificate and its grants, and what this server had forgotten of them it takes back before the push."""

from __future__ import annotations

from typing import Any

from server.kernel.authorise import Caller
from server.sync.domain import domain
from server.sync.envelope import DeviceKey, read


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
    """Take the visits back that these grants prove; whoever has kept what this phone sent too early, while they were unknown, is told."""
    visits = domain().take_back(device.organisation, device.person, grants)
    domain().taken_back(device.organisation, device.device, visits)
