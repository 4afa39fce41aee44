"""What administrators do with webhooks: add one, rotate its secret, switch it, try it, and send a message again."""

from __future__ import annotations

import base64
import secrets

from sqlalchemy import func, select

from server.accounts import audit
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import is_id, new_id
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.kernel.text.typed import LONGEST_NAME, length_trouble
from server.notices.channels.http import NotAllowed, checked
from server.notices.channels.webhook import PREFIX
from server.notices.sealing import opened, sealed
from server.webhooks.events import GROUPS, TEST, enqueue, payload_of
from server.webhooks.models import WebhookDelivery, WebhookEndpoint

MOST = 10  # endpoints of an organisation
LONGEST_URL = 2000
ROTATION_HOURS = 24  # in which both secrets sign


def add(organisation: str, by: str, name: str, url: str, groups: list[str]) -> tuple[str, str]:
    """Inside `write`: (id, secret) of a new endpoint; `bad_input`."""
    trouble = length_trouble(name, LONGEST_NAME) or ("" if tidy(name) else "missing")
    mistakes = {"name": [trouble]} if trouble else {}
    try:
        host = checked(url if len(url) <= LONGEST_URL else "").hostname or ""
    except NotAllowed:
        host, mistakes["url"] = "", ["notice_url"]
    if not groups or set(groups) - set(GROUPS):
        mistakes["groups"] = ["missing"]
    counted = select(func.count()).where(WebhookEndpoint.organisation_id == organisation)
    if not mistakes and (db.session.scalar(counted) or 0) >= MOST:
        mistakes["name"] = ["webhooks_full"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    key = new_secret()
    row = WebhookEndpoint(
        organisation_id=organisation,
        id=new_id(),
        name=tidy(name, LONGEST_NAME),
        host=host[:255],
        groups=" ".join(each for each in GROUPS if each in groups),
        secret=sealed({"url": url, "key": key}),
        made_by=by,
        made_at=clock.now(),
    )
    db.session.add(row)
    audit.note(organisation, "webhook_made", row.id, by=by, name=row.name, host=row.host)
    return row.id, key


def rotate(organisation: str, by: str, endpoint: str) -> str:
    """Inside `write`: another secret; for a day messages are signed by both, so that nothing is lost meanwhile."""
    row, key = theirs(organisation, endpoint), new_secret()
    before = opened(row.secret)
    until = clock.later(clock.now(), hours=ROTATION_HOURS)
    row.secret = sealed(
        {"url": before.get("url", ""), "key": key, "old_key": before.get("key", ""), "old_until": until}
    )
    audit.note(organisation, "webhook_rotated", row.id, by=by, name=row.name)
    return key


def turn(organisation: str, by: str, endpoint: str, on: bool) -> None:
    """Inside `write`: switch it on or off; what waits goes out when it is on again."""
    row = theirs(organisation, endpoint)
    row.off = "" if on else "by_person"
    audit.note(organisation, "webhook_turned", row.id, by=by, name=row.name, on=on)


def remove(organisation: str, by: str, endpoint: str) -> None:
    """Inside `write`: the endpoint and everything that was sent there."""
    row = theirs(organisation, endpoint)
    sent = select(WebhookDelivery).where(
        WebhookDelivery.organisation_id == organisation, WebhookDelivery.endpoint_id == endpoint
    )
    for each in db.session.scalars(sent):
        db.session.delete(each)
    audit.note(organisation, "webhook_turned", row.id, by=by, name=row.name, on=False)
    db.session.delete(row)


def test(organisation: str, by: str, endpoint: str) -> str:
    """Inside `write`: a message that says nothing but that it is one."""
    row = theirs(organisation, endpoint)
    audit.note(organisation, "webhook_replayed", row.id, by=by, name=row.name)
    return enqueue(organisation, row.id, TEST, payload_of(TEST, {}))


def replay(organisation: str, by: str, endpoint: str, delivery: str) -> str:
    """Inside `write`: the same payload again under a new id that names the old one; returns the new id. `not_found`."""
    row = theirs(organisation, endpoint)
    old = db.session.get(WebhookDelivery, (organisation, delivery)) if is_id(delivery) else None
    if old is None or old.endpoint_id != row.id:
        raise Problem("not_found")
    audit.note(organisation, "webhook_replayed", old.id, by=by, name=row.name)
    return enqueue(organisation, row.id, old.type, old.payload, old.origin or old.id)


def theirs(organisation: str, endpoint: str) -> WebhookEndpoint:
    """An endpoint of this organisation; `not_found`."""
    row = db.session.get(WebhookEndpoint, (organisation, endpoint)) if is_id(endpoint) else None
    if row is None:
        raise Problem("not_found")
    return row


def new_secret() -> str:
    """`whsec_` and 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
