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


def moves_of(proposal: DayProposal) -> list[dict[str, Any]]:
    """The moves of a proposal in the order of time."""
    found: list[dict[str, Any]] = json.loads(proposal.found).get("moves", [])
    return found


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
    began, in_trouble = clock.now(), _in_trouble(organisation, proposal)
    for each in moves:
        visit = locked[each["visit"]]
        move_to(who, visit, Wish(each["lead"], each["at"], visit.scheduled_minutes, proposal.day))
    db.session.flush()
    if _in_trouble(organisation, proposal) - (in_trouble - locked.keys()):
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


def _in_trouble(organisation: str, proposal: DayProposal) -> set[str]:
    """The visits of the day that cannot be done as it stands now."""
    read = read_day(organisation, proposal.day, proposal.team_id)
    return {read.lines[work].visit.id for work in standing(read.day)[1]}
