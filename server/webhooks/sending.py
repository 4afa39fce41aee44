"""The job that sends webhooks: a queue for each endpoint, claimed in a write, sent outside of any, recorded in the next; at least once, with one id.

Anything but 2xx is tried again: ten attempts over 75 hours. Then the endpoint is switched off, as at once by a 410.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.channels.http import Answer, post
from server.notices.channels.webhook import signed_headers
from server.notices.sealing import opened
from server.webhooks.models import WebhookDelivery, WebhookEndpoint

# Seconds after each failed attempt, as Standard Webhooks proposes them; there is none after the tenth.
WAITS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
LEASE_MINUTES = 5
BUDGET = 20.0  # seconds for one endpoint in one run, so that a slow one does not hold the others
KEPT_DAYS = 30
LONGEST_ANSWER = 1024
WAITING, SENDING, DELIVERED, GIVEN_UP = "waiting", "sending", "delivered", "given_up"


class Work(NamedTuple):
    """One attempt: the message, its body, where it goes and the keys by which it is signed."""

    delivery: str
    payload: bytes
    url: str
    keys: list[str]


def send_due(organisation: str) -> int:
    """The job: send what is due to every endpoint; returns how many were taken. Old messages go."""
    now = clock.now()
    if db.session.scalar(select(WebhookDelivery.id).where(_is_left(organisation)).limit(1)) is not None:
        write(lambda: _tidy(organisation))
    waiting = select(WebhookDelivery.endpoint_id).where(
        WebhookDelivery.organisation_id == organisation,
        WebhookDelivery.state == WAITING,
        WebhookDelivery.due_at <= now,
    )
    endpoints = sorted(set(db.session.scalars(waiting.distinct())))
    return sum(_send_to(organisation, endpoint) for endpoint in endpoints)


def _send_to(organisation: str, endpoint: str) -> int:
    began, taken = time.monotonic(), 0
    while time.monotonic() - began < BUDGET:
        work = write(lambda: _claim(organisation, endpoint))
        if work is None:
            break
        headers = signed_headers(work.delivery, clock.now(), work.payload, work.keys)
        answer = post(work.url, work.payload, headers)
        good = write(lambda work=work, answer=answer: _settle(organisation, work.delivery, answer))  # type: ignore[misc]
        taken += good
        if not good and not isinstance(answer, Answer):
            break  # because the others would not get through either
    return taken


def _claim(organisation: str, endpoint: str) -> Work | None:
    """Inside `write`: the next message that is due, oldest first; None where there is none or the endpoint is off."""
    now, where = clock.now(), db.session.get(WebhookEndpoint, (organisation, endpoint))
    if where is None or where.off:
        return None
    due = select(WebhookDelivery).where(
        WebhookDelivery.organisation_id == organisation,
        WebhookDelivery.state == WAITING,
        WebhookDelivery.endpoint_id == endpoint,
        WebhookDelivery.due_at <= now,
    )
    order = due.order_by(WebhookDelivery.due_at, WebhookDelivery.id).limit(1)
    row = db.session.scalars(order.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.state, row.claimed_at, row.attempts = SENDING, now, row.attempts + 1
    secret = opened(where.secret)
    keys = [secret.get("key", "")]
    if secret.get("old_until", "") > now:
        keys.append(secret["old_key"])
    return Work(row.id, row.payload.encode(), secret.get("url", ""), keys)


def _settle(organisation: str, delivery: str, answer: object) -> bool:
    """Inside `write`: what came of an attempt; whether it was taken."""
    row, now = db.session.get(WebhookDelivery, (organisation, delivery)), clock.now()
    if row is None or row.state != SENDING:
        return False
    row.claimed_at = None
    said = isinstance(answer, Answer)
    row.status = answer.status if isinstance(answer, Answer) else 0
    row.reason = "" if said else getattr(answer, "reason", "")[:40]
    row.answer = (
        answer.body[:LONGEST_ANSWER].decode("utf-8", "replace").replace("\x00", "")
        if isinstance(answer, Answer)
        else ""
    )
    if row.status // 100 == 2:
        row.state, row.ended_at = DELIVERED, now
        return True
    if row.status == 410 or row.attempts > len(WAITS):
        row.state, row.ended_at = GIVEN_UP, now
        db.session.get_one(WebhookEndpoint, (organisation, row.endpoint_id)).off = (
            "gone" if row.status == 410 else "dead"
        )
        return False
    wait = max(WAITS[row.attempts - 1], (answer.after or 0) if isinstance(answer, Answer) else 0)
    row.state, row.due_at = WAITING, clock.later(now, seconds=wait)
    return False


def _tidy(organisation: str) -> None:
    """Inside `write`: claims of whoever died while sending are tried again, with the same id; what is old goes."""
    now = clock.now()
    left = select(WebhookDelivery).where(_is_left(organisation)).with_for_update(skip_locked=True)
    for row in db.session.scalars(left).all():
        if row.created_at < clock.later(now, days=-KEPT_DAYS):
            db.session.delete(row)
        else:
            row.state, row.claimed_at, row.due_at = WAITING, None, now


def _is_left(organisation: str) -> ColumnElement[bool]:
    """A claim that has run out, or a message that is old."""
    now = clock.now()
    died = and_(WebhookDelivery.state == SENDING, WebhookDelivery.claimed_at < clock.later(now, minutes=-LEASE_MINUTES))
    old = WebhookDelivery.created_at < clock.later(now, days=-KEPT_DAYS)
    return and_(WebhookDelivery.organisation_id == organisation, or_(died, old))
