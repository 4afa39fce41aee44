"""A phone that was enrolled after the backup from which this server was restored: its certificate, signed here, says who it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.accounts import devices
from server.accounts.models import Device, Organisation, Person, signed_here
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.canonical import canonical
from server.kernel.chain import decode, key_id
from server.kernel.db import db
from server.kernel.transaction import write

MEMBERS = frozenset(
    {"v", "type", "organisation", "device", "person", "key", "public_key", "from", "issuer", "signature"}
)


def readmit(
    certificate: dict[str, Any], who: Caller | None, has_signed: Callable[[dict[str, Any], bytes], bool]
) -> bool:
    """Take back a phone that nobody here knows, and bind the sign-in to it; False where the certificate does not say so.

    Only its own person's sign-in does. Where that person is not here either (or has left), nobody can sign in: then
    `has_signed(certificate, public key)` must find a fact by that very key, and the phone comes back as a revoked one,
    whose work is kept aside for somebody to look at.
    """
    public_key = _public_key(certificate)
    if public_key is None or devices.is_known(certificate["device"]):
        return False
    ids = certificate["organisation"], certificate["person"]
    person = db.session.get(Person, ids)
    if person is not None and person.left_at is None:
        if who is None or (who.organisation.id, who.person.id) != ids:
            return False
        write(lambda: _enter(certificate, public_key, who))
        return True
    if who is not None or db.session.get(Organisation, ids[0]) is None or not has_signed(certificate, public_key):
        return False
    write(lambda: _enter_aside(certificate, public_key))
    return True


def _public_key(certificate: dict[str, Any]) -> bytes | None:
    """The phone's key where this server signed that it is the phone's."""
    if (
        certificate.keys() != MEMBERS
        or certificate["type"] != "device-certificate"
        or certificate["v"] != 1
        or not signed_here(certificate)
    ):
        return None
    public_key = decode(certificate["public_key"])
    return public_key if key_id(public_key) == certificate["key"] else None


def _enter(certificate: dict[str, Any], public_key: bytes, who: Caller) -> None:
    if not devices.is_known(certificate["device"]):
        db.session.add(_device(certificate, public_key, who.organisation.language))
        db.session.flush()
    devices.bind(who, certificate["device"])


def _enter_aside(certificate: dict[str, Any], public_key: bytes) -> None:
    if devices.is_known(certificate["device"]):
        return
    organisation, now = db.session.get_one(Organisation, certificate["organisation"]), clock.now()
    if db.session.get(Person, (organisation.id, certificate["person"])) is None:
        db.session.add(
            Person(
                organisation_id=organisation.id,
                id=certificate["person"],
                login=f"lost-{certificate['person']}",
                name=translate("accounts.recovery.person", organisation.language),
                roles="",
                left_at=now,
                created_at=now,
                language=organisation.language,
            )
        )
        db.session.flush()
    device = _device(certificate, public_key, organisation.language)
    device.revoked_at = now
    db.session.add(device)


def _device(certificate: dict[str, Any], public_key: bytes, language: str) -> Device:
    return Device(
        organisation_id=certificate["organisation"],
        id=certificate["device"],
        person_id=certificate["person"],
        label=translate("accounts.recovery.phone", language),
        key_id=certificate["key"],
        public_key=public_key,
        certificate=canonical(certificate).decode(),
        enrolled_at=certificate["from"],
    )
