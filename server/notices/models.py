"""The outbox of notices and what an organisation has set for them. Texts and secrets leave with their customer and their channel."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class Notice(OfOrganisation, Model):
    """One notice about one event on one channel. `key` names all three, so that no event is told twice.

    State: waiting | sending | sent | delivered | refused | unknown | dropped (`rules.py`). `due_at` is when it may go out, `expires_at` from when
    on it means nothing any more. `subject` and `text` are what was said, empty before; `sent_to` is a masked address.
    """

    __tablename__ = "notice"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str | None] = mapped_column(Id)
    event: Mapped[str] = mapped_column(Id)
    by: Mapped[str] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(160), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str] = mapped_column(Moment)
    due_at: Mapped[str] = mapped_column(Moment)
    expires_at: Mapped[str] = mapped_column(Moment)
    claimed_at: Mapped[str | None] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    their_id: Mapped[str] = mapped_column(String(120), default="")
    sent_to: Mapped[str] = mapped_column(String(80), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        UniqueConstraint("organisation_id", "key"),
        Index(None, "organisation_id", "state", "channel", "due_at", "id"),
        Index(None, "organisation_id", "subject_id", "created_at"),
        Index(None, "organisation_id", "customer_id"),
        Index(None, "organisation_id", "channel", "claimed_at"),
    )


class NoticeChannel(OfOrganisation, Model):
    """A channel as the organisation has set it up. `settings` is JSON without secrets; `secret` is sealed with a key outside of the database."""

    __tablename__ = "notice_channel"
    channel: Mapped[str] = mapped_column(String(12), primary_key=True)
    on: Mapped[bool] = mapped_column("switched_on", default=False)
    settings: Mapped[str] = mapped_column(Text, default="{}")
    secret: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


class NoticeText(OfOrganisation, Model):
    """The organisation's own words for a kind of notice in a language; without a row the built-in ones count."""

    __tablename__ = "notice_text"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


class NoticeRules(OfOrganisation, Model):
    """Quiet hours on the organisation's clock (`HH:MM`, alike: none), and the kinds that are switched off, separated by a space."""

    __tablename__ = "notice_rules"
    quiet_from: Mapped[str] = mapped_column(String(5), default="22:00")
    quiet_to: Mapped[str] = mapped_column(String(5), default="07:00")
    kinds_off: Mapped[str] = mapped_column(String(300), default="")


class NoticeContact(OfOrganisation, Model):
    """A customer's mail address, and whether the customer wants notices at all."""

    __tablename__ = "notice_contact"
    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), default="")
    wanted: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


class VisitLink(OfOrganisation, Model):
    """The code by which a customer opens the page of a visit. It is not a receipt's code, which the technician knows, too."""

    __tablename__ = "visit_link"
    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "code"),)
