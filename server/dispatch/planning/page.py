"""The pages of planning help: asking for a proposal, what it would change and why, accepting it, and who is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.absences import absences, end_absence, note_absence
from server.accounts.models import Team
from server.accounts.names import PeopleNames
from server.accounts.offered import offered_technicians
from server.console.form import back_to, with_query
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.typed import count_typed
from server.customers.rules import headline
from server.dispatch.planning.accepting import accept, changed_since, days_of, moves_of, take_back
from server.dispatch.planning.computing import ask_for
from server.dispatch.planning.models import DAYS, MODES, DayProposal
from server.i18n import dates
from server.i18n.messages import sentences
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.times import read_end, read_time
from server.visits.console.view import view_context
from server.visits.console.visit_query import Line, lines_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.days import shifted

MOST = 20  # proposals that are listed


@page("/planning", "dispatcher")
def planning() -> Any:
    """Ask for a day, see what was proposed lately, and who is away."""
    who, reader = current(), view_context(current())
    organisation, given = who.organisation.id, request.args
    day = given["day"] if dates.is_day(given.get("day", "")) else reader.today
    team = given["team"] if is_id(given.get("team", "")) else ""
    rows = select(DayProposal).where(DayProposal.organisation_id == organisation)
    staff = PeopleNames(organisation, reader.language)
    return render(
        "dispatch/planning",
        "board",
        day=day,
        team=team,
        teams=_teams(organisation, reader),
        lengths=[{"value": str(each), "label": t("planning.days", count=each)} for each in DAYS],
        modes=[{"value": each, "label": t(f"planning.mode.{each}")} for each in MODES],
        proposals=[
            _listed(each, staff, reader)
            for each in db.session.scalars(rows.order_by(DayProposal.id.desc()).limit(MOST))
        ],
        people=[
            {"value": each.id, "label": name_of(each, reader.language)} for each in offered_technicians(organisation)[0]
        ],
        absences=[_absence(each, staff, reader) for each in absences(organisation, reader.now)],
        board_url=url_for("console.board", day=day, team=team or None),
    )


@form("/planning", "dispatcher", at=lambda: url_for("console.planning"))
def ask_for_proposal() -> str:
    """Have a day proposed; the page that follows waits for it."""
    who, given = current(), request.form
    day, team = given.get("day", ""), given.get("team", "")
    if not dates.is_day(day) or not _is_ahead(day, clock.day_of(clock.now(), who.organisation.time_zone)):
        raise Problem("bad_input", {"day": ["day_ahead"]})
    if team:
        must_find(Team, who.organisation.id, team)
    days = count_typed("days", 1, DAYS[-1])
    made = ask_for(who.organisation.id, who.person.id, day, team, given.get("mode", MODES[0]), days)
    return url_for("console.day_proposal", proposal_id=made)


@page("/planning/<proposal_id>", "dispatcher")
def day_proposal(proposal_id: str) -> Any:
    """What would change, and why; `part=proposal` gives the fragment that refreshes itself while it is being computed."""
    row, reader = _ours(proposal_id), view_context(current())
    shown = _shown(row, reader)
    template = "dispatch/_proposal" if request.args.get("part") == "proposal" else "dispatch/proposal"
    return render(
        template,
        "board",
        proposal=shown,
        board_url=url_for("console.board", day=row.day, team=row.team_id or None),
        planning_url=url_for("console.planning", day=row.day, team=row.team_id or None),
    )


@form("/planning/<proposal_id>/accept", "dispatcher", at=lambda proposal_id: _address(proposal_id))
def accept_proposal(proposal_id: str) -> str:
    """Do what is ticked: the moves of the board, all or none."""
    ticked = {each for each in request.form.getlist("visit") if is_id(each)}
    accept(current(), _ours(proposal_id, locked=True), ticked)
    return with_query(_address(proposal_id), "done", "proposal_accepted")


@form("/planning/<proposal_id>/undo", "dispatcher", at=lambda proposal_id: _address(proposal_id))
def undo_proposal(proposal_id: str) -> str:
    """Take back what accepting has done, where nobody has acted since."""
    take_back(current(), _ours(proposal_id, locked=True))
    return with_query(_address(proposal_id), "done", "taken_back")


@form("/absences", "dispatcher", at=lambda: url_for("console.planning"))
def note_somebody_away() -> str:
    """Somebody will not be there, from a time of a day to a time of a day; without times whole days."""
    who, given = current(), request.form
    zone = who.organisation.time_zone
    first, last = given.get("from_day", ""), given.get("to_day", "") or given.get("from_day", "")
    start, wrong = read_time(given.get("from_time"))
    end, wrong_end = read_end(given.get("to_time"))
    troubles = {
        "person": "" if is_id(given.get("person", "")) else "person",
        "from_day": "" if dates.is_day(first) else "day",
        "to_day": "" if dates.is_day(last) else "day",
        "from_time": wrong,
        "to_time": wrong_end,
    }
    if any(troubles.values()):
        raise Problem("bad_input", {name: [trouble] for name, trouble in troubles.items() if trouble})
    since = clock.moment_at(first, start or "00:00", zone)
    until = (
        clock.moment_at(last, end, zone) if end and end != "24:00" else clock.moment_at(shifted(last, 1), "00:00", zone)
    )
    if until <= since:
        raise Problem("bad_input", {"to_day": ["window"]})
    note_absence(who.organisation.id, who.person.id, given["person"], since, until)
    return back_to(url_for("console.planning"), done="away")


@form("/absences/<absence_id>/end", "dispatcher", at=lambda absence_id: url_for("console.planning"))
def end_somebody_away(absence_id: str) -> str:
    """They are back, or it was a mistake."""
    if not is_id(absence_id):
        raise Problem("not_found")
    end_absence(current().organisation.id, absence_id)
    return back_to(url_for("console.planning"), done="back_again")


def own_absences(_context: Any) -> dict[str, Any] | None:
    """What is noted of the person who asks, on their own page."""
    who, reader = current(), view_context(current())
    rows = absences(who.organisation.id, reader.now, person=who.person.id)
    return {"rows": [_span(each.since, each.until, reader) for each in rows]} if rows else None


def _ours(proposal_id: str, locked: bool = False) -> DayProposal:
    return must_find(DayProposal, current().organisation.id, proposal_id, locked=locked)


def _address(proposal_id: str) -> str:
    return url_for("console.day_proposal", proposal_id=proposal_id)


def _is_ahead(day: str, today: str) -> bool:
    return today <= day <= shifted(today, 60)


def _teams(organisation: str, reader: VisitViewContext) -> list[dict[str, str]]:
    rows = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return [{"value": "", "label": t("list.filter.all")}] + [
        {"value": each.id, "label": name_of(each, reader.language)} for each in rows
    ]


def _listed(row: DayProposal, staff: Mapping[str, str], reader: VisitViewContext) -> dict[str, Any]:
    return {
        "url": _address(row.id),
        "day": _days(row, reader),
        "at": dates.moment_short(row.made_at, reader.today, reader.zone),
        "by": staff.get(row.made_by, ""),
        "words": _state(row),
    }


def _state(row: DayProposal) -> str:
    if row.accepted_at:
        return t("planning.state.accepted")
    return t(f"planning.state.{row.state}", count=len(moves_of(row)))


def _days(row: DayProposal, reader: VisitViewContext) -> str:
    if row.days == 1:
        return dates.named_day(row.day, reader.language, reader.today)
    return dates.days_between(row.day, shifted(row.day, row.days - 1), reader.language, reader.today)


def _absence(row: Any, staff: Mapping[str, str], reader: VisitViewContext) -> dict[str, Any]:
    return {
        "id": row.id,
        "who": staff.get(row.person_id, ""),
        "when": _span(row.since, row.until, reader),
    }


def _span(since: str, until: str, reader: VisitViewContext) -> str:
    """12月1日 周二 09:00–12:00; of whole days the days alone."""
    first, last = (clock.day_of(each, reader.zone) for each in (since, until))
    start, end = (dates.clock_time(each, reader.zone) for each in (since, until))
    if start == end == "00:00":
        last = shifted(last, -1)
        if first != last:
            return dates.days_between(first, last, reader.language, reader.today)
        return dates.named_day(first, reader.language, reader.today)
    begin, finish = (dates.named_day(each, reader.language, reader.today) for each in (first, last))
    return f"{begin} {start}–{end}" if first == last else f"{begin} {start} – {finish} {end}"


def _shown(row: DayProposal, reader: VisitViewContext) -> dict[str, Any]:
    found, moves = days_of(row), moves_of(row)
    wanted = {each[name] for each in moves for name in ("visit", "after", "before") if each[name]}
    wanted |= {left["visit"] for each in found for left in each.get("left", [])}
    lines = {line.visit.id: line for line in lines_of(row.organisation_id, sorted(wanted))}
    staff = PeopleNames(row.organisation_id, reader.language)
    open_ = row.state == "ready" and row.accepted_at is None
    stale = changed_since(row.organisation_id, moves) if open_ else set()
    return {
        "id": row.id,
        "day": _days(row, reader),
        "state": row.state,
        "words": _state(row),
        "mode": t(f"planning.mode.{row.mode}"),
        "open": open_,
        "undo": row.accepted_at is not None,
        "stale": bool(stale),
        "some": any(each["visit"] in lines for each in moves),
        "days": [_day(each, lines, staff, stale, reader) for each in found],
        "by": t(f"planning.by.{found[0].get('by', 'greedy') if found else 'greedy'}"),
    }


def _day(
    found: Mapping[str, Any],
    lines: Mapping[str, Line],
    staff: Mapping[str, str],
    stale: Collection[str],
    reader: VisitViewContext,
) -> dict[str, Any]:
    """What would change on one day, beside what its ways take before and after."""
    on, span = found["day"], {name: found.get(f"ways_{name}", 0) for name in ("before", "after")}
    moves = [each for each in found.get("moves", []) if each["visit"] in lines]
    return {
        "name": dates.named_day(on, reader.language, reader.today),
        "words": t("planning.state.ready", count=len(moves)) if moves else t("planning.no_change"),
        "ways": t("planning.ways", **{name: dates.span(minutes, reader.language) for name, minutes in span.items()}),
        "moves": [_move(each, on, lines, staff, each["visit"] in stale, reader) for each in moves],
        "left": [_left(each, lines, reader) for each in found.get("left", []) if each["visit"] in lines],
    }


def _move(
    move: Mapping[str, Any],
    day: str,
    lines: Mapping[str, Line],
    staff: Mapping[str, str],
    stale: bool,
    reader: VisitViewContext,
) -> dict[str, Any]:
    def name(person: str | None) -> str:
        return staff.get(person or "") or t("state.nobody")

    visit, line = move["visit"], lines[move["visit"]]
    before, after = lines.get(move["before"] or ""), lines.get(move["after"] or "")
    kind = reader.kinds.get(line.visit.kind_of_work)
    blanks = {"who": name(move["from"]), "place": _place(before) if before else "", "time": _clock(move["stood"])}
    why = [t(f"planning.why.{move['why']}", **blanks)]
    if move["from"] != move["lead"] and move["way"] and move["way"]["by"] != "nothing":
        words = "planning.way_after" if after else "planning.way"
        why.append(
            t(words, place=_place(after) if after else "", minutes=move["way"]["minutes"], spread=move["way"]["spread"])
        )
    promised = dates.when(
        line.visit.agreed_at, line.visit.window_from, line.visit.window_to, reader.zone, reader.language
    )
    return {
        "visit": visit,
        "url": url_for("console.board", visit=visit, day=day),
        "place": _place(line),
        "work": kind.title(reader.language) if kind else line.visit.kind_of_work,
        "from": name(move["from"]),
        "to": name(move["lead"]),
        "same": move["from"] == move["lead"],
        "stood": _clock(move["stood"]),
        "at": _clock(move["at"]),
        "promised": promised,
        "why": sentences(*why),
        "stale": stale,
    }


def _left(left: Mapping[str, Any], lines: Mapping[str, Line], reader: VisitViewContext) -> dict[str, Any]:
    line = lines[left["visit"]]
    return {
        "url": url_for("console.board", visit=left["visit"]),
        "place": _place(line),
        "why": t(f"planning.left.{left['why']}"),
        "when": dates.when(
            line.visit.agreed_at, line.visit.window_from, line.visit.window_to, reader.zone, reader.language
        ),
    }


def _place(line: Line) -> str:
    return headline(line.premises)


def _clock(minute: int | None) -> str:
    return f"{minute // 60 % 24}:{minute % 60:02d}" if minute is not None else ""
