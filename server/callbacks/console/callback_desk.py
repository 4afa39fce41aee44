"""The desk of call-backs: what was agreed with the customer, projects by their day, the sample in the order of its draw (picture quality/04)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from server.accounts.models import Team
from server.callbacks.calling import is_own_team
from server.callbacks.models import CallBack, CallBackDraw
from server.callbacks.rules import COMPLAINT, PLANNED, PROJECT, SAMPLE
from server.callbacks.search import search
from server.console.layout import name_of, render, t
from server.console.page import here, page, query_typed
from server.console.view import ViewContext, clock_of, view_of
from server.customers.access import searched
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.roles import DECIDING
from server.visits.console.visit_query import Line, lines_of

MOST = 250  # calls on the desk; what is due later comes up as others are made
RAIL = 99
ENDED = 50
SHOW = ("open", "ended")
FOUND = "found"  # by a search, whether they wait or are over
OPEN_GROUPS = ("agreed", PROJECT, SAMPLE, COMPLAINT, "form")


@page("/callbacks", *DECIDING)
def callbacks() -> Any:
    """The calls that wait, or those that are over."""
    who, reader, query = current(), view_of(current()), query_typed()
    shows = show if (show := request.args.get("show", "")) in SHOW else FOUND if query else SHOW[0]
    found = _rows(who.organisation.id, shows, query)
    searched(who, query, list({each.customer_id for each in found}))
    rows = _worded(who, found, reader)
    groups = {"open": OPEN_GROUPS, "ended": ("ended",), FOUND: (*OPEN_GROUPS, "ended")}[shows]
    return render(
        "callbacks/callbacks",
        "callbacks",
        groups=[(name, [each for each in rows if each["group"] == name]) for name in groups],
        shows=shows,
        tabs=[
            {
                "label": t(f"callback.show.{each}"),
                "url": here(show=each if each in SHOW else None),
                "on": each == shows,
            }
            for each in (*SHOW, *([FOUND] if query else []))
        ],
        query=query,
        next=next((each["url"] for each in rows if each["mine"] and each["now"]), ""),
        empty=not rows,
        draws=_draws(who.organisation.id, reader),
        clock=clock_of(reader),
    )


def waiting(who: Caller) -> int:
    """What the rail counts: calls whose days have come and that this person may make; up to 99."""
    if not who.person.has_role(*DECIDING):
        return 0
    today = clock.day_of(clock.now(), who.organisation.time_zone)
    theirs = select(CallBack.id).where(
        CallBack.organisation_id == who.organisation.id,
        CallBack.state == PLANNED,
        CallBack.due_from <= today,
        CallBack.code.is_(None),
    )
    if who.person.team_id:
        theirs = theirs.where(CallBack.team_id.is_distinct_from(who.person.team_id))
    return db.session.scalar(select(func.count()).select_from(theirs.limit(RAIL).subquery())) or 0


def customer_words(organisation: str, ids: set[str], language: str) -> dict[str, str]:
    """Customer → how the office speaks of them."""
    rows = db.session.scalars(select(Customer).where(Customer.organisation_id == organisation, Customer.id.in_(ids)))
    return {row.id: addressed_as(row.name, row.salutation, language) for row in rows}


def _rows(organisation: str, shows: str, typed: str) -> list[CallBack]:
    query = select(CallBack).where(CallBack.organisation_id == organisation, *search(organisation, typed))
    waits = query.where(CallBack.state == PLANNED).order_by(CallBack.due_on, CallBack.id).limit(MOST)
    over = query.where(CallBack.state != PLANNED).order_by(CallBack.ended_at.desc(), CallBack.id).limit(ENDED)
    which = {"open": (waits,), "ended": (over,), FOUND: (waits, over)}[shows]
    return [row for each in which for row in db.session.scalars(each)]


def _worded(who: Caller, found: list[CallBack], reader: ViewContext) -> list[dict[str, Any]]:
    organisation = who.organisation.id
    names = customer_words(organisation, {row.customer_id for row in found}, reader.language)
    visits = {line.visit.id: line for line in lines_of(organisation, [row.visit_id for row in found if row.visit_id])}
    rows = [
        {
            "id": row.id,
            "group": "ended" if row.state != PLANNED else "form" if row.code else "agreed" if row.next_at else row.plan,
            "due": dates.moment_short(row.next_at, reader.today, reader.zone)
            if row.next_at
            else dates.short_day(row.due_on),
            "late": row.state == PLANNED and row.due_to < reader.today,
            "now": row.due_from <= reader.today,
            "mine": not is_own_team(organisation, who.person.id, row) and not row.code,
            "whom": names.get(row.customer_id, ""),
            "about": _about(row, visits.get(row.visit_id or ""), reader),
            "tries": row.attempts or "",
            "said": row.last_words,
            "state": t(f"callback.state.{row.state}"),
            "url": url_for("console.callback", call_back_id=row.id),
            "sort": (row.next_at or "", row.due_on, row.team_id or "", row.place),
        }
        for row in found
    ]
    return sorted(rows, key=lambda each: each["sort"]) if found and found[0].state == PLANNED else rows


def _about(row: CallBack, line: Line | None, reader: ViewContext) -> str:
    if row.plan == PROJECT:
        return t("callback.project_due", day=dates.short_day(row.due_on))
    if line is None:
        return ""
    who = name_of(line.lead, reader.language) if line.lead else ""
    return " · ".join(each for each in (line.visit.number, dates.short_day(line.visit.day), who) if each)


def _draws(organisation: str, reader: ViewContext) -> list[dict[str, Any]]:
    newest = select(func.max(CallBackDraw.month)).where(CallBackDraw.organisation_id == organisation)
    wanted = (
        select(CallBackDraw, Team)
        .join(Team, (Team.organisation_id == CallBackDraw.organisation_id) & (Team.id == CallBackDraw.team_id))
        .where(CallBackDraw.organisation_id == organisation, CallBackDraw.month == newest.scalar_subquery())
    )
    return [
        {
            "label": t("callback.draw_of", month=draw.month, team=name_of(team, reader.language)),
            "url": url_for("console.call_back_sample", month=draw.month, team_id=draw.team_id),
            "waits": draw.seed is None,
        }
        for draw, team in db.session.execute(wanted.order_by(Team.name))
    ]
