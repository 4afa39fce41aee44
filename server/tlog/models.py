"""The log's tables. They are the installation's, not an organisation's: entries are hashes and tell nobody anything."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Hash, Id, Model, Moment


class Log(Model):
    """A log: `size` leaves have their place. It grows until a restore ends it; then the next one `follows` it (a line of each checkpoint)."""

    __tablename__ = "log"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    origin: Mapped[str] = mapped_column(String(255))
    follows: Mapped[str | None] = mapped_column(Text)
    size: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[str] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)


class LogEntry(Model):
    """A leaf: the kind and the hash of a signed document. Entered in its document's transaction; its place comes later, and then stays."""

    __tablename__ = "log_entry"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    digest: Mapped[str] = mapped_column(Hash, index=True)
    log_id: Mapped[str | None] = mapped_column(Id)
    place: Mapped[int | None]
    entered_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "log_id", "place", unique=True),)


class LogNode(Model):
    """The hash of a whole subtree of 256 to the power of `height` leaves; those in between are computed."""

    __tablename__ = "log_node"
    log_id: Mapped[str] = mapped_column(Id, primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(Hash)


class LogCheckpoint(Model):
    """A checkpoint that was signed, whole, with the witnesses' lines that came later."""

    __tablename__ = "log_checkpoint"
    log_id: Mapped[str] = mapped_column(Id, primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str] = mapped_column(Text)
    made_at: Mapped[str] = mapped_column(Moment)
