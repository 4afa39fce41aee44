"""What was promised for a visit and how each time limit of its standard stands: while it runs by the clock, afterwards as it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.console.layout import t
from server.i18n import dates
from server.visits import standard
from server.visits.console.narration import Narrator
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.durations import durations
from server.visits.limit_results import ShownLimit, limits_of, shown
from server.visits.models import Fact

NOTHING = {"words": "", "tone": "", "icon": "", "clause": ""}
TONES = {
    "met": ("good", "done"),
    "missed": ("attention", "late"),
    "pending": ("quiet", "planned"),
    "not_measured": ("quiet", "info"),
}


def limit_rows(line: Line, facts: Sequence[Fact], narrator: Narrator, reader: VisitViewContext) -> list[dict[str, Any]]:
    """[{label, value, words, tone, icon, clause}]: what was agreed, each limit, when it was ordered, and the standard that is pinned."""
    visit = line.visit
    agreed = dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language)
    rows: list[dict[str, Any]] = [{"label": t("limits.agreed"), "value": agreed, **NOTHING}] if agreed else []
    titles = {each["id"]: each["title"][reader.language] for each in limits_of(visit)} | {
        "signed-in-customer-mode": t("limits.signing")
    }
    over = visit.state == "cancelled"
    rows += [_limit(each, titles.get(each.rule, each.rule), reader, over) for each in shown(visit, facts, reader.now)]
    rows.append(
        {
            "label": t("limits.ordered"),
            "value": dates.moment_short(visit.received_at, reader.today, reader.zone),
            **NOTHING,
        }
    )
    took = durations(facts)
    rows += [
        {"label": t(f"limits.{name}"), "value": dates.span(minutes, reader.language), **NOTHING}
        for name, minutes in (("travel", took.travel), ("on_site", took.on_site))
        if minutes is not None
    ]
    title = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)["title"][
        reader.language
    ]
    return [*rows, {"label": t("limits.standard"), "value": f"{title} {visit.standard_version}", **NOTHING}]


def _limit(found: ShownLimit, title: str, reader: VisitViewContext, cancelled: bool) -> dict[str, Any]:
    tone, icon = TONES[found.state]
    value = (
        ""
        if found.waits or found.minutes is None and found.at
        else dates.moment_short(found.due, reader.today, reader.zone)
    )
    return {
        "label": title,
        "value": value,
        "words": t("limits.void") if cancelled and found.state == "pending" else _words(found, reader),
        "tone": tone,
        "icon": icon,
        "clause": found.clause,
    }


def _words(found: ShownLimit, reader: VisitViewContext) -> str:
    """Both figures: when it happened, and by how much it was early or late."""
    at = dates.clock_time(found.at, reader.zone) if found.at else ""
    if found.state == "not_measured":
        return t("limits.uncertain", at=at) if at else t("limits.not_measured")
    if not at:
        return t("limits.missed" if found.state == "missed" else "limits.ahead")
    if found.waits or found.minutes is None:
        return t(f"limits.{found.state}_at", at=at)
    key = "early" if found.minutes > 0 else "late" if found.minutes < 0 else "just"
    return t(f"limits.{key}", at=at, span=dates.span(abs(found.minutes), reader.language))
