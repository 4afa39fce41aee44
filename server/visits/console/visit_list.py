"""The list of visits with its filters in the address, and the panel of the one that is selected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select

from server.accounts.models import Team
from server.accounts.offered import offered_technicians
from server.console.layout import name_of, render, t
from server.console.page import here, page, query_typed
from server.console.sections import shown
from server.console.view import clock_of
from server.customers.access import searched
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.visits.console.undone import undoing
from server.visits.console.view import ChosenView, ListView, view_context
from server.visits.console.visit_panel import panel_of
from server.visits.console.visit_query import (
    Filters,
    Line,
    closed,
    closed_by_state,
    older,
    older_lines,
    unfinished,
    waiting,
)
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.rules import CLOSED, STATES

CHOICES = ("unassigned", "review", *STATES)
DELIVERIES = ("undelivered", "unseen")
ORDER = {
    "needs": lambda each: each["sort"],
    "now": lambda each: (each["starts"], each["id"]),
    "older": lambda each: (each["day"], each["id"]),
}


@page("/")
def home() -> Any:
    """The console opens with the list."""
    return redirect(url_for("console.visits"))


@page("/visits")
def visits() -> Any:
    """The list; `part=list` or `part=panel` give the fragments that refresh themselves."""
    who, reader = current(), view_context(current())
    filters = filters_of(reader.today)
    chosen = request.args.get("visit", "")
    doing = request.args.get("do", "")
    panel = panel_of(who, reader, chosen, doing) if is_id(chosen) else None
    beside = shown("visits", "panel", ChosenView(who, reader, chosen, doing)) if is_id(chosen) and panel is None else []
    if request.args.get("part") == "panel":
        return render("visits/_panel", "visits", panel=panel, beside=beside)
    context = _list(who, reader, filters) | {"panel": panel, "beside": beside, "selected": chosen, "filters": filters}
    if request.args.get("part") == "list":
        return render("visits/_list", "visits", **context)
    searched(who, filters.q, context["people_seen"])  # not for a part, because the list reads itself anew
    context["undoing"] = undoing(who.organisation.id, request.args.get("undo", ""), reader)
    return render(
        "visits/visits", "visits", controls=_controls(who, reader, context), day=_day(reader, filters), **context
    )


def filters_of(today: str) -> Filters:
    """The address's filters; what cannot be is left out rather than refused. A search without a day looks through all days."""
    given = request.args
    q = query_typed()
    day = given.get("day", "")
    if day != "all" and not dates.is_day(day):
        day = "all" if q else today
    due, _, id_ = given.get("after", "").partition("~")
    after = (due, id_) if is_id(id_) and (due == "" or clock.MOMENT.fullmatch(due)) else None
    chosen = {name: value if is_id(value := given.get(name, "")) else "" for name in ("team", "technician")}
    state = given.get("state", "")
    return Filters(
        day, today, **chosen, work=given.get("work", "")[:40], state=state if state in CHOICES else "", q=q, after=after
    )


def _list(who: Caller, reader: VisitViewContext, filters: Filters) -> dict[str, Any]:
    """The groups of the list. What is finished stays folded to one line until somebody asks for it."""
    organisation, unfold = who.organisation.id, request.args.get("finished") == "1" or filters.state in CLOSED
    lines, more = unfinished(organisation, filters)
    first, left = filters.day == filters.today and not filters.after, request.args.get("older") == "1"
    lines = _with_others(organisation, filters, lines, left) if first else lines
    done, done_more = (
        closed(organisation, replace(filters, after=None)) if unfold or filters.day == "all" else ([], None)
    )
    rows = [row(line, reader) for line in _delivered(lines, request.args.get("delivery", ""))]
    groups = {name: sorted((each for each in rows if each["group"] == name), key=sort) for name, sort in ORDER.items()}
    anew = [each for each in rows if each["group"] == "finished"]
    became = closed_by_state(organisation, filters) if not filters.after else {}
    became |= {"not_done": len(anew)} if anew else {}
    finished = sorted(
        [row(line, reader) for line in done] + (anew if unfold else []), key=lambda each: (each["due"], each["id"])
    )
    _draw_now(groups["now"], reader)
    view = ListView(who, reader, filters)
    top = shown("visits", "top", view) if not filters.after else []
    others = shown("visits", "waits", view) if first and not _narrowed(filters) else []
    behind = _older(organisation, filters, left) if first else {"count": 0}
    return {
        "groups": groups,
        "finished": finished,
        "became": became,
        "top": top,
        "others": others,
        "older": behind,
        "unfolded": unfold or filters.day == "all",
        "now_words": clock_of(reader),
        "clock": dates.clock_time(reader.now, reader.zone),
        "count": len(rows) + sum(became.values()) - len(anew) if became else len(rows) + len(done),
        "more": here(after="~".join(more)) if more else None,
        "truncated": bool(more or done_more),
        "fold": here(finished=None),
        "unfold": here(finished="1"),
        "start": here(after=None),
        "people_seen": list({line.visit.customer_id for line in (*lines, *done)}),
        "nothing": not rows and not became and not finished and not top and not others and not behind["count"],
        "select": lambda id_: here(visit=id_, do=None),
        "narrowed": _narrowed(filters),
        "read_at": reader.now,
        **_people(organisation, reader, filters),
    }


