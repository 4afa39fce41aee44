"""What an undo would take back, named before it is pressed."""

from __future__ import annotations

from sqlalchemy import select

from server.console.layout import t
from server.customers.rules import headline
from server.kernel.db import db
from server.kernel.ids import is_id
from server.visits.console.timeline_section import narrator_of
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Fact

MOST = 50


def undoing(organisation: str, named: str, reader: VisitViewContext) -> str:
    """翠湖花园 2-1-2803：派给李明: the acts that an address names by the ids of their facts; '' for none that is ours."""
    ids = [each for each in named.split(".") if is_id(each)][:MOST]
    if not ids:
        return ""
    rows = select(Fact).where(Fact.organisation_id == organisation, Fact.id.in_(ids), Fact.device == "office")
    facts = list(db.session.scalars(rows.order_by(Fact.position)))
    visits = sorted({fact.subject_id for fact in facts})
    lines = lines_of(organisation, visits[:1])
    if not lines:
        return ""
    line = lines[0]
    ours = [fact for fact in facts if fact.subject_id == line.visit.id]
    narrator = narrator_of(line, reader, ours)
    what = t(
        "board.undo.of", place=headline(line.premises), acts=" · ".join(narrator.narrate(each).line for each in ours)
    )
    return what if len(visits) == 1 else t("board.undo.more", what=what, count=len(visits) - 1)
