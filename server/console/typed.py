"""What forms of the console have in common when they read what somebody typed."""

from __future__ import annotations

from flask import request

from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.kernel.text.times import read_time


def moment_typed(day: str, hour: str) -> str | None:
    """The moment out of two fields of the form; None where neither is filled in. `bad_input` for anything that is none."""
    typed = request.form
    if not typed.get(day) and not typed.get(hour):
        return None
    at, trouble = read_time(typed.get(hour))
    on = typed.get(day) or clock.day_of(clock.now(), current().organisation.time_zone)
    if not dates.is_day(on):
        raise Problem("bad_input", {day: ["day"]})
    if not at:
        raise Problem("bad_input", {hour: [trouble or "time"]})
    return clock.moment_at(on, at, current().organisation.time_zone)


def words(name: str, longest: int = 1000, least: int = 1) -> str:
    """A text that has to be there; `bad_input` where it is too short."""
    found = tidy(request.form.get(name), longest)
    if len(found) < least:
        raise Problem("bad_input", {name: ["console.matter.mistake.short" if least > 1 else "missing"]})
    return found
