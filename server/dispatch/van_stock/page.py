"""What is in whose van: a list with what runs low first, and the form by which parts go out and come back."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Person
from server.accounts.names import PeopleNames
from server.accounts.offered import offered_technicians
from server.accounts.search import staff_words
from server.console.form import back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page, query_typed
from server.console.view import view_of
from server.dispatch.van_stock.stock import BY_HAND, Line, note_movement, stock_of
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.roles import DECIDING
from server.kernel.search import is_named
from server.kernel.text.spelling import number_words, plain_spelling


@page("/van-stock", *DECIDING)
def van_stock() -> Any:
    """Everybody's van, or one technician's."""
    who, reader, one = current(), view_of(current()), request.args.get("technician", "")
    organisation, one, query = who.organisation.id, one if is_id(one) else "", query_typed()
    names = PeopleNames(organisation, reader.language)
    lines = sorted(
        stock_of(organisation, one), key=lambda each: (each.left > each.low, names.get(each.person, ""), each.code)
    )
    known = _words_of(organisation, {each.person for each in lines}) if query else {}
    people = [
        {"value": each.id, "label": name_of(each, reader.language)} for each in offered_technicians(organisation)[0]
    ]
    return render(
        "dispatch/van_stock",
        "board",
        rows=[
            _row(each) | {"who": names.get(each.person, "")}
            for each in lines
            if is_named(query, [*known.get(each.person, ()), *number_words(each.code), plain_spelling(each.name)])
        ],
        query=query,
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


def _words_of(organisation: str, people: set[str]) -> dict[str, list[str]]:
    """Person → by what a search finds them."""
    rows = db.session.scalars(select(Person).where(Person.organisation_id == organisation, Person.id.in_(people)))
    return {row.id: staff_words(row.name, row.name_en, row.badge, row.login) for row in rows}


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
