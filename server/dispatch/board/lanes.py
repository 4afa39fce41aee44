"""A day of the board: every technician's row with their visits, the hours that nobody works, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import or_, select

from server.accounts.calendar import calendar_of
from server.accounts.models import Person, Team
from server.accounts.offered import is_technician
from server.console.layout import name_of, t
from server.dispatch.board.absence import mark_away
from server.dispatch.board.blocks import block, give_room, watched
from server.dispatch.board.levels import levels_of
from server.dispatch.board.moving import position_of
from server.dispatch.wished import wished_in, worded
from server.kernel.db import db
from server.visits.console.visit_query import Line, lines_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Visit

MOST = 500  # visits of a day, and as many that wait
OPENS, CLOSES = time(8), time(19)  # what is drawn at least
WATCH = ("late", "clash", "away", "unassigned", "untold", "limit", "needs")  # what the strip above the rows counts
TIGHTEST = 2  # limits that the strip names


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A day of the board, for those who show on its rows what they know of people."""

    organisation: str
    day: str
    first: str
    last: str
    reader: VisitViewContext


def board_of(organisation: str, reader: VisitViewContext, day: str, team: str = "") -> dict[str, Any]:
    """The rows of a day, team by team, and beside them what nobody has yet; `from` and `to` are the minutes that are drawn."""
    lines = lines_on(organisation, day, reader.today, team)
    blocks = [block(line, reader, day) for line in lines]
    given: dict[str, list[dict[str, Any]]] = {}
    for each in blocks:
        if each["lead"]:
            given.setdefault(each["lead"], []).append(each)
    people = technicians_of(organisation, team)
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
    begins = [each["from"] for each in drawn if each["from"] is not None]
    start, end = _hour(min([_minute(OPENS), *begins])), -_hour(-max([_minute(CLOSES), *ends]))
    mark_away(organisation, reader, day, [person for each in teams for person in each["people"]], start)
    waiting = _waiting(blocks, team)
    return {
        "teams": [each for each in teams if each["people"]],
        "waiting": waiting,
        "watch": _watch(drawn, waiting),
        "tightest": _tightest([*drawn, *waiting]),
        "from": start,
        "to": end,
        "hours": [{"at": at, "label": f"{at // 60 % 24}:00"} for at in range(start, end, 60)],
        "off": [{"from": max(one, start), "to": min(other, end)} for one, other in off if one < end and other > start],
        "now": position_of(reader.now, day, reader.zone) if day == reader.today else None,
        "cut": len(lines) >= MOST,
        "wished": worded(organisation, wished_in(organisation, team), reader),
    }


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute


def _hour(minute: int) -> int:
    return minute // 60 * 60


def lines_on(organisation: str, day: str, today: str, team: str = "") -> list[Line]:
    """The day's visits but for those that were cancelled, and on today's board whatever open order nobody has a day for.

    Of a team its own and those that its people have; asked for as such, because the first 500 of a city may be all of others.
    """
    ours = select(Visit.id).where(Visit.organisation_id == organisation).order_by(Visit.due, Visit.id).limit(MOST)
    if team:
        its_people = select(Person.id).where(Person.organisation_id == organisation, Person.team_id == team)
        ours = ours.where(or_(Visit.team_id == team, Visit.lead_id.in_(its_people)))
    ids = [*db.session.scalars(ours.where(Visit.day == day, Visit.state != "cancelled"))]
    if day == today:  # asked by itself, because of a choice of days SQLite would walk through all of them
        ids += db.session.scalars(ours.where(Visit.day == "", Visit.is_unfinished()))
    return sorted(lines_of(organisation, ids), key=lambda line: (line.visit.due or "9", line.visit.id))


def technicians_of(organisation: str, team: str = "") -> Sequence[Person]:
    """Everybody who goes on visits, or those of one team, in the order of the board."""
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
    give_room(placed)
    timeless = [each for each in blocks if each["from"] is None]
    for each in blocks:
        each["watch"] = watched(each, placed if each["from"] is not None else [])
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
    for each in waits:
        each["watch"] = ["unassigned", *watched(each, [])]
    return sorted(waits, key=lambda each: each["sort"])


def _watch(drawn: Sequence[dict[str, Any]], waiting: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """[{name, words, count}] of what is wrong anywhere on the board; what is not, is not named."""
    counts = {name: sum(name in each["watch"] for each in (*drawn, *waiting)) for name in WATCH}
    return [
        {"name": name, "words": t(f"board.watch.{name}"), "count": count} for name, count in counts.items() if count
    ]


def _tightest(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The visits whose limit ends first."""
    limited = [each for each in blocks if each["limit"] and not each["over"]]
    return sorted(limited, key=lambda each: each["limit_at"])[:TIGHTEST]
