"""Complaints as lists need them. What they *are* is computed from the facts of their own log (rules.py); these rows repeat it."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation

OPEN = "closed_at IS NULL"  # of few complaints, however many there were


class Complaint(OfOrganisation, Model):
    """One complaint. `code` opens the customer's page; `number` is what people say on the telephone."""

    __tablename__ = "complaint"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[str] = mapped_column(Moment)
    via: Mapped[str] = mapped_column(String(16))
    gist: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[str | None] = mapped_column(Id)
    premises_id: Mapped[str | None] = mapped_column(Id)
    visit_id: Mapped[str | None] = mapped_column(Id)
    source_fact: Mapped[str | None] = mapped_column(Id)  # the slip, comment or survey that it came from
    team_id: Mapped[str | None] = mapped_column(Id)
    language: Mapped[str] = mapped_column(String(8), default="zh-CN")
    anonymous: Mapped[bool] = mapped_column(default=False)
    serious: Mapped[bool] = mapped_column(default=False)
    head_told: Mapped[bool] = mapped_column(default=False)
    handler_id: Mapped[str | None] = mapped_column(Id)
    cycle: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[str | None] = mapped_column(Moment)
    basis: Mapped[str] = mapped_column(String(12), default="")
    stopped_at: Mapped[str | None] = mapped_column(Moment)
    next_answer_at: Mapped[str | None] = mapped_column(Moment)
    waits_for_statement: Mapped[bool] = mapped_column(default=False)
    valid: Mapped[str] = mapped_column(String(12), default="none")
    cause: Mapped[str] = mapped_column(String(40), default="")
    unheard_at: Mapped[str | None] = mapped_column(
        Moment
    )  # when the customer wrote what nobody of the office has seen to
    arbiter_from: Mapped[str | None] = mapped_column(Moment)  # from when the arbiter decides between departments
    take_due_at: Mapped[str | None] = mapped_column(Moment)  # until when somebody takes it in hand
    repeat_of: Mapped[str | None] = mapped_column(Id)
    closed_how: Mapped[str] = mapped_column(String(12), default="")
    closed_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (
        Index(
            "ix_complaint_open", "organisation_id", "due_at", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)
        ),
        Index(None, "organisation_id", "state", "received_at", "id"),
        Index(None, "organisation_id", "customer_id", "received_at"),
        Index(None, "organisation_id", "premises_id", "received_at"),
        Index(None, "organisation_id", "visit_id"),
        Index(None, "organisation_id", "number"),
        Index(None, "organisation_id", "cause", "received_at"),
        Index(None, "organisation_id", "unheard_at", "id"),
        Index(None, "code"),
    )


class ComplaintParty(OfOrganisation, Model):
    """A person or a team that a complaint is about (`party_id` is either's id)."""

    __tablename__ = "complaint_party"
    complaint_id: Mapped[str] = mapped_column(Id, primary_key=True)
    party_id: Mapped[str] = mapped_column(Id, primary_key=True)
    is_team: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[str | None] = mapped_column(Moment)
    gist: Mapped[str] = mapped_column(String(300), default="")
    due_at: Mapped[str | None] = mapped_column(Moment)
    stated_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "party_id", "stated_at"),)


class ComplaintCandidate(OfOrganisation, Model):
    """Words or a mark of a customer that may be a complaint; a person decides. `id` is that of the fact, or the call, in which it was found."""

    __tablename__ = "complaint_candidate"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    why: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[str] = mapped_column(Moment)
    due_at: Mapped[str] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[str | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(300), default="")
    complaint_id: Mapped[str | None] = mapped_column(Id)
    customer_id: Mapped[str | None] = mapped_column(Id)  # where no visit is named (`visit_id` '')
    text: Mapped[str] = mapped_column(Text, default="", server_default="")  # what was said on the telephone
    __table_args__ = (
        Index(None, "organisation_id", "state", "due_at", "id"),
        Index(None, "organisation_id", "visit_id"),
    )


class ComplaintSource(OfOrganisation, Model):
    """A mail or another system's report that became part of a complaint: what comes a second time is known by its mark."""

    __tablename__ = "complaint_source"
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    complaint_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "complaint_id"),)


class ComplaintMailbox(OfOrganisation, Model):
    """The mailbox in which customers complain, read by IMAP and never changed. `validity` and `last_uid` say how far; `trouble` is a code, '' for none."""

    __tablename__ = "complaint_mailbox"
    on: Mapped[bool] = mapped_column("switched_on", default=False)
    host: Mapped[str] = mapped_column(String(253), default="")
    port: Mapped[int] = mapped_column(default=993)
    safety: Mapped[str] = mapped_column(String(8), default="tls")
    user: Mapped[str] = mapped_column(String(254), default="")
    folder: Mapped[str] = mapped_column(String(120), default="INBOX")
    secret: Mapped[str] = mapped_column(Text, default="")
    validity: Mapped[str] = mapped_column(String(20), default="")
    last_uid: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[str | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


class ComplaintReminder(OfOrganisation, Model):
    """Somebody was reminded that a serious complaint waits for its head of department (CP-4); `number` counts from 1."""

    __tablename__ = "complaint_reminder"
    complaint_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "person_id", "at"),)


class ComplaintEscalation(OfOrganisation, Model):
    """Somebody was named to see to what nobody had touched: `about_id` is a complaint that nobody took, or a candidate that nobody decided."""

    __tablename__ = "complaint_escalation"
    about_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    why: Mapped[str] = mapped_column(String(12))
    at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "person_id", "at"),)
