"""What forms of the console have in common when they read what somebody typed."""

from __future__ import annotations

from flask import request

from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.letters import tidy
from server.kernel.text.numbers import read_count
from server.kernel.text.phones import Phone, read_phone
from server.kernel.text.times import read_end, read_time
from server.kernel.text.typed import text_typed


def moment_typed(
    day: str, hour: str, *, prefilled: bool = False, ends: bool = False, ahead: bool = False
) -> str | None:
    """The moment out of two fields of the form; None where neither is filled in. `bad_input` for anything that is none.

    `prefilled`: the form itself wrote a day, so a day alone says nothing. `ends`: midnight may be said as 24:00. `ahead`: it has to lie
    ahead, at most a year.
    """
    typed, zone = request.form, current().organisation.time_zone
    on, day_is_none = read_day(typed.get(day))
    if not typed.get(hour) and (prefilled or not (on or day_is_none)):
        return None
    at, trouble = (read_end if ends else read_time)(typed.get(hour))
    today = clock.day_of(clock.now(), zone)
    on = on or today
    if day_is_none or not dates.is_day(on):
        raise Problem("bad_input", {day: ["day"]})
    if not at:
        raise Problem("bad_input", {hour: [trouble or "time"]})
    if trouble := clock.trouble_at(on, at, zone):
        raise Problem("bad_input", {hour: [trouble]})
    moment = clock.moment_at(on, at, zone)
    if ends and not read_time(typed.get(hour))[0]:
        moment = clock.moment_at(clock.day_of(clock.later(moment, hours=36), zone), at, zone)
    if ahead and (wrong := "past" if moment < clock.now() else day_trouble(on, today)):
        raise Problem("bad_input", {day if on < today or wrong == "far" else hour: [wrong]})
    return moment


def phone_typed(name: str) -> Phone:
    """The telephone number of a field that may stay empty; `bad_input` where something else was typed, because it would be lost."""
    phone = read_phone(request.form.get(name))
    if phone.trouble and tidy(request.form.get(name)):
        raise Problem("bad_input", {name: [phone.trouble]})
    return phone


def count_typed(name: str, otherwise: int, most: int) -> int:
    """A whole number of a field that may stay empty; `bad_input` with `count` for anything else."""
    if not tidy(request.form.get(name)):
        return otherwise
    number = read_count(request.form.get(name), most)
    if number is None:
        raise Problem("bad_input", {name: ["count"]})
    return number


def words(name: str, longest: int = 1000, least: int = 1) -> str:
    """A text that has to be there; `bad_input` where it is too short."""
    found = text_typed(request.form, name, longest)
    if len(found) < least:
        raise Problem("bad_input", {name: ["console.matter.mistake.short" if least > 1 else "missing"]})
    return found
