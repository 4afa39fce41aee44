"""A line of the list in words: what stands in each column, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.console.layout import name_of, t, translate_if_known
from server.console.view import ViewContext
from server.customers.rules import addressed_as, headline, house
from server.i18n import dates
from server.standards.limits import next_due
from server.standards.published import Kind
from server.visits.console.rules import FINISHED, Delivery, RowState, minutes, row_state, urgency
from server.visits.console.visit_query import Line
from server.visits.limit_results import results_of

DAY = 1440  # minutes
TONE = {0: "quiet", 1: "problem", 2: "attention", 3: "quiet"}


@dataclass(frozen=True, slots=True)
class VisitViewContext(ViewContext):
    """Who reads, where and when, and the kinds of work that are in force: what wording needs besides the visit."""

    kinds: dict[str, Kind]


def row(line: Line, reader: VisitViewContext) -> dict[str, Any]:
    """One row: {id, number, when, place, house, work, customer, technician, state, limit, delivery, group, sort}."""
    visit, kind = line.visit, reader.kinds.get(line.visit.kind_of_work)
    running = [*results_of(visit, line.record, reader.now), *line.running] if visit.state not in FINISHED else []
    limit = next_due(running)
    situation = line.situation(
        reader.today,
        limit["due"] if limit else None,
        next((each["due"] for each in running if each.get("waits")), None),
        reader.language,
    )
    found = row_state(situation, reader.now)
    return {
        "id": visit.id,
        "number": visit.number,
        "when": _when(line, reader),
        "ordered": _ordered(line, reader),
        "day": visit.day,
        "date": dates.short_day(visit.day) if visit.day not in ("", reader.today) else "",
        "place": line.premises.estate or headline(line.premises),
        "house": house(line.premises) if line.premises.estate else "",
        "work": kind.title(reader.language) if kind else visit.kind_of_work,
        "urgent": visit.priority == "urgent" and visit.state not in FINISHED,
        "note": found.note,
        "customer": addressed_as(line.customer.name, line.customer.salutation, reader.language),
        "conflicts": visit.open_conflicts,
        "technician": name_of(line.lead, reader.language) if line.lead else t("state.nobody"),
        "nobody": line.lead is None,
        "helpers": [name_of(each, reader.language) for each in line.helpers],
        "state": _state(found, reader),
        "limit": _limit(limit, reader),
        "limit_at": limit["due"] if limit else None,
        "delivery": delivery_words(line.delivery, found, reader, ahead=visit.day > reader.today),
        "group": found.group,
        "due": visit.due,
        "starts": visit.agreed_at or visit.window_from or visit.due,
        "leave_at": situation.leave_at,
        "sort": urgency(situation, limit["due"] if limit else None),
    }


def _when(line: Line, reader: VisitViewContext) -> str:
    visit = line.visit
    text = dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language)
    if text:
        return text
    return t("list.at_once" if visit.priority == "urgent" else "list.no_time")


def _ordered(line: Line, reader: VisitViewContext) -> str:
    """When an order without a time was taken: said as what it is, because it promises nothing."""
    visit = line.visit
    return (
        ""
        if visit.agreed_at or visit.window_from
        else t("list.ordered", at=dates.moment_short(visit.received_at, reader.today, reader.zone))
    )


def _state(found: RowState, reader: VisitViewContext) -> dict[str, Any]:
    return {"state": found.state, "tone": found.tone, "word": t(f"state.{found.state}"), "note": _note(found, reader)}


def _note(found: RowState, reader: VisitViewContext) -> str:
    if not found.note:
        return ""
    blanks = dict(found.blanks)
    if "moment" in blanks:
        blanks["moment"] = dates.moment_short(blanks["moment"], reader.today, reader.zone)
    elif "minutes" in blanks:
        blanks["span"] = dates.span(blanks["minutes"], reader.language)
    if "day" in blanks:
        blanks["day"] = t("list.yesterday") if blanks["day"] == 1 else t("list.days_ago", count=blanks["day"])
    if "state" in blanks:
        blanks["state"] = t(f"state.{blanks['state']}")
    if "outcome" in blanks:
        blanks["outcome"] = outcome_words(blanks["outcome"], reader.language)
    return t(f"note.{found.note}", **blanks)


def outcome_words(outcome: str | Mapping[str, str], language: str) -> str:
    """How a visit ended, in words: the language's own ends by the catalogue, those of a standard by their title."""
    if not isinstance(outcome, str):
        return outcome[language]
    return translate_if_known(f"outcome.{outcome}") or outcome


def _limit(limit: Mapping[str, Any] | None, reader: VisitViewContext) -> dict[str, str] | None:
    """Remaining time; red from twenty minutes on; nothing as long as it is more than a day away."""
    if limit is None or (left := minutes(reader.now, limit["due"])) > DAY:
        return None
    what = translate_if_known(f"limit.{limit['id']}") or t("limit.other")
    span = left if left >= 0 else minutes(limit["due"], reader.now)
    words = t("limit.left" if left >= 0 else "limit.over", what=what, span=dates.span(span, reader.language))
    return {"words": words, "clause": limit["clause"], "tone": "problem" if left < 20 else ""}


def delivery_words(
    delivery: Delivery, found: RowState | None, reader: VisitViewContext, *, ahead: bool = False
) -> dict[str, Any]:
    """Pips and words; grey once the visit is over, while it is `ahead` of today, or when the order was seen."""
    over = found is not None and found.group == "finished"
    at = dates.moment_short(delivery.at, reader.today, reader.zone) if delivery.at else ""
    key = f"delivery.{delivery.step}" if at or delivery.step == 0 else f"delivery.{delivery.step}_untimed"
    waiting = found is not None and found.group == "needs" and found.note in ("not_told", "not_seen")
    tone = (
        "quiet"
        if over or delivery.step in (0, 3)
        else TONE[delivery.step]
        if waiting or (delivery.step == 1 and not ahead)
        else "quiet"
    )
    return {"step": delivery.step, "words": t(key, at=at), "tone": tone}
