"""A matter and its limits in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.console.layout import t, translate_if_known
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel import clock
from server.matters.clocks import Reading
from server.matters.limit_words import limit_label, why_not_measured
from server.matters.matter_models import Matter
from server.matters.matter_rules import LOOP
from server.standards.limit_table import PERSON
from server.visits.console.narration import Narrator
from server.visits.console.visit_row import VisitViewContext

TONES = {
    "accepted": ("quiet", "planned"),
    "waiting_papers": ("attention", "awaited"),
    "in_work": ("now", "working"),
    "paused": ("attention", "silent"),
    "done": ("attention", "promise"),
    "refused": ("attention", "promise"),
    "withdrawn": ("attention", "promise"),
    "closed": ("good", "done"),
}
VERDICTS = {
    "met": ("good", "done"),
    "missed": ("attention", "late"),
    "pending": ("quiet", "planned"),
    "not_measured": ("quiet", "info"),
}


def kind_title(kind: str, reader: VisitViewContext) -> str:
    """修宽带, or one of the office's own kinds."""
    known = reader.kinds.get(kind)
    return known.title(reader.language) if known else translate_if_known(f"matter.kind.{kind}") or kind


def title_of(row: Matter, customer: Customer | None, reader: VisitViewContext) -> str:
    """林女士 修宽带."""
    who = addressed_as(customer.name, customer.salutation, reader.language) if customer else row.hotline or ""
    return f"{who} {kind_title(row.kind, reader)}".strip()


def state_of(state: str, lacks: int = 0) -> dict[str, Any]:
    """The state as a badge; an open loop says how much it lacks."""
    tone, icon = TONES[state]
    note = t("matter.lacks", count=lacks) if state in LOOP and lacks else ""
    return {"state": icon, "tone": tone, "word": t(f"matter.state.{state}"), "note": note}


def limit_rows(found: Sequence[Reading], reader: VisitViewContext, people: Narrator) -> list[dict[str, Any]]:
    """[{label, who, due, words, tone, icon, clause, unchecked}] of each clock."""
    return [_limit(each, reader, people) for each in found]


def _limit(each: Reading, reader: VisitViewContext, people: Narrator) -> dict[str, Any]:
    tone, icon = VERDICTS[each.verdict]
    return {
        "label": limit_label(each.rule.id, each.rule, reader.language),
        "who": people.name(each.person) if each.rule.measures == PERSON else t("matter.team"),
        "due": dates.moment_short(each.due.at, reader.today, reader.zone),
        "words": verdict_words(each, reader),
        "tone": tone,
        "icon": icon,
        "clause": each.rule.clause,
        "unchecked": each.due.provisional,
        "state": each.verdict,
    }


def verdict_words(each: Reading, reader: VisitViewContext) -> str:
    """How it stands: what is left, when it was reached and after how long, or why nobody can say."""
    paused = t("matter.stood_still", span=_span(each.paused_ms, reader)) if each.paused_ms >= 60_000 else ""
    if each.verdict == "not_measured":
        words = why_not_measured(each.why, reader.language)
    elif each.stopped_at is None:
        left = clock.milliseconds_between(reader.now, each.due.at)
        words = t("commitment.left" if left >= 0 else "commitment.over", span=_span(abs(left), reader))
    else:
        took = _span(clock.milliseconds_between(each.started_at, each.stopped_at), reader)
        words = t(
            f"matter.verdict.{each.verdict}",
            at=dates.moment_short(each.stopped_at, reader.today, reader.zone),
            took=took,
        )
    return t("commitment.joined", first=words, second=paused) if paused else words


def _span(milliseconds: int, reader: VisitViewContext) -> str:
    return dates.span(milliseconds // 60_000, reader.language)
