"""What is in whose van: a list with what runs low first, and the form by which parts go out and come back."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.accounts.names import PeopleNames
from server.accounts.offered import offered_technicians
from server.console.form import back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.view import view_of
from server.dispatch.van_stock.stock import BY_HAND, Line, note_movement, stock_of
from server.kernel.authorise import current
from server.kernel.ids import is_id
from server.kernel.roles import DECIDING


@page("/van-stock", *DECIDING)
def van_stock() -> Any:
    """Everybody's van, or one technician's."""
    who, reader, one = current(), view_of(current()), request.args.get("technician", "")
    organisation, one = who.organisation.id, one if is_id(one) else ""
    names = PeopleNames(organisation, reader.language)
    lines = sorted(
        stock_of(organisation, one), key=lambda each: (each.left > each.low, names.get(each.person, ""), each.code)
    )
    people = [
        {"value": each.id, "label": name_of(each, reader.language)} for each in offered_technicians(organisation)[0]
    ]
    return render(
        "dispatch/van_stock",
        "board",
        rows=[_row(each) | {"who": names.get(each.person, "")} for each in lines],
        people=people,
        technician=one,
        kinds=[{"value": each, "label": t(f"van.{each}")} for each in BY_HAND],
    )


@form("/van-stock", *DECIDING, at=lambda: url_for("console.van_stock"))
def note_van_movement() -> str:
    """Parts go into a van, or come back."""
    who, typed = current(), request.form
    note_movement(who.organisation.id, who.person.id, typed.get("person", ""), dict(typed), typed.get("kind", ""))
    return back_to(url_for("console.van_stock"), done="van_noted")


def own_van(_context: Any) -> dict[str, Any] | None:
    """What should be in the van of the person who asks, on their own page."""
    who = current()
    rows = [_row(each) for each in stock_of(who.organisation.id, who.person.id)]
    return {"rows": rows} if rows else None


def _row(line: Line) -> dict[str, Any]:
    words = "van.more_used" if line.left < 0 else "van.low" if line.left <= line.low else ""
    return {
        "code": line.code,
        "name": line.name,
        "issued": line.issued,
        "used": line.used,
        "returned": line.returned,
        "left": line.left,
        "words": t(words) if words else "",
    }
