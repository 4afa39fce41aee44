"""A matter's story: its own facts and what its visits bring to it, told in words, oldest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.matters.matter_log import Whole
from server.visits.console.story_days import narrator_for, story_days
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Fact
from server.visits.standard import document_of

UNTOLD = ("visit_joined", "answered", "withdrawn")
MOST = 500


def story_of(this: Whole, reader: VisitViewContext) -> list[dict[str, Any]]:
    """[{day, label, entries: [{time, source, line, detail, tone}]}], oldest first; of very long ones the latest."""
    ids = [each.id for each in this.events if each.kind not in UNTOLD][-MOST:]
    rows = db.session.scalars(select(Fact).where(Fact.organisation_id == this.row.organisation_id, Fact.id.in_(ids)))
    ends = {
        each["id"]: each["title"][reader.language]
        for visit in this.visits
        for each in document_of(visit.organisation_id, visit.standard_id, visit.standard_version).get("outcomes", [])
    }
    return story_days(rows, replace(narrator_for(this.row.organisation_id, reader), ends=ends), reader)
