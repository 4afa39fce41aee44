"""How a form of the console acts on one visit: only if the order still is as the form showed it, and with what could be undone."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.visits.console.visit_forms import token_of
from server.visits.models import Fact, Visit
from server.visits.office.undo import KINDS

Doing = Callable[[Caller, Visit], None]


def run_act(visit_id: str, done: str | Callable[[], str], work: Doing) -> str:
    """Inside a form: run one act on a visit, if the order still is as the form showed it; then the address of the page that the form came from.

    `done` is the word of what is said there, or finds it once the act is done.
    """
    who = current()
    visit = must_find(Visit, who.organisation.id, visit_id, locked=True)
    if request.form.get("version", "") != token_of(visit):
        raise Problem("changed_meanwhile")
    began = clock.now()
    work(who, visit)
    said = done if isinstance(done, str) else done()
    return back_to(page_of(visit_id), done=said, undo=last_acts(who.organisation.id, [visit_id], began))


def last_acts(organisation: str, visits: list[str], since: str) -> str:
    """The acts on these visits since a moment, as the address names them for undoing."""
    acts = select(Fact.id).where(
        Fact.organisation_id == organisation,
        Fact.subject_id.in_(visits),
        Fact.device == "office",
        Fact.kind.in_(KINDS),
        Fact.received_at >= since,
    )
    return ".".join(db.session.scalars(acts.order_by(Fact.id)))


def page_of(visit_id: str, doing: str | None = None) -> str:
    """The visit's own page, with a form open."""
    return url_for("console.visit", visit_id=visit_id, do=doing)
