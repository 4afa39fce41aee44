"""Who is on duty when, as the board draws it over somebody's day and week."""

from __future__ import annotations

from typing import Any

from server.console.layout import t
from server.dispatch.board.lanes import BoardDay
from server.dispatch.board.moving import position_of
from server.duty.models import Duty
from server.duty.story import turns_between
from server.kernel import clock


def on_day(view: BoardDay) -> dict[str, Any] | None:
    """Person → their turns of the day in minutes, with post and hours in words."""
    by_person: dict[str, list[dict[str, Any]]] = {}
    for turn in turns_between(view.organisation, view.first, view.last):
        start, end = (position_of(each, view.day, view.reader.zone) for each in (turn.from_at, turn.to_at))
        words = f"{_post(turn)} {_hours(turn, view.reader.zone)}"
        by_person.setdefault(turn.person_id, []).append({"from": start, "to": end, "words": words})
    return {"by_person": by_person} if by_person else None


def in_week(view: BoardDay) -> dict[str, Any] | None:
    """(person, day) → words of the turns that begin on it."""
    by_day: dict[tuple[str, str], list[str]] = {}
    for turn in turns_between(view.organisation, view.first, view.last):
        day = clock.day_of(turn.from_at, view.reader.zone)
        by_day.setdefault((turn.person_id, day), []).append(f"{_post(turn)} {_hours(turn, view.reader.zone)}")
    return {"by_day": by_day} if by_day else None


def _post(turn: Duty) -> str:
    return t("duty.on_board", post=t(f"duty.post.{turn.post}"))


def _hours(turn: Duty, zone: str) -> str:
    return f"{clock.hour_and_minute(turn.from_at, zone)}–{clock.hour_and_minute(turn.to_at, zone)}"
