"""What customers have answered, as lists need it; the answer itself is a contact in the visit's log."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation

OPEN = text("handled_at IS NULL")


class CustomerAnswer(OfOrganisation, Model):
    """One answer; `id` is that of the contact which says so. `what`: at_home | moved | wish | call | message; `words` are the customer's own."""

    __tablename__ = "customer_answer"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    what: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(600), default="")
    wished_from: Mapped[str | None] = mapped_column(Moment)
    wished_to: Mapped[str | None] = mapped_column(Moment)
    at: Mapped[str] = mapped_column(Moment)
    handled_at: Mapped[str | None] = mapped_column(Moment)
    handled_by: Mapped[str | None] = mapped_column(Id)
    __table_args__ = (
        Index("ix_customer_answer_open", "organisation_id", "at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "organisation_id", "visit_id", "at"),
        Index(None, "organisation_id", "customer_id"),
    )
