"""The visit and its log: facts, grants and holdings. What a visit *is* is computed from its facts; columns repeat it for lists."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation
from server.visits.log.upcasting import left_of, todays
from server.visits.rules import ASKING, FINISHED

UNFINISHED = f"state NOT IN {FINISHED}"  # as text, because a database finds the index only by the very same words
NOT_DONE, ASKED = "state = 'not_done'", f"kind = '{ASKING}'"
PACKED = "kind = 'shift_started'"
ONLY_ASKED, ONLY_PACKED = text(ASKED), text(PACKED)  # named here, because a fact's own column is called text

IN_FORCE = "revoked_version IS NULL"
FOLLOWS = "follows_id IS NOT NULL"


class Visit(OfOrganisation, Model):
    """An order's visit. `day` is the organisation's calendar day, '' while no time is known; `due` sorts a day (agreed time, else the window's end)."""

    __tablename__ = "visit"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    team_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    premises_id: Mapped[str] = mapped_column(Id)
    kind_of_work: Mapped[str] = mapped_column(String(40))
    standard_id: Mapped[str] = mapped_column(String(60))
    standard_version: Mapped[str] = mapped_column(String(20))
    day: Mapped[str] = mapped_column(String(10), default="")
    due: Mapped[str] = mapped_column(Moment, default="")
    window_from: Mapped[str | None] = mapped_column(Moment)
    window_to: Mapped[str | None] = mapped_column(Moment)
    agreed_at: Mapped[str | None] = mapped_column(Moment)
    scheduled_at: Mapped[str | None] = mapped_column(Moment)  # the office's own plan within what was promised
    scheduled_minutes: Mapped[int | None]
    priority: Mapped[str] = mapped_column(String(8), default="normal")
    instructions: Mapped[str | None] = mapped_column(String(1000))
    bring: Mapped[str] = mapped_column(Text, default="[]")
    order_inputs: Mapped[str | None] = mapped_column(Text)  # {name: value} of what the standard declares, as JSON
    lead_id: Mapped[str | None] = mapped_column(Id)
    follows_id: Mapped[str | None] = mapped_column(Id)  # the visit that this one goes on with
    matter_id: Mapped[str | None] = mapped_column(Id)  # what it is about, with other visits
    state: Mapped[str] = mapped_column(String(20), default="planned")
    needs_review: Mapped[bool] = mapped_column(default=False)
    open_conflicts: Mapped[int] = mapped_column(default=0)
    awaited: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[str] = mapped_column(Moment)
    last_fact_at: Mapped[str | None] = mapped_column(Moment)
    search: Mapped[str] = mapped_column(Text, default="")  # not written any more, because `kernel.search` finds visits
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "customer_id"], ["customer.organisation_id", "customer.id"], name="fk_visit_customer"
        ),
        ForeignKeyConstraint(
            ["organisation_id", "premises_id"], ["premises.organisation_id", "premises.id"], name="fk_visit_premises"
        ),
        Index(None, "organisation_id", "day", "due", "id"),
        Index(None, "organisation_id", "day", sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED)),
        Index(
            None, "organisation_id", "due", sqlite_where=text("needs_review = 1"), postgresql_where=text("needs_review")
        ),
        Index(
            "ix_visit_not_done", "organisation_id", "day", sqlite_where=text(NOT_DONE), postgresql_where=text(NOT_DONE)
        ),
        Index(None, "organisation_id", "lead_id", "day"),
        Index(None, "organisation_id", "team_id", "day"),
        Index(None, "organisation_id", "customer_id"),
        Index(None, "organisation_id", "premises_id"),
        Index(None, "organisation_id", "follows_id", sqlite_where=text(FOLLOWS), postgresql_where=text(FOLLOWS)),
        Index(None, "organisation_id", "matter_id"),
        UniqueConstraint("organisation_id", "number"),
    )

    @classmethod
    def is_unfinished(cls) -> ColumnElement[bool]:
        """The condition by which the index of what is unfinished is found; years of finished visits are not looked at."""
        return cls.state.not_in([literal_column(f"'{state}'") for state in FINISHED])


