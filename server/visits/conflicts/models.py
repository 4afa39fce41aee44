"""A conflict as a record: what two sides wrote, who, when, and how a person settled it. Nothing expires by itself."""

from __future__ import annotations

import json

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation
from server.visits.conflicts.rules import kind_of

OPEN = "resolved_at IS NULL"


class Conflict(OfOrganisation, Model):
    """`target` is `answer.<step>`, `state`, `signature` …; values are canonical JSON text; `hard` ones need review.

    `choice` without `resolved_at` means that `resolved_by` is asking; `turned` holds the outcomes that a choice made and those before it.
    """

    __tablename__ = "conflict"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    target: Mapped[str] = mapped_column(String(120))
    hard: Mapped[bool] = mapped_column(default=False)
    base: Mapped[str | None] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text)
    shown_fact: Mapped[str] = mapped_column(Id)
    shown_by: Mapped[str] = mapped_column(Id)
    shown_at: Mapped[str] = mapped_column(Moment)
    other: Mapped[str] = mapped_column(Text)
    other_fact: Mapped[str] = mapped_column(Id)
    other_by: Mapped[str] = mapped_column(Id)
    other_at: Mapped[str] = mapped_column(Moment)
    opened_at: Mapped[str] = mapped_column(Moment)
    resolved_at: Mapped[str | None] = mapped_column(Moment)
    resolved_by: Mapped[str | None] = mapped_column(Id)
    choice: Mapped[str | None] = mapped_column(String(20))
    turned: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        Index(None, "organisation_id", "visit_id"),
        Index("ix_conflict_open", "organisation_id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    @property
    def kind(self) -> str:
        """Which cross purpose it is (`conflicts.rules.KINDS`)."""
        return kind_of(
            self.target, json.loads(self.shown)["kind"], json.loads(self.other)["kind"], self.base is not None
        )

    @property
    def token(self) -> str:
        """What of it a person has seen: another pair of facts is another question."""
        return f"{self.shown_fact[-12:]}{self.other_fact[-12:]}"
