"""A week of the board: how many visits each technician has on each day, what is wrong with them, and what waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person, Team
from server.console.layout import name_of, t
from server.dispatch.board.lanes import technicians_of
from server.i18n import dates
from server.kernel.db import db
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit
from server.visits.rules import FINISHED

DAYS = 7
FULL = 480  # minutes of planned work from which a day says that it is full
UNKNOWN = 60  # minutes that a visit counts of which nobody knows how long it takes

Counts = dict[tuple[str, str], "Counter[str]"]  # (person, day) → all, over, minutes


def first_of_week(organisation: str, day: str) -> date:
    """The day with which the week of this day begins: the organisation's first working day after its free ones, Monday where it never rests."""
    week = calendar_of(organisation).week
    works = [bool(week.get(each)) for each in range(DAYS)]
    begins = next((each for each in range(DAYS) if works[each] and not works[each - 1]), 0)
    on = date.fromisoformat(day)
    return on - timedelta((on.weekday() - begins) % DAYS)


def week_of(organisation: str, reader: VisitViewContext, day: str, team: str = "") -> dict[str, Any]:
    """Days with their heads, and team by team a row for each technician with a cell a day; the last row is what nobody has."""
    first = first_of_week(organisation, day)
    days = [(first + timedelta(each)).isoformat() for each in range(DAYS)]
    counts = _counts(organisation, days, team)
    calendar = calendar_of(organisation)
    people = technicians_of(organisation, team)
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    groups: list[tuple[str, Iterable[Person]]] = [
        (name_of(each, reader.language), [one for one in people if one.team_id == each.id])
        for each in teams
        if team in ("", each.id)
    ]
    groups += [(t("board.no_team"), [one for one in people if one.team_id is None])] if not team else []
    return {
        "days": [
            {
                "day": each,
                "label": dates.named_day(each, reader.language, reader.today),
                "holiday": not calendar.works(date.fromisoformat(each)),
                "today": each == reader.today,
            }
            for each in days
        ],
        "teams": [
            {
                "name": name,
                "people": [
                    {
                        "id": one.id,
                        "name": name_of(one, reader.language),
                        "cells": [_cell(counts.get((one.id, each))) for each in days],
                    }
                    for one in ours
                ],
            }
            for name, ours in groups
            if ours
        ],
        "waiting": [_cell(counts.get(("", each))) for each in days],
        "earlier": (first - timedelta(DAYS)).isoformat(),
        "later": (first + timedelta(DAYS)).isoformat(),
        "name": dates.days_between(days[0], days[-1], reader.language, reader.today),
    }


def _counts(organisation: str, days: list[str], team: str) -> Counts:
    rows = (
        select(
            Visit.lead_id,
            Visit.day,
            Visit.state,
            func.count(),
            func.sum(func.coalesce(Visit.scheduled_minutes, UNKNOWN)),
        )
        .where(Visit.organisation_id == organisation, Visit.day.in_(days), Visit.state != "cancelled")
        .group_by(Visit.lead_id, Visit.day, Visit.state)
    )
    rows = rows.where(Visit.lead_id.is_not(None) | (Visit.team_id == team)) if team else rows
    found: Counts = {}
    for lead, day, state, count, minutes in db.session.execute(rows):
        if not lead and state in FINISHED:
            continue
        here = found.setdefault((lead or "", day), Counter())
        here.update(all=count, over=count if state in FINISHED else 0, minutes=int(minutes))
    return found


def _cell(counts: Counter[str] | None) -> dict[str, Any]:
    if not counts:
        return {"count": 0, "words": "", "more": "", "full": False, "part": 0}
    over, full = counts["over"], counts["minutes"] > FULL
    return {
        "count": counts["all"],
        "words": t("board.visits", count=counts["all"]),
        "more": t("board.week.over", count=over) if over else t("board.week.full") if full else "",
        "full": full,
        "part": min(100, round(100 * counts["minutes"] / FULL)),
    }
