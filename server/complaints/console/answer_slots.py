"""When the customer may be promised the next answer, and who gives it: three days, five times, nobody who is away (CP-2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Any

from server.accounts.absences import away
from server.accounts.calendar import calendar_of
from server.accounts.names import PeopleNames
from server.accounts.responsibility import responsible
from server.complaints.clocks import ANSWER_HOURS, BACKSTOP_HOURS
from server.console.layout import t
from server.console.view import ViewContext
from server.i18n import dates
from server.kernel import clock
from server.kernel.problem import Problem

TIMES = ("10:00", "12:00", "15:00", "17:00", "19:00")
DAYS = 3
ROOM = 60  # minutes within which nobody can look into anything


def answer_days(
    organisation: str, team: str | None, concerned: Collection[str], chosen: str, reader: ViewContext
) -> list[dict[str, Any]]:
    """[{name, label, cells}]: each cell says who answers by then, or why nobody can. `value` is `YYYY-MM-DD HH:MM`."""
    calendar, names = calendar_of(organisation), PeopleNames(organisation, reader.language)
    days = [(date.fromisoformat(reader.today) + timedelta(ahead)).isoformat() for ahead in range(DAYS)]
    latest = clock.later(reader.now, hours=BACKSTOP_HOURS if concerned else ANSWER_HOURS)
    absent = away(organisation, reader.now, clock.later(reader.now, days=DAYS + 1))

    @cache
    def answers(gone: frozenset[str]) -> str:
        try:
            return responsible(organisation, "complaint_manager", team, not_these=gone | frozenset(concerned))
        except Problem:
            return ""

    def cell(day: str, at: str) -> dict[str, Any]:
        moment = clock.moment_at(day, at, reader.zone)
        gone = frozenset(who for who, spans in absent.items() if any(since <= moment < until for since, until in spans))
        who = answers(gone) if calendar.works(date.fromisoformat(day)) else ""
        shut = (
            "past"
            if moment <= reader.now
            else "too_soon"
            if moment < clock.later(reader.now, minutes=ROOM)
            else "too_late"
            if moment > latest
            else ""
            if who
            else "nobody"
        )
        value = f"{day} {at}"
        words = t(f"taking.slot.{shut}") if shut else names[who]
        return {"value": value, "at": at, "words": words, "who": who, "open": not shut, "chosen": value == chosen}

    return [
        {
            "name": t(f"intake.{('today', 'tomorrow', 'after_tomorrow')[ahead]}"),
            "label": dates.named_day(day, reader.language, reader.today),
            "cells": [cell(day, at) for at in TIMES],
        }
        for ahead, day in enumerate(days)
    ]


def chosen_in(days: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The cell that was chosen and that can be promised; None where there is none."""
    return next((cell for day in days for cell in day["cells"] if cell["chosen"] and cell["open"]), None)
