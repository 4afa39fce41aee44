"""A day of the board: every technician's row with their visits, the hours that nobody works, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import or_, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person, Team
from server.accounts.offered import is_technician
from server.console.layout import name_of, t
from server.dispatch.board.levels import levels_of
from server.dispatch.board.moving import UNKNOWN, position_of
from server.i18n import dates
from server.kernel.db import db
from server.visits.console.visit_forms import token_of
from server.visits.console.visit_query import Line, lines_of
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.models import Visit
from server.visits.rules import BEFORE_ARRIVAL, FINISHED

MOST = 500  # visits of a day, and as many that wait
OPENS, CLOSES = time(8), time(19)  # what is drawn at least


def board_of(organisation: str, reader: VisitViewContext, day: str, team: str = "") -> dict[str, Any]:
    """The rows of a day, team by team, and beside them what nobody has yet; `from` and `to` are the minutes that are drawn."""
    lines = _lines(organisation, reader, day, team)
    blocks = [block(line, reader, day) for line in lines]
    given: dict[str, list[dict[str, Any]]] = {}
    for each in blocks:
        if each["lead"]:
            given.setdefault(each["lead"], []).append(each)
    people = _people(organisation, team)
    off = off_hours(organisation, day)
    teams = [
        _team(each, [one for one in people if one.team_id == each.id], given, reader)
        for each in db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
        if team in ("", each.id)
    ]
    alone = [one for one in people if one.team_id is None] if not team else []
    teams += [_team(None, alone, given, reader)] if alone else []
    here = {person["id"] for each in teams for person in each["people"]}
    drawn = [each for each in blocks if each["lead"] in here]
    ends = [each["to"] for each in drawn] + [each["until"] for each in drawn if each["until"] is not None]
    begins = [each["from"] for each in drawn]
    start, end = _hour(min([_minute(OPENS), *begins])), -_hour(-max([_minute(CLOSES), *ends]))
    return {
        "teams": [each for each in teams if each["people"]],
        "waiting": _waiting(blocks, team),
        "from": start,
        "to": end,
        "hours": [{"at": at, "label": f"{at // 60 % 24}:00"} for at in range(start, end, 60)],
        "off": [{"from": max(one, start), "to": min(other, end)} for one, other in off if one < end and other > start],
        "now": position_of(reader.now, day, reader.zone) if day == reader.today else None,
        "cut": len(lines) >= MOST,
    }


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


def _hour(minute: int) -> int:
    return minute // 60 * 60


def _lines(organisation: str, reader: VisitViewContext, day: str, team: str) -> list[Line]:
    """The day's visits but for those that were cancelled, and on today's board whatever open order nobody has a day for.

    Of a team its own and those that its people have; asked for as such, because the first 500 of a city may be all of others.
    """
    ours = select(Visit.id).where(Visit.organisation_id == organisation).order_by(Visit.due, Visit.id).limit(MOST)
    if team:
        its_people = select(Person.id).where(Person.organisation_id == organisation, Person.team_id == team)
        ours = ours.where(or_(Visit.team_id == team, Visit.lead_id.in_(its_people)))
    ids = [*db.session.scalars(ours.where(Visit.day == day, Visit.state != "cancelled"))]
    if day == reader.today:  # asked by itself, because of a choice of days SQLite would walk through all of them
        ids += db.session.scalars(ours.where(Visit.day == "", Visit.is_unfinished()))
    return sorted(lines_of(organisation, ids), key=lambda line: (line.visit.due or "9", line.visit.id))


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
        "flag": minute(shown["limit_at"]) if shown["limit"] else None,
        "time": dates.clock_time(begins, reader.zone) if begins else "",
        "ends": dates.clock_time(ended, reader.zone) if ended else "",
        "movable": visit.state in BEFORE_ARRIVAL and not visit.needs_review,
        "version": token_of(visit, sorted(each.id for each in line.helpers)),
        "short": shown["place"][:2] if reader.language == "zh-CN" else shown["place"].split(" ")[0],
        "untold": shown["note"] in ("not_told", "not_seen"),
        "missed": shown["state"]["state"] == "late",
    }


def _people(organisation: str, team: str) -> Sequence[Person]:
    rows = select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None), is_technician())
    return db.session.scalars(
        (rows.where(Person.team_id == team) if team else rows).order_by(Person.badge, Person.name)
    ).all()


def _team(
    team: Team | None,
    people: Sequence[Person],
    given: Mapping[str, list[dict[str, Any]]],
    reader: VisitViewContext,
) -> dict[str, Any]:
    rows = [_lane(each, given.get(each.id, []), reader) for each in people]
    return {
        "id": team.id if team else "",
        "name": name_of(team, reader.language) if team else t("board.no_team"),
        "people": rows,
        "count": sum(len(each["blocks"]) for each in rows),
    }


def _lane(person: Person, blocks: list[dict[str, Any]], reader: VisitViewContext) -> dict[str, Any]:
    placed = sorted((each for each in blocks if each["from"] is not None), key=lambda each: (each["from"], each["id"]))
    levels = levels_of([(each["from"], each["to"]) for each in placed])
    for each, level in zip(placed, levels, strict=True):
        each["level"] = level
    timeless = [each | {"level": 0} for each in blocks if each["from"] is None]
    return {
        "id": person.id,
        "name": name_of(person, reader.language),
        "blocks": placed,
        "timeless": timeless,
        "levels": max(levels, default=0) + 1,
    }


def off_hours(organisation: str, day: str) -> list[tuple[int, int]]:
    """The minutes of a day in which the organisation does not work, by its calendar."""
    spans = calendar_of(organisation).spans(date.fromisoformat(day))
    edges = [0]
    for start, end in spans:
        edges += [_minute(start), _minute(end)]
    edges.append(1440)
    return [(edges[place], edges[place + 1]) for place in range(0, len(edges), 2) if edges[place] < edges[place + 1]]


def _waiting(blocks: Sequence[dict[str, Any]], team: str) -> list[dict[str, Any]]:
    """What nobody has yet, most urgent first."""
    waits = [each for each in blocks if not each["lead"] and each["group"] != "finished" and team in ("", each["team"])]
    return sorted(waits, key=lambda each: each["sort"])
