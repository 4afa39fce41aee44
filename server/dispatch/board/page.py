"""The board's page, and the form by which a visit is given to somebody, moved or made longer: the same for hands, keys and no script at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Team
from server.accounts.offered import too_many_for_one_page
from server.console.form import came_back
from server.console.layout import render, t
from server.console.page import form, here, page
from server.console.sections import shown
from server.console.view import clock_of
from server.dispatch.board.blocks import block
from server.dispatch.board.costs import costs_of
from server.dispatch.board.hands import hands_of, show_hand, stamp_of
from server.dispatch.board.lanes import BoardDay, board_of
from server.dispatch.board.move import Wish, move_to, wish_of
from server.dispatch.board.views import VIEWS, day_row, teams_of, views_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.visits.console.acting import run_act
from server.visits.console.timeline_section import facts_of, narrator_of
from server.visits.console.undone import undoing
from server.visits.console.view import view_context
from server.visits.console.visit_panel import panel_of, visible_line
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.console.who_could import sent_again
from server.visits.models import Visit
from server.visits.office.undo import KINDS


@page("/board")
def board() -> Any:
    """A day of the board; `part=board` and `part=side` give the fragments that refresh themselves."""
    who, reader = current(), view_context(current())
    given, part = request.args, request.args.get("part")
    day = given["day"] if dates.is_day(given.get("day", "")) else reader.today
    team = given["team"] if is_id(given.get("team", "")) else _team_of_many(who)
    if given.get("view") in VIEWS:
        return VIEWS[given["view"]](who, reader, day, team)
    found = board_of(who.organisation.id, reader, day, team)
    context: dict[str, Any] = {
        "board": found,
        "day": day,
        "select": lambda id_: here(visit=id_, do=None),
        "undoing": _undoing(reader),
        "teams": teams_of(who, reader, team),
        "beside_lanes": shown("board", "lane", _board_day(who, reader, day)),
    }
    context |= {
        "read_at": reader.now,
        "clock": dates.clock_time(reader.now, reader.zone),
        "now_words": clock_of(reader),
    }
    context |= {"count": sum(each["count"] for each in found["teams"]), "truncated": found["cut"]}
    context |= side_of(who, reader, day) | {"meanwhile": _meanwhile(who, reader)}
    if part in ("board", "side"):
        return render(f"dispatch/_board_{'lanes' if part == 'board' else 'side'}", "board", **context)
    return render("dispatch/board", "board", view="day", day_row=day_row(reader, day), views=views_of(day), **context)


@page("/board/pulse", methods=("POST",))
def board_pulse() -> Any:
    """Every few seconds from every open board: says what is in hand here, hears what is in hand elsewhere and whether the day has changed."""
    who, reader = current(), view_context(current())
    given = request.form
    day = given["day"] if dates.is_day(given.get("day", "")) else reader.today
    visit = given["visit"] if is_id(given.get("visit", "")) else None
    organisation, person = who.organisation.id, who.person.id
    if visit and not (who.person.has_role("dispatcher") and lines_of(organisation, [visit])):
        raise Problem("not_found")
    show_hand(organisation, person, day, visit)
    hands = [
        each | {"words": t("board.hand.moves" if each["visit"] else "board.hand.looks", who=each["who"])}
        for each in hands_of(organisation, day, person, reader.language)
    ]
    return {"stamp": stamp_of(organisation, day, reader.today), "hands": hands}


@page("/board/<visit_id>/costs", "dispatcher")
def board_costs(visit_id: str) -> Any:
    """What moving this visit would change, for a hand that has lifted it: spans of minutes and the words for each."""
    who, reader = current(), view_context(current())
    day = request.args["day"] if dates.is_day(request.args.get("day", "")) else reader.today
    return costs_of(visible_line(who, visit_id), reader, day)


@form("/board/<visit_id>/move", "dispatcher", at=lambda visit_id: url_for("console.board", visit=visit_id, do="move"))
def board_move(visit_id: str) -> str:
    """Give, move or lengthen a visit. What breaks a promise needs a reason, late notice an apology, too (HV-8c)."""
    wish = wish_of(current(), request.form)

    def work(who: Caller, visit: Visit) -> None:
        move_to(who, visit, wish)

    return run_act(
        visit_id, lambda: "assigned_again" if sent_again(current().organisation.id, [visit_id]) else "moved", work
    )


def _undoing(reader: VisitViewContext) -> str:
    """What Z would take back, in words."""
    return undoing(current().organisation.id, request.args.get("undo", ""), reader)


def _meanwhile(who: Caller, reader: VisitViewContext) -> str:
    """What somebody else has just done with the visit that a hand of this page wanted to move; '' where that is not why it was refused."""
    refused = came_back()
    if not refused or not refused.problem or refused.problem.code != "changed_meanwhile":
        return ""
    visit = refused.action.removesuffix("/move").rpartition("/")[2]
    lines = lines_of(who.organisation.id, [visit]) if is_id(visit) else []
    if not lines:
        return ""
    acts = [each for each in facts_of(who.organisation.id, visit) if each.kind in KINDS and each.device == "office"]
    if not acts:
        return ""
    last, shown = acts[-1], row(lines[0], reader)
    narrator = narrator_of(lines[0], reader, acts)
    return t(
        "board.meanwhile",
        who=narrator.name(last.person_id),
        at=dates.clock_time(last.received_at, reader.zone),
        what=narrator.narrate(last).line,
        place=f"{shown['place']} {shown['house']}".strip(),
        lead=shown["technician"],
        time=dates.clock_time(scheduled, reader.zone) if (scheduled := lines[0].visit.scheduled_at) else shown["when"],
    )


def side_of(who: Caller, reader: VisitViewContext, day: str) -> dict[str, Any]:
    """What stands beside the rows: the chosen visit with its form, else what waits for somebody."""
    chosen = request.args.get("visit", "")
    panel = panel_of(who, reader, chosen, request.args.get("do", "")) if is_id(chosen) else None
    if panel is None:
        return {"panel": None, "beside": [], "selected": ""}
    line = panel["line"]
    shown = block(line, reader, day)
    may = panel["may"] and shown["movable"]
    costs = costs_of(line, reader, line.visit.day or day) if may else None
    return {"panel": panel, "beside": [], "selected": chosen, "form": _move_form(shown, line, costs) if costs else None}


def _move_form(shown: dict[str, Any], line: Any, costs: dict[str, Any]) -> dict[str, Any]:
    """The values with which the form begins: as the visit stands, or as a hand has just put it (`lead`, `minute`, `minutes`)."""
    given, refused = request.args, came_back()
    typed = dict(refused.fields) if refused and refused.action.endswith(f"{line.visit.id}/move") else {}
    minute = int(given["minute"]) if given.get("minute", "").isdecimal() and len(given["minute"]) < 5 else shown["from"]
    start = f"{minute // 60 % 24:02d}:{minute % 60:02d}" if minute is not None else ""
    wish = Wish(given.get("lead", shown["lead"]), minute, shown["minutes"])
    return {
        "people": costs["choices"],
        "lead": typed.get("lead", wish.lead),
        "start": typed.get("start", start),
        "minutes": typed.get("minutes", given.get("minutes") or shown["minutes"] or ""),
        "day": typed.get("day", given.get("day") or line.visit.day),
        "reason": typed.get("reason", ""),
        "late": costs["late"],
        "promised": costs["words"]["promised"],
        "asks": bool(given.get("asks")),
        "refused": bool(typed),
        "version": shown["version"],
    }


def _board_day(who: Caller, reader: VisitViewContext, day: str) -> BoardDay:
    after = (date.fromisoformat(day) + timedelta(1)).isoformat()
    first, last = (clock.moment_at(each, "00:00", reader.zone) for each in (day, after))
    return BoardDay(who.organisation.id, day, first, last, reader)


def _team_of_many(who: Caller) -> str:
    """'' for all teams; where these are more people than a page draws, one's own team or else the first."""
    organisation = who.organisation.id
    if not too_many_for_one_page(organisation):
        return ""
    first = select(Team.id).where(Team.organisation_id == organisation).order_by(Team.name).limit(1)
    return who.person.team_id or db.session.scalar(first) or ""
