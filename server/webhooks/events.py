"""What other systems are told: that something happened to a visit or a matter, by ids and states. Put into the outbox in the transaction of the fact."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.ids import new_id
from server.matters.matter_models import Matter
from server.visits.models import Fact, Visit
from server.webhooks.models import WebhookDelivery, WebhookEndpoint

VISIT, MATTER = "visit", "matter"
GROUPS = (VISIT, MATTER)
KINDS = frozenset(
    {"ordered", "assigned", "rescheduled", "cancelled", "withdrawn", "departed", "running_late", "arrived", "ended"}
)
TEST = "webhook.test"


def react(arrivals: list[Arrival]) -> None:
    """A phone's facts have landed."""
    for each in arrivals:
        fact = each.fact
        if each.stored and fact and each.subject[0] == VISIT and fact["kind"] in KINDS:
            tell(each.organisation, VISIT, each.subject[1], fact["kind"])


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office has written into a visit's log."""
    for kind in sorted(kinds & KINDS):
        tell(organisation, VISIT, visit, kind)


def subject_written(organisation: str, subject_type: str, subject: str, kind: str) -> None:
    """Inside `write`: the office has written into the log of a matter."""
    if subject_type == MATTER:
        tell(organisation, MATTER, subject, kind)


def tell(organisation: str, group: str, subject: str, kind: str) -> None:
    """Inside `write`: one message for each endpoint that wants this group."""
    on = select(WebhookEndpoint).where(WebhookEndpoint.organisation_id == organisation, WebhookEndpoint.off == "")
    wanting = [each.id for each in db.session.scalars(on) if group in each.groups.split()]
    if wanting:
        db.session.flush()
        payload = payload_of(f"{group}.{kind}", _data(organisation, group, subject))
        for endpoint in wanting:
            enqueue(organisation, endpoint, f"{group}.{kind}", payload)


def enqueue(organisation: str, endpoint: str, type_: str, payload: str, origin: str | None = None) -> str:
    """Inside `write`: a message for the job to send; returns its id."""
    now = clock.now()
    row = WebhookDelivery(
        organisation_id=organisation,
        id=new_id(),
        endpoint_id=endpoint,
        type=type_[:40],
        payload=payload,
        origin=origin,
        created_at=now,
        due_at=now,
    )
    db.session.add(row)
    return row.id


def payload_of(type_: str, data: dict[str, Any]) -> str:
    """The body of a message, the same at every attempt: {type, timestamp, data}."""
    return json.dumps({"type": type_, "timestamp": clock.now(), "data": data}, ensure_ascii=False)


def _data(organisation: str, group: str, subject: str) -> dict[str, Any]:
    """Ids and states alone; `version` is the number of facts in the subject's log, because messages may come out of order."""
    facts = select(func.count()).where(Fact.organisation_id == organisation, Fact.subject_id == subject)
    found: dict[str, Any] = {"id": subject, "version": db.session.scalar(facts) or 0}
    row: Any = db.session.get(Visit if group == VISIT else Matter, (organisation, subject))
    return found | ({"number": row.number, "state": row.state} if row is not None else {})
