"""Settling a cross purpose from its card, taking that back, and looking over what a phone brought back: a form, a fact of the office, and the page again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from server.console.page import back_to, page
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.visits.conflicts import resolve
from server.visits.conflicts.models import Conflict
from server.visits.console.visit_page import visit_page
from server.visits.console.visit_panel import MAY_SETTLE, must_find
from server.visits.office import actions


@page("/visits/<visit_id>/conflicts/<conflict_id>", *MAY_SETTLE, methods=("POST",))
def settle(visit_id: str, conflict_id: str) -> Any:
    """Choose; who was too late sees what the other has chosen, and why nothing was saved."""
    who = current()
    must_find(who, visit_id)
    conflict = db.session.get(Conflict, (who.organisation.id, conflict_id)) if is_id(conflict_id) else None
    if conflict is None or conflict.visit_id != visit_id:
        raise Problem("not_found")
    choice, seen = request.form.get("choice", ""), request.form.get("seen")
    done = "undone" if choice == "reopened" else "noted" if choice == "ask" else "decided"
    return _do(visit_id, done, lambda: resolve.settle(who.organisation.id, who.person.id, conflict_id, choice, seen))


@page("/visits/<visit_id>/looked-over", *MAY_SETTLE, methods=("POST",))
def look_over(visit_id: str) -> Any:
    """What a phone brought back after a restore is right, as somebody of the office has seen."""
    who = current()
    must_find(who, visit_id)
    return _do(visit_id, "looked_over", lambda: actions.look_over(who.organisation.id, who.person.id, visit_id))


def _do(visit_id: str, done: str, act: Callable[[], object]) -> Any:
    """Act; where that is refused, the visit's page says why and shows how it stands now."""
    try:
        act()
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return visit_page(visit_id, problem=problem)
    return back_to(url_for("console.visit", visit_id=visit_id), done=done)
