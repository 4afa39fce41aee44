"""Settling a cross purpose from its card, taking that back, and looking over what a phone brought back: a form, a fact of the office, and the page again."""

from __future__ import annotations

from flask import request, url_for

from server.console.form import back_to
from server.console.page import form
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.visits.conflicts import resolve
from server.visits.conflicts.models import Conflict
from server.visits.console.visit_panel import MAY_SETTLE, visible_line
from server.visits.office import actions


@form("/visits/<visit_id>/conflicts/<conflict_id>", *MAY_SETTLE, at=lambda visit_id, conflict_id: _page(visit_id))
def settle(visit_id: str, conflict_id: str) -> str:
    """Choose; who was too late sees what the other has chosen, and why nothing was saved."""
    who = current()
    visible_line(who, visit_id)
    conflict = db.session.get(Conflict, (who.organisation.id, conflict_id)) if is_id(conflict_id) else None
    if conflict is None or conflict.visit_id != visit_id:
        raise Problem("not_found")
    choice, seen = request.form.get("choice", ""), request.form.get("seen")
    done = "undone" if choice == "reopened" else "noted" if choice == "ask" else "decided"
    resolve.settle(who.organisation.id, who.person.id, conflict_id, choice, seen)
    return back_to(_page(visit_id), done=done)


@form("/visits/<visit_id>/looked-over", *MAY_SETTLE, at=lambda visit_id: _page(visit_id))
def look_over(visit_id: str) -> str:
    """What a phone brought back after a restore is right, as somebody of the office has seen."""
    who = current()
    visible_line(who, visit_id)
    actions.look_over(who.organisation.id, who.person.id, visit_id)
    return back_to(_page(visit_id), done="looked_over")


def _page(visit_id: str) -> str:
    return url_for("console.visit", visit_id=visit_id)
