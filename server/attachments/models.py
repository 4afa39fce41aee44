"""Attachments of a visit, and whose phone has fetched them. The bytes lie in the store of evidence, named by their SHA-256."""

from __future__ import annotations

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation

LEAVING = "removed_at IS NOT NULL AND NOT gone"


class Attachment(OfOrganisation, Model):
    """A file of the office for those who go on a visit. A removed one stays as a mark; `gone` once its bytes are."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Hash)
    added_at: Mapped[str] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(Id)
    removed_at: Mapped[str | None] = mapped_column(Moment)
    removed_by: Mapped[str | None] = mapped_column(Id)
    gone: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        Index(None, "organisation_id", "visit_id"),
        Index(None, "organisation_id", "sha256"),
        Index(None, "organisation_id", "removed_at", sqlite_where=text(LEAVING), postgresql_where=text(LEAVING)),
    )


class AttachmentFetched(OfOrganisation, Model):
    """The phone of this person was sent the last byte."""

    __tablename__ = "attachment_fetched"
    attachment_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[str] = mapped_column(Moment)
