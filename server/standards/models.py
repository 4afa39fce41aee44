"""Published versions of the standards. Immutable: a change is a new version."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Model, Moment, OfOrganisation


class StandardVersion(OfOrganisation, Model):
    """A standard's document (canonical JSON text) as published, with the day from which it is pinned by new visits."""

    __tablename__ = "standard_version"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    hash: Mapped[str] = mapped_column(Hash)
    document: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[str] = mapped_column(Moment)
