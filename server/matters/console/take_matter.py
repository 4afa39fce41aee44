"""The page on which the office takes something that needs no visit, or none yet: a connection, an errand, what another hotline sends."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Team
from server.console.form import back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.typed import moment_typed, words
from server.console.view import view_of
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.matters import opening
from server.matters.matter_rules import ORIGINATORS
from server.standards.limit_table import OFFICE_KINDS
from server.visits.office.actions import CALL_HOURS

BY_HAND = tuple(each for each in ORIGINATORS if each != "system")


@page("/matters/new", *DECIDING)
def take_matter() -> Any:
    """The form; a customer in the address is who asks."""
    who, reader = current(), view_of(current())
    organisation = who.organisation.id
    customer = _customer(organisation, request.args.get("customer", ""))
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name))
    return render(
        "matters/take",
        "matters",
        customer=customer.id if customer else "",
        whom=addressed_as(customer.name, customer.salutation, reader.language) if customer else "",
        kinds=[{"value": each, "label": t(f"matter.kind.{each}")} for each in OFFICE_KINDS],
        teams=[{"value": each.id, "label": name_of(each, reader.language)} for each in teams],
        own_team=who.person.team_id or "",
        from_whom=[{"value": each, "label": t(f"matter.originator.{each}")} for each in BY_HAND],
    )


@form("/matters", *DECIDING, at=lambda: url_for("console.take_matter"))
def record_matter() -> str:
    """Take it; its clocks begin with the call, never later than now."""
    who, typed = current(), request.form
    organisation, now = who.organisation.id, clock.now()
    customer = _customer(organisation, typed.get("customer", ""))
    team, kind, originator = typed.get("team", ""), typed.get("kind", ""), typed.get("originator", "")
    mistakes = {} if kind in OFFICE_KINDS else {"kind": ["missing"]}
    mistakes |= {} if originator in BY_HAND else {"originator": ["missing"]}
    if not is_id(team) or db.session.get(Team, (organisation, team)) is None:
        mistakes["team"] = ["missing"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    body: dict[str, Any] = {"kind": kind, "originator": originator, "team": team, "title": words("title", 200)}
    call_at = moment_typed("call_day", "called")
    if call_at and not clock.later(now, hours=-CALL_HOURS) <= call_at <= now:
        raise Problem("bad_input", {"called": ["call_at"]})
    optional = {
        "customer": customer.id if customer else "",
        "place": text_typed(typed, "place", 200),
        "hotline": text_typed(typed, "hotline", 80) if originator == "hotline" else "",
        "call_at": call_at,
    }
    body |= {name: value for name, value in optional.items() if value}
    body |= {"urgent": True} if typed.get("urgent") == "1" else {}
    made = opening.take_matter(organisation, who.person.id, body)
    return back_to(url_for("console.matter", matter_id=made), done="matter_taken")


def _customer(organisation: str, id_: str) -> Customer | None:
    if not id_:
        return None
    found = must_find(Customer, organisation, id_)
    return found
