"""Commitments and contacts as lists need them. What they *are* is computed from facts in the log of their subject; these rows repeat it."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class Commitment(OfOrganisation, Model):
    """Something that somebody was promised. `id` is that of the fact which made the promise; `due_at` never moves once it is stored (K7).

    State: open | kept | moved | waived | withdrawn. *Overdue* is no state: it is open and `due_at` has passed.
    """

    __tablename__ = "commitment"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    clause: Mapped[str] = mapped_column(String(24), default="")
    source_type: Mapped[str] = mapped_column(String(16))
    source_id: Mapped[str] = mapped_column(Id)
    owed_to: Mapped[str] = mapped_column(String(12), default="customer")
    customer_id: Mapped[str | None] = mapped_column(Id)
    premises_id: Mapped[str | None] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(String(40), default="")
    promised_at: Mapped[str] = mapped_column(Moment)
    due_at: Mapped[str] = mapped_column(Moment)
    provisional: Mapped[bool] = mapped_column(default=False)
    came_late: Mapped[bool] = mapped_column(default=False)
    owner_team: Mapped[str] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_at: Mapped[str | None] = mapped_column(Moment)
    closed_fact: Mapped[str | None] = mapped_column(Id)
    closed_by: Mapped[str | None] = mapped_column(Id)
    successor_id: Mapped[str | None] = mapped_column(Id)
    untold_visit: Mapped[str | None] = mapped_column(
        Id
    )  # ordered for another time than was promised, and nobody was told yet
    __table_args__ = (
        Index(None, "organisation_id", "state", "due_at", "id"),
        Index(None, "organisation_id", "source_type", "state", "due_at", "id"),
        Index(None, "organisation_id", "source_id"),
        Index(None, "organisation_id", "customer_id"),
        Index(None, "organisation_id", "state", "kind", "due_at", "id"),
    )


class Contact(OfOrganisation, Model):
    """Somebody spoke with a customer, or tried to; `id` is that of the fact which says so."""

    __tablename__ = "contact"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(Id)
    commitment_id: Mapped[str | None] = mapped_column(Id)
    customer_id: Mapped[str | None] = mapped_column(Id)
    direction: Mapped[str] = mapped_column(String(4))
    channel: Mapped[str] = mapped_column(String(12))
    at: Mapped[str] = mapped_column(Moment)
    person_id: Mapped[str] = mapped_column(Id)
    result: Mapped[str] = mapped_column(String(12))
    summary: Mapped[str] = mapped_column(String(1000), default="")
    __table_args__ = (
        Index(None, "organisation_id", "subject_id", "at"),
        Index(None, "organisation_id", "commitment_id"),
        Index(None, "organisation_id", "customer_id", "at"),
    )
