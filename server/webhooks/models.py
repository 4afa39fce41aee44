"""Where other systems want to be told, and each message on its way there."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class WebhookEndpoint(OfOrganisation, Model):
    """An address of another system. `groups` are words of `events.GROUPS`; `secret` is sealed {url, key} and, for a day after a change, {old_key, old_until}.

    `off` is '' while it is on, else why not: by_person | gone (it answered 410) | dead (a message was given up).
    """

    __tablename__ = "webhook_endpoint"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[str] = mapped_column(String(255))
    groups: Mapped[str] = mapped_column(String(80))
    secret: Mapped[str] = mapped_column(Text)
    off: Mapped[str] = mapped_column(String(12), default="")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)


class WebhookDelivery(OfOrganisation, Model):
    """One message to one endpoint; its `id` is the same at every attempt. `origin` is the message that this one repeats by hand.

    State: waiting | sending | delivered | given_up. `status` is what was answered last (0: nothing), `answer` its first kilobyte.
    """

    __tablename__ = "webhook_delivery"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(Id)
    type: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(Text)
    origin: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str] = mapped_column(Moment)
    due_at: Mapped[str] = mapped_column(Moment)
    claimed_at: Mapped[str | None] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    status: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(40), default="")
    answer: Mapped[str] = mapped_column(String(1024), default="")
    __table_args__ = (
        Index(None, "organisation_id", "state", "endpoint_id", "due_at", "id"),
        Index(None, "organisation_id", "endpoint_id", "id"),
        Index(None, "organisation_id", "created_at"),
    )
