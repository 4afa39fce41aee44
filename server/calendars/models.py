"""Addresses to which calendars subscribe."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation


class CalendarFeed(OfOrganisation, Model):
    """One address: whose visits (`of` person | team) it shows. The code itself is not stored, only its hash; a renewed one replaces it."""

    __tablename__ = "calendar_feed"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    of: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[str] = mapped_column(Id)
    code_hash: Mapped[str] = mapped_column(Hash)
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)
    read_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "code_hash"),)
