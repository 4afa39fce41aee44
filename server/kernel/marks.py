"""Marks that jobs leave: how far one has looked, and what a counter stood at when, so that no job reads all history again."""

from __future__ import annotations

from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Model, Moment, OfOrganisation, db


class Mark(OfOrganisation, Model):
    """`value` as it stood at a moment; several moments of one name make a history."""

    __tablename__ = "mark"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[str] = mapped_column(Moment, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def at(organisation: str, name: str, moment: str) -> Mark | None:
    """The last mark of this name that was left at or before a moment."""
    return db.session.scalar(
        select(Mark)
        .where(Mark.organisation_id == organisation, Mark.name == name, Mark.at <= moment)
        .order_by(Mark.at.desc())
        .limit(1)
    )


def leave(organisation: str, name: str, moment: str, value: str) -> None:
    """Leave a mark. Call inside `write`."""
    db.session.merge(Mark(organisation_id=organisation, name=name, at=moment, value=value))


def forget_before(organisation: str, name: str, moment: str) -> None:
    """Forget the marks of this name that are older than a moment. Call inside `write`."""
    db.session.execute(delete(Mark).where(Mark.organisation_id == organisation, Mark.name == name, Mark.at < moment))
