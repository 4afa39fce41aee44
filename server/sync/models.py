"""The inbox: what each device sent and what became of it, for ever; and the countersignatures."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation


class Received(OfOrganisation, Model):
    """The lasting outcome of a device's `seq`. What was rejected or quarantined is kept whole in `raw`; `let_in` countersigns its release."""

    __tablename__ = "received"
    device_id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[str | None] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(Hash)
    outcome: Mapped[str] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str | None] = mapped_column(String(40))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[str] = mapped_column(Moment)
    released_at: Mapped[str | None] = mapped_column(Moment)
    let_in: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        Index(None, "organisation_id", "outcome", "received_at"),
        Index(None, "organisation_id", "fact_id"),
    )


class ChainHead(OfOrganisation, Model):
    """The last fact of a chain (device, subject, grant), whatever its outcome was; the next one's `prev` is checked against it."""

    __tablename__ = "chain_head"
    device: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    grant_hash: Mapped[str] = mapped_column(Hash, primary_key=True, default="")
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(Hash)
    __table_args__ = (Index(None, "organisation_id", "subject_id"),)


class Countersignature(OfOrganisation, Model):
    """What the server signed for one batch of a device."""

    __tablename__ = "countersignature"
    device_id: Mapped[str] = mapped_column(Id, primary_key=True)
    last_seq: Mapped[int] = mapped_column(primary_key=True)
    first_seq: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    received_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "device_id", "received_at"),)
