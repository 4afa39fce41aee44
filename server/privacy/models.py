"""How long what is kept, what must not go yet, and who had what destroyed."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class Retention(OfOrganisation, Model):
    """An organisation's own time for a kind, in months; without a row the default of `times.DEFAULTS` holds."""

    __tablename__ = "retention"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    keep_months: Mapped[int]
    set_at: Mapped[str] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(Id)


class Hold(OfOrganisation, Model):
    """A customer of whom nothing goes: an open complaint, appeal, dispute or court; `until` is open while nobody knows."""

    __tablename__ = "hold"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    why: Mapped[str] = mapped_column(String(16))
    placed_by: Mapped[str] = mapped_column(Id)
    placed_at: Mapped[str] = mapped_column(Moment)
    until: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "customer_id"),)


class Erasure(OfOrganisation, Model):
    """What somebody asked to have destroyed: one customer, or a kind whose time is over (`subjects`, JSON). Asked by one, approved by another.

    `certificate` is the server's signed word of what went: counts and the digests of the destructions, no name.
    """

    __tablename__ = "erasure"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    customer_id: Mapped[str | None] = mapped_column(Id)
    subjects: Mapped[str] = mapped_column(Text)
    counts: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Id)
    asked_at: Mapped[str] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[str | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(200))
    certificate: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (Index(None, "organisation_id", "asked_at"),)