class Fact(OfOrganisation, Model):
    """A fact in the log. `text` is what was received, byte for byte; the rest is derived from it.

    `position` is its place in its subject's log; `doubts` are codes for a person to look at (visits.doubts). `step` is the
    one that it answers; of an erased withdrawal the id of the fact that it took back.
    """

    __tablename__ = "fact"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_type: Mapped[str] = mapped_column(
        String(16).with_variant(String(8), "sqlite")
    )  # because SQLite does not look at it
    subject_id: Mapped[str] = mapped_column(Id)
    position: Mapped[int]
    device: Mapped[str] = mapped_column(Id)
    seq: Mapped[int]
    grant_hash: Mapped[str | None] = mapped_column(Hash)
    kind: Mapped[str] = mapped_column(String(40))
    step: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)
    corrected_at: Mapped[str] = mapped_column(Moment)
    uncertain: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[str] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(Hash)
    body_commit: Mapped[str] = mapped_column(Hash)
    text: Mapped[str] = mapped_column(Text)
    doubts: Mapped[str | None] = mapped_column(String(100))
    __table_args__ = (
        UniqueConstraint("organisation_id", "subject_id", "position"),
        UniqueConstraint("organisation_id", "device", "subject_id", "seq"),
        Index(None, "organisation_id", "hash"),
        Index(None, "organisation_id", "received_at", sqlite_where=ONLY_ASKED, postgresql_where=ONLY_ASKED),
        Index(
            "ix_fact_shift_started",
            "organisation_id",
            "received_at",
            sqlite_where=ONLY_PACKED,
            postgresql_where=ONLY_PACKED,
        ),
    )

    @property
    def body(self) -> dict[str, Any]:
        """What it says, read as today's apps would say it; once it was erased what that leaves."""
        said = json.loads(self.text)
        return todays(self.kind, said["body"]) if "body" in said else left_of(self.kind, self.step)

    @property
    def is_erased(self) -> bool:
        """Whether what it said was destroyed under a rule; who, when and what kind of thing it was stay."""
        return "body" not in json.loads(self.text)


class CompletionCheck(OfOrganisation, Model):
    """Whether a visit might be finished when it ended, judged twice: `here` on receipt and `phone`, as it came (None from a phone of the first format).

    Both are canonical JSON `{may_finish, missing}`; `differs` has raised an alarm, as a conflict of the target `verdict`.
    """

    __tablename__ = "verdict"
    fact_id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    here: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    differs: Mapped[bool] = mapped_column(default=False)
    judged_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "visit_id"),)


class LimitResult(OfOrganisation, Model):
    """How a time limit stood when its visit ended, judged again when late facts land. One row a subject, rule, version and, of each fact, position."""

    __tablename__ = "limit_result"
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(81), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, default=-1)
    clause: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    due: Mapped[str] = mapped_column(Moment)
    at: Mapped[str | None] = mapped_column(Moment)
    seconds: Mapped[int | None]
    minutes: Mapped[int | None]
    waits: Mapped[bool] = mapped_column(default=False)
    judged_at: Mapped[str] = mapped_column(Moment)
    __table_args__ = (
        Index(None, "organisation_id", "rule", "state", "judged_at"),
        Index(None, "organisation_id", "state", "due"),
    )


class Grant(OfOrganisation, Model):
    """A grant that the server signed: who may work on a visit, under which standard. `code` is its receipt code, unique in the installation."""

    __tablename__ = "visit_grant"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(Hash, default="")
    code: Mapped[str] = mapped_column(String(8), default="", index=True)
    document: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[str] = mapped_column(Moment)
    revoked_at: Mapped[str | None] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "visit_id"), Index(None, "organisation_id", "hash"))


class Holding(OfOrganisation, Model):
    """What a person's phones are meant to hold: a table, not a query, so that a day that begins changes it, too."""

    __tablename__ = "holding"
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    role: Mapped[str] = mapped_column(String(8))
    grant_id: Mapped[str] = mapped_column(Id)
    granted_version: Mapped[int] = mapped_column(default=0)
    revoked_version: Mapped[int | None]
    contact_version: Mapped[int | None]
    day: Mapped[str] = mapped_column(String(10), default="")
    seen_at: Mapped[str | None] = mapped_column(Moment)
    delivered_at: Mapped[str | None] = mapped_column(Moment)  # since when the person's phone has it
    __table_args__ = (
        Index(None, "organisation_id", "visit_id"),
        Index(None, "organisation_id", "day"),
        Index(None, "organisation_id", "person_id", sqlite_where=text(IN_FORCE), postgresql_where=text(IN_FORCE)),
    )


class Assignment(OfOrganisation, Model):
    """Who leads or helps on a visit now, also beyond the days that a phone holds."""

    __tablename__ = "assignment"
    visit_id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True)
    role: Mapped[str] = mapped_column(String(8))
    since: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "person_id"),)
