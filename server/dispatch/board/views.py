"""The other ways to look at the board: a week, a map; and the head that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import current_app, g, request, url_for
from sqlalchemy import select

from server.accounts.models import Team
from server.console.layout import name_of, render, t
from server.console.page import here
from server.console.sections import shown
from server.dispatch.board.blocks import block
from server.dispatch.board.lanes import BoardDay, lines_on
from server.dispatch.board.map import map_of, spot_of
from server.dispatch.board.week import week_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.text.positions import WGS84
from server.visits.console.visit_row import VisitViewContext


def week_page(who: Caller, reader: VisitViewContext, day: str, team: str) -> Any:
    """A row a technician, a cell a day."""
    week = week_of(who.organisation.id, reader, day, team)
    first, after = week["days"][0]["day"], week["later"]
    begin, end = (clock.moment_at(each, "00:00", reader.zone) for each in (first, after))
    return render(
        "dispatch/board_week",
        "board",
        view="week",
        week=week,
        views=views_of(day),
        teams=teams_of(who, reader, team),
        before=here(day=week["earlier"]),
        after=here(day=week["later"]),
        beside_week=shown("board", "week", BoardDay(who.organisation.id, first, begin, end, reader)),
    )


def map_page(who: Caller, reader: VisitViewContext, day: str, team: str) -> Any:
    """The day's places. Only with a tile server of the operator's choice may this page load pictures from elsewhere, and from there alone."""
    tiles = current_app.config["DOORSTEP"].map_tiles
    lines = lines_on(who.organisation.id, day, reader.today, team)
    blocks = sorted((block(line, reader, day) for line in lines), key=lambda each: (each["from"] or 0, each["id"]))
    found = {line.visit.id: spot_of(line, tiles.datum if tiles else WGS84) for line in lines}
    spots = {id_: spot for id_, spot in found.items() if spot}
    routes: dict[str, dict[str, Any]] = {}
    drawn = map_of(blocks, spots, tiles, request.args.get("lead", ""))
    for stop in drawn["stops"]:
        each = stop["block"]
        route = routes.setdefault(each["lead"], {"lead": each["lead"], "name": each["technician"], "stops": []})
        route["stops"].append(stop)
    page = render(
        "dispatch/board_map",
        "board",
        view="map",
        map=drawn,
        routes=sorted(routes.values(), key=lambda each: (bool(each["lead"]), each["name"])),
        chosen=request.args.get("lead", ""),
        day=day,
        day_row=day_row(reader, day),
        views=views_of(day),
        teams=teams_of(who, reader, team),
        here_for=lambda lead: here(lead=lead or None),
        select=lambda id_: url_for("console.board", day=day, visit=id_, team=team or None),
    )
    if tiles:
        g.pictures_from = tiles.origin  # see web/headers.py
    return page


def views_of(day: str) -> list[dict[str, Any]]:
    """The ways to look at these days; the list is the page of visits."""
    team = request.args.get("team") or None
    return [
        {"name": "day", "url": url_for("console.board", day=day, team=team)},
        *({"name": name, "url": url_for("console.board", day=day, team=team, view=name)} for name in VIEWS),
        {"name": "list", "url": url_for("console.visits", day=day, team=team)},
    ]


def day_row(reader: VisitViewContext, day: str) -> dict[str, str]:
    """The day that is shown, and where its neighbours are."""
    on = date.fromisoformat(day)
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - date.fromisoformat(reader.today)).days)
    return {
        "label": dates.named_day(day, reader.language, reader.today),
        "near": t(f"list.{near}") if near else "",
        "value": day,
        "today": here(day=None, visit=None, do=None),
        "earlier": here(day=(on - timedelta(1)).isoformat(), visit=None, do=None),
        "later": here(day=(on + timedelta(1)).isoformat(), visit=None, do=None),
    }


def teams_of(who: Caller, reader: VisitViewContext, team: str) -> dict[str, Any]:
    """The teams to choose from, all of them first."""
    rows = db.session.scalars(select(Team).where(Team.organisation_id == who.organisation.id).order_by(Team.name))
    options = [{"label": t("list.filter.all"), "url": here(team=None), "on": not team}]
    options += [
        {"label": name_of(each, reader.language), "url": here(team=each.id), "on": each.id == team} for each in rows
    ]
    return {"options": options, "chosen": {"on": bool(team), "label": next(x["label"] for x in options if x["on"])}}


VIEWS: dict[str, Callable[[Caller, VisitViewContext, str, str], Any]] = {"week": week_page, "map": map_page}
