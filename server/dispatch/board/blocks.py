"""One visit on the board: its minutes, the promise under it, what is wrong with it, and the words for which there is room."""

from __future__ import annotations

from typing import Any

from server.console.layout import t
from server.dispatch.board.moving import UNKNOWN, position_of
from server.i18n import dates
from server.visits.console.rules import minutes as minutes_between
from server.visits.console.visit_forms import token_of
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.rules import BEFORE_ARRIVAL, FINISHED

SHORT = 100  # minutes below which a block has no room for place and word side by side
WIDE, NARROW = 11, 6  # minutes as wide as a Chinese character and as a Latin letter where an hour is narrowest
FARTHEST = 150  # minutes between two visits up to which the way from one to the other is drawn


def block(line: Line, reader: VisitViewContext, day: str) -> dict[str, Any]:
    """A visit on the board: its row of the list, its minutes (`from`, `to`), the promise under it, and the token that a move names."""
    visit, shown = line.visit, row(line, reader)
    begins = line.marks.get("arrived") or visit.scheduled_at or visit.agreed_at or visit.window_from
    ended = line.marks.get("ended") if visit.state in FINISHED else None

    def minute(moment: str | None) -> int | None:
        return position_of(moment, day, reader.zone) if moment else None

    start, minutes = minute(begins), visit.scheduled_minutes
    end = minute(ended)
    if start is not None and end is None:
        end = start + (minutes or UNKNOWN)
        if visit.state not in (*BEFORE_ARRIVAL, *FINISHED) and day == reader.today:
            end = max(end, position_of(reader.now, day, reader.zone))
    if start is not None and end is not None:
        end = max(end, start + 5)
    return shown | {
        "lead": visit.lead_id or "",
        "team": visit.team_id,
        "from": start,
        "to": end or 0,
        "minutes": minutes,
        "unknown": minutes is None and ended is None,
        "point": minute(visit.agreed_at),
        "since": minute(visit.window_from),
        "until": minute(visit.window_to),
        "flag": minute(shown["limit_at"]) if _shows_limit(shown, line) else None,
        "promised": dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language),
        "time": dates.clock_time(begins, reader.zone) if begins else "",
        "ends": dates.clock_time(ended, reader.zone) if ended else "",
        "movable": visit.state in BEFORE_ARRIVAL and not visit.needs_review,
        "over": visit.state in FINISHED,
        "version": token_of(visit, sorted(each.id for each in line.helpers)),
        "short": shown["place"][:2] if reader.language == "zh-CN" else shown["place"].split(" ")[0],
        "untold": shown["note"] in ("not_told", "not_seen"),
        "missed": shown["state"]["state"] == "late",
        "said": _said(shown, line, reader),
        "level": 0,
        "behind": False,
        "way": None,
        "watch": [],
    }


def _shows_limit(shown: dict[str, Any], line: Line) -> bool:
    """A limit has a flag of its own where it is near, or where no promise is drawn that says the same."""
    promised = line.visit.agreed_at or line.visit.window_to
    return bool(shown["limit"]) and line.visit.state not in FINISHED and (shown["limit"]["tone"] or not promised)


def _said(shown: dict[str, Any], line: Line, reader: VisitViewContext) -> str:
    """What of a visit must be read on the block itself, '' where fill and icon say enough: 迟 16 分, 没人应门, 没看."""
    state, due = shown["state"], line.visit.agreed_at or line.visit.window_to
    if shown["note"] in ("not_told", "not_seen"):
        return t(f"board.{shown['note']}")
    if shown["note"] == "late_by" and due:
        return t("board.late_by", span=dates.span(minutes_between(due, reader.now), reader.language))
    return str(state["word"]) if state["tone"] in ("attention", "problem") else ""


def watched(each: dict[str, Any], others: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a visit of a row whose placed visits are `others`: the names of `WATCH` that hold."""
    found = []
    if each["missed"]:
        found.append("late")
    if not each["over"] and any(_meet(each, other) for other in others if other is not each and not other["over"]):
        found.append("clash")
    if each["untold"]:
        found.append("untold")
    if each["limit"] and each["limit"]["tone"] == "problem":
        found.append("limit")
    if each["group"] == "needs" and not {"late", "untold"} & {*found} and each["lead"]:
        found.append("needs")
    return found


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["from"] < other["to"] and other["from"] < one["to"])


def give_room(placed: list[dict[str, Any]]) -> None:
    """Say of each visit of a row whether its word stands in it or behind it, and how far the way to the next one goes."""
    for each in placed:
        ahead = [other["from"] for other in placed if other["from"] >= each["to"] and other["level"] == each["level"]]
        following = min(ahead, default=None)
        room = _room_of(each["said"])
        free = 1440 if following is None else following - each["to"]
        each["behind"] = bool(each["said"]) and each["to"] - each["from"] < SHORT and free >= room
        each["way"] = following if following is not None and 10 <= free <= FARTHEST else None


def room_for(words: str, start: int, end: int, placed: list[dict[str, Any]]) -> tuple[int, int]:
    """(level, minute) at which words about the time from `start` to `end` lie under no visit; a level of their own where all are full."""
    room, levels = _room_of(words), 1 + max((each["level"] for each in placed), default=0)
    for level in range(levels):
        taken = [
            (each["from"], each["to"] + (_room_of(each["said"]) if each["behind"] else 0))
            for each in placed
            if each["level"] == level
        ]
        for at in sorted([start, *(to for _, to in taken if start < to < end)]):
            if all(to <= at or since >= at + room for since, to in taken):
                return level, at
    return levels, start


def _room_of(words: str) -> int:
    return 10 + sum(WIDE if ord(letter) > 0x2E80 else NARROW for letter in words)
