"""A matter's story: its own facts and what its visits bring to it, told in words, oldest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.matters.matter_log import Whole
from server.visits.console.story_days import narrator_for, story_days
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Fact

UNTOLD = ("visit_joined", "answered", "withdrawn")
MOST = 500


def story_of(this: Whole, reader: VisitViewContext) -> list[dict[str, Any]]:
    """[{day, label, entries: [{time, source, line, detail, tone}]}], oldest first; of very long ones the latest."""
    ids = [each.id for each in this.events if each.kind not in UNTOLD][-MOST:]
    rows = db.session.scalars(select(Fact).where(Fact.organisation_id == this.row.organisation_id, Fact.id.in_(ids)))
    return story_days(rows, narrator_for(this.row.organisation_id, reader), reader)
