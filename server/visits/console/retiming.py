"""Another time for a visit, as a form or another system says it: one reading of the times, one rule of reason and apology (HV-8c)."""

from __future__ import annotations

from collections.abc import Mapping

from server.i18n import dates
from server.kernel import clock
from server.kernel.problem import Problem
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.times import is_over_midnight, read_end, read_time
from server.kernel.text.typed import text_typed
from server.visits import days
from server.visits.limit_results import late_notice
from server.visits.models import Visit
from server.visits.office import actions


def retime_visit(organisation: str, by: str, zone: str, visit: Visit, typed: Mapping[str, str]) -> None:
    """Inside `write`: the time that was typed (`day`, `from`, `to`, `agreed`), at whose wish (`by`), with `reason` and `apology` of ours."""
    window, agreed = times_typed(typed, zone)
    asked_by = "customer" if typed.get("by") == "customer" else "us"
    reason, apology = text_typed(typed, "reason", 300), typed.get("apology") == "1"
    if asked_by == "us" and not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    if asked_by == "us" and not apology and late_notice(visit, clock.now()):
        raise Problem("bad_input", {"apology": ["apology"]})
    actions.reschedule(
        organisation,
        by,
        visit.id,
        asked_by=asked_by,
        window=window,
        agreed_at=agreed,
        reason=reason or None,
        apology=apology,
    )


def times_typed(typed: Mapping[str, str], zone: str) -> tuple[tuple[str, str] | None, str | None]:
    """(window, agreed time) as typed; `bad_input` with the field that cannot be."""
    day, _ = read_day(typed.get("day"))
    if not dates.is_day(day):
        raise Problem("bad_input", {"day": ["day"]})
    now = clock.local(clock.now(), zone)
    if trouble := day_trouble(day, now.date().isoformat()):
        raise Problem("bad_input", {"day": [trouble]})
    read = {
        "from": read_time(typed.get("from")),
        "to": read_end(typed.get("to")),
        "agreed": read_time(typed.get("agreed")),
    }
    if troubles := {name: [trouble] for name, (_, trouble) in read.items() if trouble}:
        raise Problem("bad_input", troubles)
    start, end, agreed = (clock_ for clock_, _ in read.values())
    if not start and not end and not agreed:
        raise Problem("bad_input", {"from": ["no_time"]})
    over_midnight = is_over_midnight(start, end)
    if bool(start) != bool(end) or (start and start >= end and not over_midnight):
        raise Problem("bad_input", {"to": ["window"]})
    following = days.shifted(day, 1)
    window = (
        (clock.moment_at(day, start, zone), clock.moment_at(following if over_midnight else day, end, zone))
        if start
        else None
    )
    for name, at in (("from", start), ("agreed", agreed)):
        if trouble := clock.trouble_at(day, at, zone) if at else "":
            raise Problem("bad_input", {name: [trouble]})
    on = following if over_midnight and agreed and agreed < start else day
    agreed_at = clock.moment_at(on, agreed, zone) if agreed else None
    if window and agreed_at and not window[0] <= agreed_at <= window[1]:
        raise Problem("bad_input", {"agreed": ["agreed_outside"]})
    if (agreed_at or (window[1] if window else "")) < clock.now():
        raise Problem("bad_input", {"agreed" if agreed else "to": ["past"]})
    return window, agreed_at
