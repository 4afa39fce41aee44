"""The organisation's working days: a year's holidays and make-up days, pasted as lines, replace what was there for that year."""

from __future__ import annotations

from flask import request, url_for

from server.accounts.calendar import import_year, read_days
from server.console.form import back_to
from server.console.page import form
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.text.numbers import read_count


@form("/settings/calendar", "administrator", at=lambda: url_for("console.settings"))
def import_calendar() -> str:
    """Import one year; from now on dates in it are checked, and what had rested on it is looked at again."""
    who, year = current(), read_count(request.form.get("year"), 2099) or 0
    if year < 2020:
        raise Problem("bad_input", {"year": ["day"]})
    import_year(who.organisation.id, who.person.id, year, read_days(request.form.get("days", ""), year))
    installed().calendar_changed(who.organisation.id, who.person.id)
    return back_to(url_for("console.settings"), done="calendar")
