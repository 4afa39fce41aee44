"""Where a phone may be told that something is new. The address opens the way to that phone, so it is sealed."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class PushSubscription(OfOrganisation, Model):
    """A phone that was asked: state on | cannot | gone | refused. `hinted` is the change up to which it was told, `due_at` when it may be tried again."""

    __tablename__ = "push_subscription"
    device_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(8))
    trouble: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[str] = mapped_column(Moment)
    hinted: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[str | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    reached_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "state", "due_at"),)
