"""What the office did with facts that were held back."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class HeldBackAct(OfOrganisation, Model):
    """What a person of the office did with a fact that was held back: released, attached, set_aside, brought_back. Never changed."""

    __tablename__ = "held_back_act"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    device_id: Mapped[str] = mapped_column(Id)
    seq: Mapped[int]
    what: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(40))
    visit_id: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (Index(None, "organisation_id", "device_id", "seq"),)
