"""Accepting a proposal in whole or part: the moves of the board, by its own rule, in one write; then whether the day still works as proposed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.dispatch.board.move import Wish, move_to
from server.dispatch.planning.day import read_day
from server.dispatch.planning.models import DayProposal
from server.dispatch.planning.proposing import standing
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.visits.console.acting import last_acts
from server.visits.console.visit_forms import token_of
from server.visits.models import Visit
from server.visits.office.undo import undo


def days_of(proposal: DayProposal) -> list[dict[str, Any]]:
    """What was found for each day: {day, by, ways_before, ways_after, moves, left}; [] while it is being computed."""
    found = json.loads(proposal.found)
    alone = [{"day": proposal.day} | found] if found else []
    return list(found.get("days", alone))


def moves_of(proposal: DayProposal) -> list[dict[str, Any]]:
    """The moves of a proposal, each with its day, in the order of time."""
    return [{"day": each["day"]} | move for each in days_of(proposal) for move in each.get("moves", [])]


def changed_since(organisation: str, moves: Sequence[Mapping[str, Any]]) -> set[str]:
    """The visits of these moves that somebody has changed since they were proposed, or that have begun."""
    rows = select(Visit).where(Visit.organisation_id == organisation, Visit.id.in_([each["visit"] for each in moves]))
    now = {row.id: token_of(row) for row in db.session.scalars(rows) if row.state == "planned"}
    return {each["visit"] for each in moves if now.get(each["visit"]) != each["version"]}


def accept(who: Caller, proposal: DayProposal, visits: Collection[str]) -> int:
    """Inside the form's write: do the moves of these visits, all or none; returns how many.

    `proposal_done` for a second time, `proposal_changed` where somebody has changed one of them, `proposal_no_longer_fits` where the rest of the day
    has changed so that a visit would now break a promise, meet another one or fall into an absence.
    """
    organisation = who.organisation.id
    if proposal.accepted_at is not None or proposal.state != "ready":
        raise Problem("proposal_done")
    moves = [each for each in moves_of(proposal) if each["visit"] in visits]
    if not moves:
        raise Problem("bad_input", {"visit": ["choice"]})
    locked = {each["visit"]: must_find(Visit, organisation, each["visit"], locked=True) for each in moves}
    if changed_since(organisation, moves):
        raise Problem("proposal_changed")
    days = {each["day"] for each in moves}
    began, in_trouble = clock.now(), _in_trouble(organisation, proposal, days)
    for each in moves:
        visit = locked[each["visit"]]
        move_to(who, visit, Wish(each["lead"], each["at"], visit.scheduled_minutes, each["day"]))
    db.session.flush()
    if _in_trouble(organisation, proposal, days) - (in_trouble - locked.keys()):
        raise Problem("proposal_no_longer_fits")
    proposal.accepted = json.dumps(last_acts(organisation, list(locked), began).split("."))
    proposal.accepted_by, proposal.accepted_at = who.person.id, clock.now()
    return len(moves)


def take_back(who: Caller, proposal: DayProposal) -> int:
    """Inside the form's write: undo what accepting has done, all or nothing, by the rule of every undo; how many acts."""
    facts = json.loads(proposal.accepted)
    if not facts:
        raise Problem("moved_on")
    count = undo(who.organisation.id, who.person.id, facts)
    proposal.accepted, proposal.accepted_at, proposal.accepted_by = "[]", None, None
    proposal.state = "undone"
    return count


def _in_trouble(organisation: str, proposal: DayProposal, days: Collection[str]) -> set[str]:
    """The visits of these days that cannot be done as they stand now."""
    found = [read_day(organisation, day, proposal.team_id) for day in sorted(days)]
    return {read.lines[work].visit.id for read in found for work in standing(read.day)[1]}
