"""What a customer's code opens, and for how long. Wrong codes are counted by network before anything is looked up."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel import clock
from server.kernel.codes import code_in
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, refuse_guesses
from server.notices.models import VisitLink
from server.visits.models import Visit
from server.visits.rules import FINISHED

WRONG_GUESSES = 30  # by one network in 15 minutes
DAYS_OPEN = (
    30  # after the last thing that happened to a finished visit, or after the agreed time of one that nobody made
)


def opened(typed: str) -> Visit:
    """The visit whose page this code opens: `slow_down`, `visit_link_unknown`, `visit_link_expired`."""
    refuse_guesses("visit link", WRONG_GUESSES)
    code = code_in(typed)
    link = db.session.scalar(select(VisitLink).where(VisitLink.code == code).limit(1)) if code else None
    visit = db.session.get(Visit, (link.organisation_id, link.visit_id)) if link else None
    if visit is None:
        count_guess("visit link", WRONG_GUESSES)
        raise Problem("visit_link_unknown")
    since = visit.last_fact_at if visit.state in FINISHED else visit.due or visit.received_at
    if clock.later(since or visit.received_at, days=DAYS_OPEN) < clock.now():
        raise Problem("visit_link_expired")
    return visit
