"""A code for a phone whose PIN was forgotten: made from what that phone told and shows, given once by the office, and recorded (0055)."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select

from server.accounts import audit
from server.accounts.models import Device, Unlocking
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.chain import decode
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.transaction import write

MOST, WINDOW_MINUTES = 5, 60  # codes for one phone in an hour
SHOWN_MINUTES = 15


def code_of(secret: str, device: str, challenge: str) -> str:
    """Eight digits that only this phone takes, and only while it shows this challenge."""
    digest = hmac.new(decode(secret), f"doorstep-unlock-v1\n{device}\n{challenge}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:6]) % 10**8:08d}"


def give(who: Caller, device_id: str, challenge: str) -> None:
    """Record that this person gives the code for what the phone shows. The same challenge again is no further code.

    `not_found` for a stranger's phone, `device_revoked`, `no_unlock_secret` where the phone has not told its secret yet,
    `slow_down` after too many codes for one phone.
    """

    def work() -> None:
        device = must_find(Device, who.organisation.id, device_id, locked=True)
        if device.revoked_at:
            raise Problem("device_revoked")
        if device.unlock_secret is None:
            raise Problem("no_unlock_secret")
        now = clock.now()
        recent = _given(who.organisation.id, device_id, clock.later(now, minutes=-WINDOW_MINUTES))
        if challenge in [each.challenge for each in recent if each.at > clock.later(now, minutes=-SHOWN_MINUTES)]:
            return
        if len(recent) >= MOST:
            free_at = clock.later(recent[0].at, minutes=WINDOW_MINUTES)
            raise Problem("slow_down", retry_after=max(1, -(-clock.milliseconds_between(now, free_at) // 1000)))
        audit.note(who.organisation.id, "device_unlocked", device_id)
        db.session.add(
            Unlocking(
                organisation_id=who.organisation.id,
                id=new_id(),
                device_id=device_id,
                person_id=who.person.id,
                challenge=challenge,
                at=now,
            )
        )

    write(work)


def _given(organisation: str, device: str, since: str) -> list[Unlocking]:
    wanted = select(Unlocking).where(
        Unlocking.organisation_id == organisation, Unlocking.device_id == device, Unlocking.at > since
    )
    return list(db.session.scalars(wanted.order_by(Unlocking.at)))


def shown(organisation: str, device_id: str, challenge: str) -> str | None:
    """The code that was given for this challenge in the last minutes, so that a page can be loaded again; None where none was."""
    since = clock.later(clock.now(), minutes=-SHOWN_MINUTES)
    given = any(each.challenge == challenge for each in _given(organisation, device_id, since))
    device = db.session.get(Device, (organisation, device_id)) if given else None
    return code_of(device.unlock_secret, device_id, challenge) if device and device.unlock_secret else None
