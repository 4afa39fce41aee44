"""Offers to sign whose signature has not come, and signatures whose offer has not: rows until the other half is here, or a person is asked."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation


class Unmatched(OfOrganisation, Model):
    """One half of a signature on the customer's own phone. `fact_id` is the half that is here; after `due_at` a person looks at it."""

    __tablename__ = "unmatched_signature"
    offer: Mapped[str] = mapped_column(Hash, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    fact_id: Mapped[str] = mapped_column(Id)
    due_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "visit_id"), Index(None, "organisation_id", "due_at"))
