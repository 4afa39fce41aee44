"""One call: by whom and when it may be made, what came of it, and where a low answer goes (SV-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from server.accounts.models import Organisation, Person
from server.callbacks.by_form import wish_no_calls
from server.callbacks.models import CallBack, CallBackAttempt
from server.callbacks.rules import (
    ASKED,
    COMPLAINT,
    IN_VAIN,
    PLANNED,
    REFUSED,
    RESULTS,
    UNREACHABLE,
    is_low,
    is_unreachable,
    may_call_at,
    unknown_answers,
)
from server.complaints.candidates import found_by_call
from server.complaints.story import case_in
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.visits.office.append import act

REACHED = "reached"
HINT = 280


@act
def called(
    organisation: str,
    by: str,
    call_back: str,
    result: str,
    *,
    answers: Mapping[str, str] | None = None,
    words: str = "",
    note: str = "",
    next_at: str = "",
) -> str:
    """Somebody telephoned; returns the state that the call-back has now.

    `own_team` for the callers of the team that did the work, `own_matter` for whoever handled the complaint that it is about, `call_not_wanted`
    where the customer gets a form, `call_back_hours` outside nine to nine, `call_back_early` before the days of a project,
    `answers_without_contact` for answers of somebody who was not reached.
    """
    row = must_find(CallBack, organisation, call_back)
    if row.state != PLANNED:
        raise Problem("call_back_over")
    if is_own_team(organisation, by, row):
        raise Problem("own_team")
    if is_own_matter(row, by):
        raise Problem("own_matter")
    if row.code is not None:
        raise Problem("call_not_wanted")
    now = clock.now()
    _check_moment(organisation, row, now)
    given = {name: value for name, value in (answers or {}).items() if value}
    if result != REACHED and (given or words):
        raise Problem("answers_without_contact", {"result": ["console.callback.mistake.contact"]})
    if result not in (REACHED, *RESULTS):
        raise Problem("bad_input", {"result": ["choice"]})
    if result == REACHED and (wrong := [*unknown_answers(given), *(() if given else ("satisfied",))]):
        raise Problem("bad_input", {wrong[0]: ["choice"]})
    if result == "later" and next_at <= now:
        raise Problem("bad_input", {"next": ["time"]})
    row.attempts, row.next_at, row.last_words = row.attempts + 1, next_at or None, (note or words)[:HINT]
    db.session.add(
        CallBackAttempt(
            organisation_id=organisation,
            id=new_id(),
            call_back_id=row.id,
            at=now,
            person_id=by,
            result=result,
            note=note[:HINT],
        )
    )
    db.session.flush()
    _conclude(row, by, result, given, words, now)
    return row.state


def is_own_team(organisation: str, person: str, row: CallBack) -> bool:
    """Whether the person belongs to the team that did the work."""
    caller = db.session.get(Person, (organisation, person))
    return caller is not None and row.team_id is not None and caller.team_id == row.team_id


def is_own_matter(row: CallBack, person: str) -> bool:
    """Whether the call is about a complaint that this person handled or is concerned by."""
    if row.plan != COMPLAINT:
        return False
    case = case_in(row.organisation_id, row.subject_id)
    return case.handler == person or case.party(person) is not None


def attempts_of(row: CallBack) -> list[CallBackAttempt]:
    """The attempts so far, in order."""
    wanted = select(CallBackAttempt).where(
        CallBackAttempt.organisation_id == row.organisation_id, CallBackAttempt.call_back_id == row.id
    )
    return list(db.session.scalars(wanted.order_by(CallBackAttempt.at, CallBackAttempt.id)))


def answers_of(row: CallBack) -> dict[str, str]:
    """{question: answer}."""
    found: dict[str, str] = json.loads(row.answers)
    return found


def _conclude(row: CallBack, by: str, result: str, answers: dict[str, str], words: str, now: str) -> None:
    if result == REACHED:
        row.state, row.answers, row.words = ASKED, json.dumps(answers), words
        if is_low(answers):
            found_by_call(row.organisation_id, row.id, row.visit_id or "", row.customer_id, words)
    elif result == "no_calls":
        wish_no_calls(row.organisation_id, by, row.customer_id, wanted=False)
    elif result == "refused":
        row.state = REFUSED
    else:
        zone = _zone(row.organisation_id)
        days = [clock.day_of(each.at, zone) for each in attempts_of(row) if each.result in IN_VAIN]
        if is_unreachable(days):
            row.state = UNREACHABLE  # nobody is called instead, because that would choose for the answers (ruling 14)
    if row.state != PLANNED:
        row.caller_id, row.ended_at = by, now


def _check_moment(organisation: str, row: CallBack, now: str) -> None:
    zone = _zone(organisation)
    if not may_call_at(int(clock.hour_and_minute(now, zone).split(":")[0])):
        raise Problem("call_back_hours")
    if clock.day_of(now, zone) < row.due_from:
        raise Problem("call_back_early")


def _zone(organisation: str) -> str:
    return str(db.session.scalar(select(Organisation.time_zone).where(Organisation.id == organisation)) or "UTC")
