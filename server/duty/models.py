"""Turns of duty and telephone calls as lists need them. What a turn *is* is computed from its own log; its row repeats it."""

from __future__ import annotations

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class Duty(OfOrganisation, Model):
    """A turn of duty. State: planned | on | handed_over | taken_over | dropped; `on` lasts until somebody took over, also past `to_at`."""

    __tablename__ = "duty"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    post: Mapped[str] = mapped_column(String(8))
    team_id: Mapped[str | None] = mapped_column(Id)
    from_at: Mapped[str] = mapped_column(Moment)
    to_at: Mapped[str] = mapped_column(Moment)
    person_id: Mapped[str] = mapped_column(Id)
    deputy_id: Mapped[str | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(12))
    began_at: Mapped[str | None] = mapped_column(Moment)
    given_at: Mapped[str | None] = mapped_column(Moment)  # handed over, and nobody has taken over yet
    ended_at: Mapped[str | None] = mapped_column(Moment)
    next_id: Mapped[str | None] = mapped_column(Id)  # the turn that took over
    __table_args__ = (
        Index(None, "organisation_id", "to_at"),
        Index(None, "organisation_id", "person_id", "to_at"),
        Index(None, "organisation_id", "state", "from_at"),
    )


class PhoneCall(OfOrganisation, Model):
    """A call to the hotline, as the telephone system or a person reported it. `caller` is forgotten with the customer, and when the call is old.

    `log_id` is the turn of duty in whose log a missed call stands, or the call itself where nobody was on duty.
    """

    __tablename__ = "phone_call"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key_id: Mapped[str] = mapped_column(Id, default="")  # '' where a person reported it
    reference: Mapped[str] = mapped_column(String(80))  # the telephone system's own id, because it may report twice
    at: Mapped[str] = mapped_column(Moment)
    received_at: Mapped[str] = mapped_column(Moment)
    rings: Mapped[int | None]
    missed: Mapped[bool]
    caller: Mapped[str | None] = mapped_column(String(32))
    log_id: Mapped[str | None] = mapped_column(Id)
    tried: Mapped[int] = mapped_column(default=0)  # calls back that reached nobody
    called_back_at: Mapped[str | None] = mapped_column(Moment)
    noticed_at: Mapped[str | None] = mapped_column(Moment)  # nobody called back in time, and the team was told
    __table_args__ = (
        UniqueConstraint("organisation_id", "key_id", "reference"),
        Index(None, "organisation_id", "missed", "at"),
        Index(None, "organisation_id", "missed", "called_back_at", "at"),
        Index(None, "organisation_id", "at"),
    )
