"""The job that computes proposals, so that nobody's request waits and no write is held meanwhile: greedily at once, better by pyvrp where it is installed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select

from server.accounts import absences
from server.dispatch.planning import pyvrp_search
from server.dispatch.planning.day import ReadDay, orders_without_day, read_day
from server.dispatch.planning.models import DAYS, MODES, DayProposal
from server.dispatch.planning.proposing import Move, propose
from server.dispatch.planning.routing import Plan, Task
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.jobs import call_job
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.visits.days import shifted

JOB = "day_proposals"
SECONDS = 5.0  # of searching for something better
KEPT_DAYS = 14
MOST_WAITING = 5  # of an organisation


def ask_for(organisation: str, by: str, day: str, team: str, mode: str, days: int = 1) -> str:
    """Inside `write`: have a day, or so many from it on, proposed; the proposal's id. `proposals_many` where too many are being computed."""
    if mode not in MODES or days not in DAYS:
        raise Problem("bad_input", {"days" if mode in MODES else "mode": ["choice"]})
    waiting = select(DayProposal.id).where(DayProposal.organisation_id == organisation, DayProposal.state == "waiting")
    if len(db.session.scalars(waiting.limit(MOST_WAITING)).all()) >= MOST_WAITING:
        raise Problem("proposals_many")
    row = DayProposal(
        organisation_id=organisation,
        id=new_id(),
        day=day,
        days=days,
        team_id=team,
        mode=mode,
        state="waiting",
        made_by=by,
        made_at=clock.now(),
    )
    db.session.add(row)
    call_job(organisation, JOB)
    return row.id


def compute_waiting(organisation: str) -> int:
    """The job: everything that waits, one after the other; how many. Old proposals go, and so do absences that are long over."""
    waiting = select(DayProposal.id).where(DayProposal.organisation_id == organisation, DayProposal.state == "waiting")
    ids = list(db.session.scalars(waiting.order_by(DayProposal.id)))
    for each in ids:
        _compute(organisation, each)
    before = clock.later(clock.now(), days=-KEPT_DAYS)
    old = delete(DayProposal).where(DayProposal.organisation_id == organisation, DayProposal.made_at < before)

    def forget() -> None:
        db.session.execute(old)
        absences.forget_old(organisation)

    write(forget)
    return len(ids)


def _compute(organisation: str, proposal: str) -> None:
    row = db.session.get_one(DayProposal, (organisation, proposal))
    try:
        found = found_over(organisation, row.day, row.days, row.team_id, row.mode)
    except Exception:
        _end(organisation, proposal, "failed", {})
        raise
    _end(organisation, proposal, "ready", found)


def found_over(
    organisation: str, first: str, days: int, team: str, mode: str, seconds: float = SECONDS
) -> dict[str, Any]:
    """What a proposal holds: for one day as `found_for` has it, for several {days: [{day, …}]}.

    An order without a day goes to the first day that has room for it; what was promised stays on its own day. What no day has room for is left
    of the last one.
    """
    if days == 1:
        return found_for(organisation, first, team, mode, seconds)
    waiting, found = orders_without_day(organisation, team), list[dict[str, Any]]()
    for day in (shifted(first, after) for after in range(days)):
        each = found_for(organisation, day, team, mode, seconds / days, waiting)
        given = {move["visit"] for move in each["moves"]}
        waiting = [visit for visit in waiting if visit not in given]
        if day != shifted(first, days - 1):
            each["left"] = [left for left in each["left"] if left["visit"] not in waiting]
        found.append({"day": day} | each)
    return {"days": found}


def found_for(
    organisation: str,
    day: str,
    team: str,
    mode: str,
    seconds: float = SECONDS,
    without_day: Sequence[str] | None = None,
) -> dict[str, Any]:
    """What a proposal holds: {by, ways_before, ways_after, moves, left} with ids of visits and people in the place of numbers."""
    read = read_day(organisation, day, team, without_day)
    by = "pyvrp" if pyvrp_search.is_installed() else "greedy"

    def improve(task: Task, plan: Plan) -> Plan:
        return pyvrp_search.search(task, plan, seconds) if by == "pyvrp" else plan

    found = propose(read.day, mode, improve)
    return {
        "by": by,
        "ways_before": found.ways_before,
        "ways_after": found.ways_after,
        "moves": [_move(read, each) for each in found.moves],
        "left": [{"visit": read.lines[each.work].visit.id, "why": each.why} for each in found.left],
    }


def _move(read: ReadDay, move: Move) -> dict[str, Any]:
    visit, way = read.lines[move.work].visit, read.way(move.after, move.work, move.crew)
    return {
        "visit": visit.id,
        "version": read.version(move.work),
        "from": visit.lead_id,
        "stood": read.day.works[move.work].at,
        "lead": read.people[move.crew].id,
        "at": move.at,
        "why": move.why,
        "after": read.lines[move.after].visit.id if move.after is not None else None,
        "before": read.lines[move.before].visit.id if move.before is not None else None,
        "way": asdict(way) if way else None,
    }


def _end(organisation: str, proposal: str, state: str, found: dict[str, Any]) -> None:
    def keep() -> None:
        row = db.session.get_one(DayProposal, (organisation, proposal))
        if row.state == "waiting":
            row.state, row.found, row.ready_at = state, json.dumps(found), clock.now()

    write(keep)
