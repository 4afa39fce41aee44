"""The organisation's own table of time limits, versioned: which clock starts where, stops where, and how long it may run. Published, never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel.db import Id, Model, Moment, OfOrganisation, db

TEAM, PERSON = MEASURES = ("team", "person")
STARTS = (
    "order",
    "on_the_phone",
    "accepted",
    "papers_complete",
    "payment_confirmed",
    "asked_superior",
    "put_to_discussion",
)
STOPS = (
    "arrived",
    "own_arrived",
    "repaired",
    "finished",
    "water_on",
    "supply_on",
    "gas_on",
    "estimate_handed",
    "decision_told",
)
REASONS = (
    "customer_wishes",
    "no_access",
    "authority",
    "weather_warning",
    "third_party",
)  # why a clock stands still (K6)
UNITS = ("h", "d", "wd", "same_wd")
# What a matter may be about beside the kinds of work that are ordered.
OFFICE_KINDS = ("mains", "supply", "connection", "start_up", "errand", "other")


class LimitTable(OfOrganisation, Model):
    """One version of the table, in force from a moment on until the next."""

    __tablename__ = "limit_table"
    version: Mapped[int] = mapped_column(primary_key=True)
    effective_from: Mapped[str] = mapped_column(Moment)
    published_at: Mapped[str] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(Id)
    __table_args__ = (Index(None, "organisation_id", "effective_from"),)


class LimitRule(OfOrganisation, Model):
    """One rule of a version. `kinds` and `pausable` are words separated by a space; '' means every kind, and no pause."""

    __tablename__ = "limit_rule"
    version: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    clause: Mapped[str] = mapped_column(String(8))
    kinds: Mapped[str] = mapped_column(String(400), default="")
    start: Mapped[str] = mapped_column(String(20))
    stop: Mapped[str] = mapped_column(String(20))
    figure: Mapped[int]
    unit: Mapped[str] = mapped_column(String(8))
    pausable: Mapped[str] = mapped_column(String(100), default="")
    measures: Mapped[str] = mapped_column(String(8))


class RunningLimit(OfOrganisation, Model):
    """A limit of a matter, from the moment at which its clock started: due by the rule of that moment (K7), and how it was judged.

    Verdict: pending | met | missed | not_measured; `why` is a word. `person_id` is '' where the team is measured.
    """

    __tablename__ = "running_limit"
    matter_id: Mapped[str] = mapped_column(Id, primary_key=True)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, primary_key=True, default="")
    version: Mapped[int]
    clause: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[str] = mapped_column(Moment)
    due_at: Mapped[str] = mapped_column(Moment)
    provisional: Mapped[bool] = mapped_column(default=False)
    paused_ms: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[str | None] = mapped_column(Moment)
    minutes: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(12), default="pending")
    why: Mapped[str | None] = mapped_column(String(20))
    __table_args__ = (Index(None, "organisation_id", "verdict", "due_at"),)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is computed with."""

    version: int
    id: str
    clause: str
    kinds: frozenset[str]
    start: str
    stop: str
    figure: int
    unit: str
    pausable: frozenset[str]
    measures: str

    def is_for(self, kind: str) -> bool:
        """Whether it measures matters of this kind."""
        return not self.kinds or kind in self.kinds


KNOWN = "doorstep.limit_clauses"  # where a session keeps what it has asked, because a list asks for each row
Table = Sequence[Rule]
TableAt = Callable[[str], Table]


def _row(
    id_: str, clause: str, kinds: str, start: str, stop: str, span: str, pausable: str = "", by: str = TEAM
) -> dict[str, Any]:
    figure, _, unit = span.rpartition(" ")
    return {
        "id": id_,
        "clause": clause,
        "kinds": kinds,
        "start": start,
        "stop": stop,
        "figure": int(figure or 0),
        "unit": unit,
        "pausable": pausable,
        "measures": by,
    }


# The figures of the clauses. `gas-on` has no figure of its own, so it stands in no table until somebody gives one.
SUGGESTED: tuple[dict[str, Any], ...] = (
    _row("on-site", "FT-1", "", "order", "arrived", "1 h"),
    _row("on-site-person", "FT-1", "", "on_the_phone", "own_arrived", "1 h", " ".join(REASONS), PERSON),
    _row("repaired", "FT-2", "repair meter-repair", "order", "repaired", "8 h", "customer_wishes no_access"),
    _row("mains", "FT-3", "mains", "order", "water_on", "18 h", "authority third_party"),
    _row("supply", "FT-4", "supply", "payment_confirmed", "supply_on", "12 h", "no_access"),
    _row("estimate", "FT-5", "connection", "papers_complete", "estimate_handed", "3 wd", "customer_wishes"),
    _row("same-day", "SV-8", "errand", "accepted", "finished", "same_wd"),
    _row("superior", "SV-8", "", "asked_superior", "decision_told", "2 d"),
    _row("discussed", "SV-8", "", "put_to_discussion", "decision_told", "7 d"),
)


def versions(organisation: str) -> list[LimitTable]:
    """Every published version, the newest first."""
    wanted = select(LimitTable).where(LimitTable.organisation_id == organisation)
    return list(db.session.scalars(wanted.order_by(LimitTable.version.desc())))


def tables_of(organisation: str) -> TableAt:
    """Which rules were in force at a moment; none before the first version."""
    published = [(each.effective_from, each.version) for each in versions(organisation)]
    rows = db.session.scalars(select(LimitRule).where(LimitRule.organisation_id == organisation)) if published else ()
    rules: dict[int, list[Rule]] = {}
    for row in rows:
        rules.setdefault(row.version, []).append(_rule(row))

    def at(moment: str) -> Table:
        begun = [each for each in published if each[0] <= moment]
        return sorted(rules.get(max(begun)[1], []), key=lambda each: each.id) if begun else ()

    return at


def clauses_of(organisation: str, moment: str) -> frozenset[str]:
    """The clauses that the organisation's own table measured at a moment: a standard's limit of the same clause is then not evaluated (ruling 10)."""
    known: dict[tuple[str, str], frozenset[str]] = db.session.info.setdefault(KNOWN, {})
    if (organisation, "") not in known:
        first = select(LimitTable.version).where(LimitTable.organisation_id == organisation).limit(1)
        known[organisation, ""] = frozenset({"any"} if db.session.scalar(first) else ())
    if not known[organisation, ""]:
        return frozenset()
    if (organisation, moment) not in known:
        known[organisation, moment] = _clauses_of(organisation, moment)
    return known[organisation, moment]


def forget_clauses() -> None:
    """A table was published: what this session knows is old."""
    db.session.info.pop(KNOWN, None)


def _clauses_of(organisation: str, moment: str) -> frozenset[str]:
    newest = (
        select(LimitTable.version)
        .where(LimitTable.organisation_id == organisation, LimitTable.effective_from <= moment)
        .order_by(LimitTable.effective_from.desc(), LimitTable.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(LimitRule.clause).where(LimitRule.organisation_id == organisation, LimitRule.version == newest)
    return frozenset(db.session.scalars(wanted))


def _rule(row: LimitRule) -> Rule:
    return Rule(
        row.version,
        row.id,
        row.clause,
        frozenset(row.kinds.split()),
        row.start,
        row.stop,
        row.figure,
        row.unit,
        frozenset(row.pausable.split()),
        row.measures,
    )
