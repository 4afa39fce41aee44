"""Which phones are told that something is new, and the job that tells them. A hint says nothing: the phone fetches when it is opened.

The phone learns everything by syncing, with or without a hint; one that is lost costs minutes and no work (libraries.md B3).
"""

from __future__ import annotations

import hashlib
import logging
import random
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app
from sqlalchemy import exists, func, select

from server.accounts.models import Device
from server.kernel import clock
from server.kernel.chain import encode
from server.kernel.db import db
from server.kernel.feed import Change, clock_of
from server.kernel.problem import Problem
from server.kernel.signing import signer
from server.kernel.transaction import write
from server.notices.channels import outcome as came
from server.notices.channels.http import NotAllowed, checked, judged, post
from server.notices.channels.outcome import Outcome, accepted, refused
from server.notices.push.models import PushSubscription
from server.notices.rules import wait_after
from server.notices.sealing import opened, sealed

try:
    from py_vapid import Vapid02
except ModuleNotFoundError:  # the extra `push` is not installed
    Vapid02 = None

log = logging.getLogger("doorstep.notices")
ON, CANNOT, GONE, REFUSED = "on", "cannot", "gone", "refused"
LONGEST_ADDRESS, MOST = 1000, 200
MEANS_HOURS = 4  # that a push service keeps it for a phone that is off
MOST_ATTEMPTS = 10
NEWS = ("grant", "evict", "visit")  # changes of the feed: a visit comes, goes, or is another
LEASE_MINUTES = 5
NOWHERE = (404, 410)  # the phone took it back, or the app is gone from it
# The order of the curve P-256, below which a private key lies.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Hint(NamedTuple):
    """One hint to one phone, outside of any transaction."""

    device: str
    address: str
    version: int


def public_key() -> str | None:
    """The key to which phones subscribe, base64url of an uncompressed point; None where the installation gives no hints."""
    if not current_app.config["DOORSTEP"].push_contact or Vapid02 is None:
        return None
    return encode(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def subscribe(organisation: str, person: str, device: str, address: str) -> None:
    """Inside `write`: this phone may be told at this address; `bad_input` for one to which nothing is sent."""
    try:
        checked(address if len(address) <= LONGEST_ADDRESS else "")
    except NotAllowed:
        raise Problem("bad_input", {"address": ["choice"]}) from None
    row = _row(organisation, person, device)
    row.state, row.trouble, row.address = ON, "", sealed({"url": address})
    row.hinted, row.attempts, row.due_at = clock_of(organisation).value, 0, clock.now()  # what is old is no news


def cannot(organisation: str, person: str, device: str, why: str) -> None:
    """Inside `write`: the phone says that it cannot be told; the office reads it."""
    row = _row(organisation, person, device)
    row.state, row.trouble, row.address = CANNOT, why[:80], ""


def unsubscribe(organisation: str, device: str) -> None:
    """Inside `write`: the person wants no hints on this phone."""
    row = db.session.get(PushSubscription, (organisation, device))
    if row is not None:
        db.session.delete(row)


def send_hints(organisation: str) -> int:
    """The job: tell every phone for which a hint waits, one attempt each; returns how many were taken."""
    if public_key() is None:
        return 0
    waiting = write(partial(_claim, organisation))
    found = 0
    for hint in waiting:
        outcome = _attempt(hint)
        write(partial(_settle, organisation, hint, outcome))
        found += outcome.what == came.ACCEPTED
    return found


def _claim(organisation: str) -> list[Hint]:
    now, found = clock.now(), []
    news = exists().where(
        Change.organisation_id == organisation,
        Change.person_id == PushSubscription.person_id,
        Change.version > PushSubscription.hinted,
        Change.kind.in_(NEWS),
    )
    due = select(PushSubscription).where(
        PushSubscription.organisation_id == organisation,
        PushSubscription.state == ON,
        PushSubscription.due_at <= now,
        news,
    )
    rows = db.session.scalars(due.order_by(PushSubscription.due_at).limit(MOST).with_for_update(skip_locked=True))
    for row in rows:
        device = db.session.get(Device, (organisation, row.device_id))
        if device is None or device.revoked_at is not None:
            db.session.delete(row)
            continue
        newest = _newest(organisation, row.person_id)
        if newest <= device.cursor:
            row.hinted = newest  # because the phone has fetched it
        else:
            row.due_at, row.attempts = clock.later(now, minutes=LEASE_MINUTES), row.attempts + 1
            found.append(Hint(row.device_id, opened(row.address).get("url", ""), newest))
    return found


def _newest(organisation: str, person: str) -> int:
    """The last change that a person would want to know of; many changes are one hint."""
    news = select(func.max(Change.version)).where(
        Change.organisation_id == organisation, Change.person_id == person, Change.kind.in_(NEWS)
    )
    return db.session.scalar(news) or 0


def _attempt(hint: Hint) -> Outcome:
    """One empty push; nothing of it says to whom or what about."""
    parts = urlsplit(hint.address)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": current_app.config["DOORSTEP"].push_contact}
    headers = {"TTL": str(MEANS_HOURS * 3600), "Urgency": "high", "Topic": "new", "Content-Length": "0"}
    try:
        answer = post(hint.address, b"", headers | Vapid02(_key()).sign(claims))
    except Exception:  # because one phone must not stop the others
        log.exception("a hint could not be sent")
        return came.unknown("fault")
    if isinstance(answer, Outcome):
        return answer
    if answer.status in NOWHERE:
        return refused(f"http {answer.status}", gone=True)
    return judged(answer) or accepted()


def _settle(organisation: str, hint: Hint, outcome: Outcome) -> None:
    row, now = db.session.get(PushSubscription, (organisation, hint.device)), clock.now()
    if row is None or opened(row.address).get("url") != hint.address:
        return  # because the phone has subscribed anew meanwhile
    if outcome.what == came.ACCEPTED:
        row.reached_at, row.trouble, row.attempts = now, "", 0
        row.hinted, row.due_at = hint.version, now
    elif outcome.what == came.REFUSED:
        row.state, row.trouble, row.address = GONE if outcome.gone else REFUSED, outcome.reason[:80], ""
    elif row.attempts >= MOST_ATTEMPTS:  # by then the phone has synced by itself, or is off
        row.trouble, row.attempts, row.hinted, row.due_at = outcome.reason[:80], 0, hint.version, now
    else:  # also where the line broke: a second hint does no harm
        row.trouble = outcome.reason[:80]
        row.due_at = clock.later(now, seconds=wait_after(row.attempts, random.random(), outcome.after))


def _row(organisation: str, person: str, device: str) -> PushSubscription:
    row = db.session.get(PushSubscription, (organisation, device))
    if row is None:
        row = PushSubscription(organisation_id=organisation, device_id=device, attempts=0, hinted=0)
        db.session.add(row)
    row.person_id, row.changed_at = person, clock.now()
    return row


def _key() -> ec.EllipticCurvePrivateKey:
    """Derived from this installation's own key, which does not lie in the database: the same for ever, and nothing more to keep."""
    seed = hashlib.sha512(b"doorstep-push\n" + signer().key.private_bytes_raw()).digest()
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, ec.SECP256R1())
