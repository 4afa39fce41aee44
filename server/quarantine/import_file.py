"""Facts from a phone's export file, handed in by its office: taken under the same rules as from the phone itself, believed by the phone's signatures alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import Any

from sqlalchemy import select, update

from server.accounts.models import Device
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.outcomes import REFUSED
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.sync.envelope import SIGNED_BY_IT, DeviceKey, read
from server.sync.inbox import Taken, take_in
from server.sync.recovery import readmitted, take_back


def take_from_file(
    organisation: str, certificate: dict[str, Any], texts: list[str], grants: list[dict[str, Any]]
) -> dict[str, Any]:
    """Take in a batch of facts as texts, in the order of the phone. Returns how many are new, were here already, were put aside, were left, and their visits.

    `file_of_another_organisation`, `file_phone_unknown`, `cloned_device`. From the first text on that this phone's key did not sign,
    everything is left: nobody but the phone may fill a place of its sequence.
    """
    key, revoked = _phone(organisation, certificate, texts)
    if grants and not revoked:
        take_back(key, grants)
    now = clock.now()
    signed = list(takewhile(lambda each: each.code in SIGNED_BY_IT, (read(text, key, now) for text in texts)))
    before, taken = write(lambda: _take(key, signed, now))
    known = sum(1 for seq, *_ in taken.results if seq <= before)
    places = {seq for seq, *_ in taken.results}
    return {
        "known": known,
        "new": len(taken.results) - known,
        "left": len(texts) - len(taken.results),
        "aside": sum(1 for seq, _, outcome, _ in taken.results if seq > before and outcome in REFUSED),
        "visits": sorted({each.subject[1] for each in signed if each.seq in places and each.subject[0] == "visit"}),
    }


def _phone(organisation: str, certificate: dict[str, Any], texts: list[str]) -> tuple[DeviceKey, bool]:
    """The phone of this organisation that the certificate names, and whether it is revoked."""
    if certificate.get("organisation") != organisation:
        raise Problem("file_of_another_organisation")
    device_id = certificate.get("device")
    readmitted({"certificate": certificate, "device": device_id, "facts": texts}, None, clock.now())
    found = db.session.scalar(select(Device).where(Device.organisation_id == organisation, Device.id == str(device_id)))
    if found is None:
        raise Problem("file_phone_unknown")
    return DeviceKey(
        found.organisation_id, found.id, found.person_id, found.key_id, found.public_key
    ), found.revoked_at is not None


def _take(key: DeviceKey, signed: list[Arrival], now: str) -> tuple[int, Taken]:
    """Inside `write`: how far the phone's facts had come before, and what became of these. It is no contact of the phone."""
    ours = (Device.organisation_id == key.organisation, Device.id == key.device)
    before, contact = db.session.execute(select(Device.last_seq, Device.last_contact_at).where(*ours)).one()
    taken = take_in(key.organisation, key.device, [replace(each) for each in signed], {}, now)
    db.session.flush()
    db.session.execute(update(Device).where(*ours).values(last_contact_at=contact))
    return before, taken
