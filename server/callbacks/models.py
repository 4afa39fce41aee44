"""Plans of call-backs, the draws of a month, the calls and the attempts at them."""

from __future__ import annotations

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation


class CallBackPlan(OfOrganisation, Model):
    """A delivered project (a business customer's) that is called monthly and then quarterly. Days are YYYY-MM-DD; `until` '' is five years."""

    __tablename__ = "call_back_plan"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[str] = mapped_column(Id)
    team_id: Mapped[str | None] = mapped_column(Id)
    delivered_on: Mapped[str] = mapped_column(String(10))
    until: Mapped[str] = mapped_column(String(10), default="")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[str] = mapped_column(Moment)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "customer_id"),)


class CallBackDraw(OfOrganisation, Model):
    """A team's draw for a month. The population is frozen first; the seed is the root of the first checkpoint that comes after (ruling 14).

    `population` is JSON {visit: customer}, `recent` JSON [customer]; with the seed they are all that a second draw needs.
    """

    __tablename__ = "call_back_draw"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    team_id: Mapped[str] = mapped_column(Id, primary_key=True)
    population: Mapped[str] = mapped_column(Text)
    recent: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[str] = mapped_column(Moment)
    seed: Mapped[str | None] = mapped_column(String(64))
    checkpoint: Mapped[str] = mapped_column(String(255), default="")  # origin and size
    drawn_at: Mapped[str | None] = mapped_column(Moment)


class CallBack(OfOrganisation, Model):
    """One customer to be called. `subject_id` is the plan or the visit; `answers` JSON {question: answer}; `place` sorts a sample."""

    __tablename__ = "call_back"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    plan: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[str] = mapped_column(Id)
    due_on: Mapped[str] = mapped_column(String(10))
    due_from: Mapped[str] = mapped_column(String(10))
    due_to: Mapped[str] = mapped_column(String(10))
    customer_id: Mapped[str] = mapped_column(Id)
    visit_id: Mapped[str | None] = mapped_column(Id)
    team_id: Mapped[str | None] = mapped_column(Id)
    month: Mapped[str] = mapped_column(String(7), default="")
    place: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[str | None] = mapped_column(Moment)  # agreed with the customer
    last_words: Mapped[str] = mapped_column(String(300), default="")
    answers: Mapped[str] = mapped_column(Text, default="{}")
    words: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str | None] = mapped_column(String(12))  # of the form that its customer gets in place of a call
    caller_id: Mapped[str | None] = mapped_column(Id)
    ended_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (
        UniqueConstraint("organisation_id", "plan", "subject_id", "due_on"),
        Index(None, "organisation_id", "state", "due_on", "id"),
        Index(None, "organisation_id", "customer_id", "ended_at"),
        Index(None, "organisation_id", "month", "team_id"),
        Index(None, "code"),
    )


class CallBackWish(OfOrganisation, Model):
    """A customer who wants no calls: what is to be asked goes by a form."""

    __tablename__ = "call_back_wish"
    customer_id: Mapped[str] = mapped_column(Id, primary_key=True)
    changed_at: Mapped[str] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(Id)


class CallBackAttempt(OfOrganisation, Model):
    """Somebody telephoned."""

    __tablename__ = "call_back_attempt"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    call_back_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    person_id: Mapped[str] = mapped_column(Id)
    result: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(300), default="")
    __table_args__ = (Index(None, "organisation_id", "call_back_id", "at"),)
