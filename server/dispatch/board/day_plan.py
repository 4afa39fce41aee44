"""The plan of a day on paper: a sheet of A4 a technician, for whoever goes out without a phone that works. Numbers are masked, and it is on record (DA-3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from server.accounts.models import Person
from server.console.layout import name_of, render, t
from server.console.page import page
from server.customers.access import saw
from server.customers.rules import addressed_as, full_address
from server.dispatch.board.lanes import lines_on, technicians_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.ids import is_id
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone
from server.visits.console.view import view_context
from server.visits.console.visit_panel import bring_of
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.rules import ENDED


@page("/board/paper", *DECIDING)
def day_plan() -> Any:
    """The day's sheets: of everybody who has a visit, of a team, or of one technician."""
    who, reader, given = current(), view_context(current()), request.args
    day = given["day"] if dates.is_day(given.get("day", "")) else reader.today
    team, one = (given[name] if is_id(given.get(name, "")) else "" for name in ("team", "technician"))
    lines = lines_on(who.organisation.id, day, reader.today, team)
    people = [each for each in technicians_of(who.organisation.id, team) if one in ("", each.id)]
    sheets = [sheet for each in people if (sheet := _sheet(each, lines, reader))["rows"]]
    saw(who, "list", count=sum(len(each["rows"]) for each in sheets))
    return render(
        "dispatch/day_plan",
        "board",
        sheets=sheets,
        day=dates.named_day(day, reader.language, reader.today),
        hotline=who.organisation.hotline,
    )


def _sheet(person: Person, lines: Sequence[Line], reader: VisitViewContext) -> dict[str, Any]:
    own = [line for line in lines if person.id in (line.visit.lead_id, *(each.id for each in line.helpers))]
    own.sort(key=lambda line: line.visit.scheduled_at or line.visit.agreed_at or line.visit.window_from or "9")
    return {
        "name": name_of(person, reader.language),
        "badge": person.badge or "",
        "rows": [_row(line, person, reader) for line in own],
    }


def _row(line: Line, person: Person, reader: VisitViewContext) -> dict[str, Any]:
    visit, customer, place, kind = line.visit, line.customer, line.premises, reader.kinds.get(line.visit.kind_of_work)
    return {
        "number": visit.number,
        "start": dates.clock_time(visit.scheduled_at, reader.zone) if visit.scheduled_at else "",
        "promised": dates.when(visit.agreed_at, visit.window_from, visit.window_to, reader.zone, reader.language),
        "address": full_address(place, reader.language),
        "work": kind.title(reader.language) if kind else visit.kind_of_work,
        "customer": addressed_as(customer.name, customer.salutation, reader.language),
        "phone": masked_phone(customer.phone),
        "deaf": customer.hard_of_hearing,
        "notes": [each for each in (place.gate_note, place.door_note, visit.instructions) if each],
        "bring": bring_of(visit, reader),
        "helps": visit.lead_id != person.id,
        "result": t(f"state.{visit.state}") if visit.state in ENDED else "",
    }
