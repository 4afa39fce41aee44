"""Phones: enrolled with a certificate that the server signs, bound to a sign-in, revoked when lost."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from sqlalchemy import func, select, update

from server.accounts import audit
from server.accounts.models import Device, SignIn
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.canonical import canonical
from server.kernel.chain import decode, device_signed, encode, key_id
from server.kernel.db import db
from server.kernel.fence import across
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.signing import sign
from server.kernel.transaction import write


def public_key_of(text: str) -> bytes:
    """The 65 bytes of an uncompressed P-256 point; ValueError where it is none."""
    raw = decode(text)
    if len(raw) != 65:
        raise ValueError("not 65 bytes")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    return raw


def must_hold_key(who: Caller, public_key: bytes, proof: str) -> None:
    """`bad_input` where the phone has not signed, with the private half, that this person enrols this key: else anybody could claim another's."""
    message = enrolment_bytes(who.person.id, encode(public_key))
    if not device_signed(public_key, proof, message):
        raise Problem("bad_input", {"proof": ["accounts.trouble.proof"]})


def enrolment_bytes(person: str, public_key: str) -> bytes:
    """What a phone signs when it is enrolled; see docs/PROTOCOL.md."""
    return f"doorstep-enrolment-v1\n{person}\n{public_key}".encode()


def enrol(who: Caller, public_key: bytes, label: str, platform: str | None, app_version: str | None) -> Device:
    """Enrol a phone of the caller and bind the sign-in to it; the same key again gives the same device."""
    return write(lambda: _known(who, public_key) or _enrol(who, public_key, label, platform, app_version))


def revoke(organisation_id: str, device_id: str) -> Device:
    """Revoke a phone, for good: from now on it may only hand in what it still holds. `not_found` for a stranger's."""

    def work() -> Device:
        device = must_find(Device, organisation_id, device_id, locked=True)
        if device.revoked_at is None:
            audit.note(organisation_id, "device_revoked", device_id)
        device.revoked_at = device.revoked_at or clock.now()
        return device

    return write(work)


def own(organisation_id: str, person_id: str, device_id: str | None) -> Device | None:
    """A person's own device, also a revoked one."""
    device = db.session.get(Device, (organisation_id, device_id)) if device_id else None
    return device if device and device.person_id == person_id else None


def is_known(device_id: str) -> bool:
    """Whether anybody has enrolled a phone of this id here."""
    with across():
        return db.session.scalar(select(Device.id).where(Device.id == device_id)) is not None


def certificate_of(device: Device) -> dict[str, Any]:
    """The certificate as it was signed at enrolment."""
    found: dict[str, Any] = json.loads(device.certificate)
    return found


def _known(who: Caller, public_key: bytes) -> Device | None:
    """What this person enrolled before with this key: the answer was lost on the way, and the phone asks again."""
    ours = select(Device).where(Device.organisation_id == who.organisation.id, Device.key_id == key_id(public_key))
    device = db.session.scalars(ours.with_for_update()).first()
    if device is None:
        return None
    if device.person_id != who.person.id:
        raise Problem("device_not_yours")
    if device.revoked_at:
        raise Problem("device_revoked")
    bind(who, device.id)
    return device


def _enrol(who: Caller, public_key: bytes, label: str, platform: str | None, app_version: str | None) -> Device:
    _refuse_hoards(who)
    device = Device(
        organisation_id=who.organisation.id,
        id=new_id(),
        person_id=who.person.id,
        label=label,
        platform=platform,
        key_id=key_id(public_key),
        public_key=public_key,
        certificate="",
        enrolled_at=clock.now(),
        app_version=app_version,
    )
    certificate = {
        "v": 1,
        "type": "device-certificate",
        "organisation": device.organisation_id,
        "device": device.id,
        "person": device.person_id,
        "key": device.key_id,
        "public_key": encode(public_key),
        "from": device.enrolled_at,
    }
    device.certificate = canonical(sign(certificate)).decode()
    db.session.add(device)
    audit.note(device.organisation_id, "device_enrolled", device.id)
    bind(who, device.id)
    return device


def _refuse_hoards(who: Caller) -> None:
    """`too_many_phones` where one person has enrolled too many within a day; each leaves a certificate for ever."""
    since = clock.later(clock.now(), days=-1)
    lately = select(func.count()).where(
        Device.organisation_id == who.organisation.id, Device.person_id == who.person.id, Device.enrolled_at > since
    )
    if (db.session.scalar(lately) or 0) >= current_app.config["DOORSTEP"].enrolments_a_day:
        raise Problem("too_many_phones", retry_after=86400)


def bind(who: Caller, device_id: str) -> None:
    """Inside `write`: from now on this sign-in is this phone's."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == who.sign_in).values(device_id=device_id))
