"""The offer that a technician's phone signs and shows as a code: whether it is true, and until when it holds. Nobody is asked to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.accounts.models import Device
from server.kernel import clock
from server.kernel.chain import device_signed, document_bytes, document_hash
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, refuse_guesses
from server.visits.models import Grant, Visit

MINUTES = 60  # for which a code holds, by the technician's phone, whose clock the server has moved
CLOCK_ERROR = 10  # minutes more than that which a code may claim, because the phone's clock may have run away since it was measured
WRONG_GUESSES = 30  # by one network in 15 minutes


@dataclass(frozen=True, slots=True)
class Offer:
    """A true offer: its signed document, its hash, and the visit that it is about."""

    document: dict[str, Any]
    hash: str
    visit: Visit

    @property
    def is_over(self) -> bool:
        """Whether its time has run out."""
        return bool(self.document["until"] < clock.now())


def read_offer(said: dict[str, Any]) -> Offer:
    """The offer that a code carries: {visit, device, until, nonce, shown, language, signature}. `slow_down`, `signing_code_wrong`.

    It must be signed by a phone that nobody has revoked, whose person was given this visit, and be of now.
    """
    refuse_guesses("signing code", WRONG_GUESSES)
    offer = _true_offer(said)
    if offer is None:
        count_guess("signing code", WRONG_GUESSES)
        raise Problem("signing_code_wrong")
    return offer


def _true_offer(said: dict[str, Any]) -> Offer | None:
    device = db.session.scalar(select(Device).where(Device.id == said["device"]))
    if device is None or device.revoked_at is not None:
        return None
    organisation = device.organisation_id
    document = {"v": 1, "type": "signing-offer", "organisation": organisation, "key": device.key_id} | said
    visit = db.session.get(Visit, (organisation, said["visit"]))
    given = select(Grant.id).where(
        Grant.organisation_id == organisation, Grant.visit_id == said["visit"], Grant.person_id == device.person_id
    )
    latest = clock.later(clock.now(), minutes=MINUTES + CLOCK_ERROR)
    if visit is None or said["until"] > latest or db.session.scalar(given.limit(1)) is None:
        return None
    if not device_signed(device.public_key, said["signature"], document_bytes(document)):
        return None
    return Offer(document, document_hash(document), visit)
