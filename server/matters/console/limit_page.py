"""The organisation's table of limits: what is in force, and publishing the next version (administrators)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from server.console.form import back_to, typed_again
from server.console.layout import render, t, translate_if_known
from server.console.page import form, page
from server.console.typed import moment_typed
from server.console.view import view_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.text.numbers import read_count
from server.kernel.text.typed import text_typed
from server.standards.limit_publishing import MOST_RULES, publish
from server.standards.limit_table import MEASURES, REASONS, STARTS, STOPS, SUGGESTED, UNITS, Rule, tables_of, versions
from server.standards.published import kinds_in_force

PARTS = ("id", "clause", "kinds", "start", "stop", "figure", "unit", "pausable", "measures")
EMPTY_ROWS = 2


@page("/limits", "administrator")
def limits() -> Any:
    """The table as it is in force, ready to be changed into the next version; the figures of the clauses where there is none."""
    organisation, reader = current().organisation.id, view_of(current())
    published = versions(organisation)
    table = [_row(rule) for rule in tables_of(organisation)(reader.now)]
    typed = typed_again().to_dict()
    rows = _typed_rows(typed) if typed else table or [dict(each) for each in SUGGESTED]
    return render(
        "matters/limits",
        "settings",
        rows=[*rows, *({} for _ in range(EMPTY_ROWS))],
        published=[
            {
                "version": each.version,
                "from": dates.moment_short(each.effective_from, reader.today, reader.zone),
                "now": bool(table) and each.effective_from <= reader.now and each is _newest(published, reader.now),
            }
            for each in published
        ],
        choices={
            "start": [{"value": each, "label": t(f"limits.point.{each}")} for each in STARTS],
            "stop": [{"value": each, "label": t(f"limits.point.{each}")} for each in STOPS],
            "unit": [{"value": each, "label": t(f"matter.unit.{each}")} for each in UNITS],
            "measures": [{"value": each, "label": t(f"limits.measures.{each}")} for each in MEASURES],
            "pausable": [{"value": each, "label": t(f"matter.pause.{each}")} for each in REASONS],
        },
        kinds=sorted(kinds_in_force(organisation, reader.today)),
        name_of_rule=lambda id_: translate_if_known(f"matter.limit.{id_}") or "",
    )


@form("/limits", "administrator", at=lambda: url_for("console.limits"))
def publish_limits() -> str:
    """The next version, in force from now or a later moment; what runs keeps its moment (K7)."""
    who = current()
    kinds = frozenset(kinds_in_force(who.organisation.id, clock.day_of(clock.now(), who.organisation.time_zone)))
    effective_from = moment_typed("day", "from")
    rules = [_rule(each) for each in _typed_rows(request.form)]
    publish(who.organisation.id, who.person.id, rules, effective_from, kinds)
    return back_to(url_for("console.limits"), done="limits")


def _newest(published: Any, now: str) -> Any:
    begun = [each for each in published if each.effective_from <= now]
    return max(begun, key=lambda each: (each.effective_from, each.version)) if begun else None


def _typed_rows(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that somebody filled in, in their order; a row without an id is left out."""
    rows = []
    for place in range(MOST_RULES + 1):
        found: dict[str, Any] = {
            part: text_typed(typed, f"r{place}_{part}", 400) for part in PARTS if part != "pausable"
        }
        found["pausable"] = " ".join(each for each in REASONS if typed.get(f"r{place}_{each}"))
        if found["id"]:
            rows.append(found)
    return rows


def _rule(row: Mapping[str, Any]) -> dict[str, Any]:
    figure = read_count(str(row["figure"]), 999)
    return {**row, "figure": (0 if row["unit"] == "same_wd" else -1) if figure is None else figure}


def _row(rule: Rule) -> dict[str, Any]:
    found = {part: getattr(rule, part) for part in PARTS}
    return found | {
        "kinds": " ".join(sorted(rule.kinds)),
        "pausable": " ".join(each for each in REASONS if each in rule.pausable),
    }