def _with_others(organisation: str, filters: Filters, lines: list[Line], left: bool) -> list[Line]:
    """Today's lines, before them what waits from other days, and what was left undone where somebody unfolds it."""
    here_ = {line.visit.id for line in lines}
    elsewhere = [line for line in waiting(organisation, filters) if line.visit.id not in here_]
    return elsewhere + lines + (older_lines(organisation, filters) if left else [])


def _older(organisation: str, filters: Filters, unfolded: bool) -> dict[str, Any]:
    count, since = older(organisation, filters)
    return {
        "count": count,
        "since": dates.short_day(since),
        "unfolded": unfolded,
        "url": here(older=None if unfolded else "1"),
    }


def _people(organisation: str, reader: VisitViewContext, filters: Filters) -> dict[str, Any]:
    """Whom the page offers, `people_cut` where that is not everybody."""
    people, cut = offered_technicians(
        organisation, [filters.team] if filters.team else (), [filters.technician] if filters.technician else ()
    )
    offered = [{"value": each.id, "label": name_of(each, reader.language)} for each in people]
    return {"people": offered, "people_cut": cut}


def _delivered(lines: list[Line], wanted: str) -> list[Line]:
    steps = {"undelivered": (0, 1), "unseen": (0, 1, 2)}.get(wanted)
    return [line for line in lines if line.visit.lead_id and line.delivery.step in steps] if steps else lines


def _draw_now(rows: list[dict[str, Any]], reader: VisitViewContext) -> None:
    """Mark the first row that lies ahead: the red line is its upper border."""
    ahead = next((each for each in rows if each["starts"] > reader.now), None)
    if ahead is not None and rows[0] is not ahead:
        ahead["now"] = True


def _narrowed(filters: Filters) -> bool:
    return bool(
        filters.q or filters.team or filters.technician or filters.work or filters.state or request.args.get("delivery")
    )


def _day(reader: VisitViewContext, filters: Filters) -> dict[str, Any]:
    shown = filters.day if filters.day != "all" else reader.today
    on = date.fromisoformat(shown)
    distance = (on - date.fromisoformat(reader.today)).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(distance)
    return {
        "label": t("list.all_days") if filters.day == "all" else dates.named_day(shown, reader.language, reader.today),
        "value": shown,
        "near": t(f"list.{near}") if near and filters.day != "all" else "",
        "all": here(day="all", after=None, visit=None),
        "today": here(day=None, after=None, visit=None, q=None),
        "earlier": here(day=(on - timedelta(1)).isoformat(), after=None, visit=None),
        "later": here(day=(on + timedelta(1)).isoformat(), after=None, visit=None),
    }


def _controls(who: Caller, reader: VisitViewContext, context: dict[str, Any]) -> list[dict[str, Any]]:
    """The filters, each with its label, what is chosen, and an address for every choice."""
    teams = db.session.scalars(select(Team).where(Team.organisation_id == who.organisation.id).order_by(Team.name))
    offered = {
        "team": [(each.id, name_of(each, reader.language)) for each in teams],
        "technician": [(each["value"], each["label"]) for each in context["people"]],
        "work": [(kind.id, kind.title(reader.language)) for kind in reader.kinds.values()],
        "state": [(state, t(f"state.{state}")) for state in CHOICES],
        "delivery": [(each, t(f"list.filter.{each}")) for each in DELIVERIES],
    }
    found = {name: _control(name, choices, request.args.get(name, "")) for name, choices in offered.items()}
    found["technician"]["cut"] = context["people_cut"]
    return list(found.values())


def _control(name: str, choices: list[tuple[str, str]], value: str) -> dict[str, Any]:
    labels = dict(choices)
    options = [
        {
            "label": t("list.filter.all"),
            "url": here(**{name: None, "after": None, "visit": None}),
            "on": value not in labels,
        }
    ]
    options += [
        {"label": label, "url": here(**{name: id_, "after": None, "visit": None}), "on": id_ == value}
        for id_, label in choices
    ]
    chosen = {"on": value in labels, "label": labels.get(value, t("list.filter.all"))}
    return {"name": name, "label": t(f"list.filter.{name}"), "chosen": chosen, "options": options}
