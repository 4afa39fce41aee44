"""Moving a visit on the board: what a form or a hand wishes, and the acts of the office that it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.dispatch.board.moving import Promise, instead, keeps, moment_of, position_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.numbers import read_count
from server.kernel.text.times import read_time
from server.kernel.text.typed import text_typed
from server.visits.console.visit_forms import helpers_of
from server.visits.limit_results import late_notice
from server.visits.models import Visit
from server.visits.office import actions
from server.visits.office.scheduling import LEAST, MOST, schedule

MOST_HELPERS = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody wants a visit: `lead` '' for nobody; `minute` of the `day`, None where the time shall stay."""

    lead: str
    minute: int | None
    minutes: int | None
    day: str = ""
    reason: str = ""
    apology: bool = False


def wish_of(who: Caller, typed: Mapping[str, str]) -> Wish:
    """The wish of a form; `bad_input` names the field that cannot be. A hand sends `minute`, a person types `start`."""
    lead, (day, day_is_none) = typed.get("lead", ""), read_day(typed.get("day"))
    if lead and not is_id(lead):
        raise Problem("bad_input", {"lead": ["person"]})
    if day_is_none or (day and not dates.is_day(day)):
        raise Problem("bad_input", {"day": ["day"]})
    given, length = typed.get("minute", ""), text_typed(typed, "minutes", 8)
    start, trouble = read_time(typed.get("start"))
    minute = int(start[:2]) * 60 + int(start[3:]) if start else None
    if given:
        minute, trouble = (int(given), "") if given.isdecimal() and len(given) < 5 else (None, "time")
    if trouble:
        raise Problem("bad_input", {"start": [trouble]})
    if length and not (read_count(length, MOST) or 0) >= LEAST:
        raise Problem("bad_input", {"minutes": ["minutes"]})
    if minute is not None and not day:
        raise Problem("bad_input", {"day": ["day"]})
    reason = text_typed(typed, "reason", 300)
    return Wish(lead, minute, read_count(length, MOST), day, reason, typed.get("apology") == "1")


def promise_of(visit: Visit) -> Promise:
    """What the customer of this visit was told."""
    window = (visit.window_from, visit.window_to) if visit.window_from and visit.window_to else None
    return Promise(visit.agreed_at, window)


def move_to(who: Caller, visit: Visit, wish: Wish) -> None:
    """Inside the form's write: assign, plan and, where the promise changes, reschedule. `bad_input` for what is missing."""
    organisation, by, zone, id_ = who.organisation.id, who.person.id, who.organisation.time_zone, visit.id
    start, day = _start(visit, wish, zone), wish.day
    promise, minutes = promise_of(visit), wish.minutes
    breaks = start is not None and not keeps(promise, start)
    if breaks and not wish.reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    if breaks and late_notice(visit, clock.now()) and not wish.apology:
        raise Problem("bad_input", {"apology": ["apology"]})
    if (wish.lead or None) != visit.lead_id:
        helpers = [each for each in helpers_of(visit) if each != wish.lead][:MOST_HELPERS] if wish.lead else []
        actions.assign(organisation, by, id_, wish.lead or None, helpers)
    if start is not None and breaks:
        promise = instead(promise, start, day, zone)
        actions.reschedule(
            organisation,
            by,
            id_,
            asked_by="us",
            window=promise.window,
            agreed_at=promise.agreed_at,
            reason=wish.reason,
            apology=wish.apology,
        )
    begins = visit.scheduled_at if start is None else None if promise.agreed_at else start
    schedule(organisation, by, id_, begins, minutes)


def _start(visit: Visit, wish: Wish, zone: str) -> str | None:
    """The moment that is wished, None where the time stays; `bad_input` for a moment that is over or that no clock shows."""
    if wish.minute is None:
        return None
    try:
        start = moment_of(wish.minute, wish.day, zone)
    except ValueError:
        raise Problem("bad_input", {"start": ["no_such_time"]}) from None
    stands = visit.scheduled_at or visit.agreed_at or (visit.window_from if visit.lead_id else None)
    if stands and position_of(stands, wish.day, zone) == wish.minute:
        return None  # because only the person or the length changes, whatever the clock says by now
    now = clock.now()
    if trouble := day_trouble(wish.day, clock.day_of(now, zone)):
        raise Problem("bad_input", {"day": [trouble]})
    if start < clock.later(now, minutes=-LEAST):
        raise Problem("bad_input", {"start": ["past"]})
    return start
