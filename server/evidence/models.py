"""Evidence: bytes that a fact names by their SHA-256, how far their upload came, and the receipt."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation

OUTSTANDING = "arrived_at IS NULL"
ERASED = "erased"  # the trouble of a picture that was destroyed on purpose


class Awaited(OfOrganisation, Model):
    """Bytes that a stored fact names. `arrived_at` is set once they are here and their hash is right; `trouble` is a code when they are not to be shown."""

    __tablename__ = "awaited"
    fact_id: Mapped[str] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    device_id: Mapped[str] = mapped_column(Id)
    visit_id: Mapped[str | None] = mapped_column(Id)
    purpose: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    arrived_at: Mapped[str | None] = mapped_column(Moment)
    trouble: Mapped[str | None] = mapped_column(String(40))
    __table_args__ = (
        Index(None, "organisation_id", "sha256"),
        Index(None, "organisation_id", "visit_id"),
        Index(None, "organisation_id", "device_id", sqlite_where=text(OUTSTANDING), postgresql_where=text(OUTSTANDING)),
    )


class Stored(OfOrganisation, Model):
    """Bytes in the evidence store, verified."""

    __tablename__ = "stored"
    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    size: Mapped[int]
    type: Mapped[str] = mapped_column(String(40))
    stored_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "stored_at", "sha256"),)


class Upload(OfOrganisation, Model):
    """An upload under way (tus): its bytes lie in the store's incoming folder under its id."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    device_id: Mapped[str] = mapped_column(Id)
    sha256: Mapped[str] = mapped_column(Hash)
    type: Mapped[str] = mapped_column(String(40))
    length: Mapped[int]
    offset: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "device_id", "sha256"), Index(None, "expires_at"))


class Receipt(OfOrganisation, Model):
    """The customer's receipt: the visit's head as it stood when the visit's end came home, signed by the server."""

    __tablename__ = "receipt"
    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(8), index=True)
    head: Mapped[str] = mapped_column(Hash)
    document: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[str] = mapped_column(Moment)


class Destruction(OfOrganisation, Model):
    """What was destroyed on purpose: the signed document names hashes of facts whose bodies went, and of bytes; a leaf of the log."""

    __tablename__ = "destruction"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(Id)
    document: Mapped[str] = mapped_column(Text)
    destroyed_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "subject_type", "subject_id"),)
