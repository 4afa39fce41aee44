"""A proposal for a day or several: asked for by somebody, computed by a job, accepted in whole or part, kept for some days."""

from __future__ import annotations

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation

DAYS = (1, 2, 3, 5, 7)  # for how many a proposal can be asked
MODES = ("fill", "anew")  # only what is missing or no longer works; the whole day with short ways


class DayProposal(OfOrganisation, Model):
    """`day` is the first of `days`. `state`: waiting | ready | failed. `found` is what `compute` found, as JSON.

    `accepted` are the ids of the facts that accepting it has written.
    """

    __tablename__ = "day_proposal"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    days: Mapped[int] = mapped_column(default=1)
    team_id: Mapped[str] = mapped_column(String(36), default="")
    mode: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)
    ready_at: Mapped[str | None] = mapped_column(Moment)
    found: Mapped[str] = mapped_column(Text, default="{}")
    accepted: Mapped[str] = mapped_column(Text, default="[]")
    accepted_by: Mapped[str | None] = mapped_column(Id)
    accepted_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "day", "made_at"),)
