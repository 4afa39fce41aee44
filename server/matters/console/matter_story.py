"""A matter's story: its own facts and what its visits bring to it, told in words, oldest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.accounts.models import Person
from server.console.layout import name_of
from server.i18n import dates
from server.kernel import clock
from server.kernel.db import db
from server.matters.matter_log import Whole
from server.matters.matter_models import Matter
from server.visits.console.narration import Narrator
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Fact

UNTOLD = ("visit_joined", "answered", "withdrawn")
MOST = 500


def narrator_of(row: Matter, reader: VisitViewContext) -> Narrator:
    """Who tells a matter's facts."""
    people = db.session.scalars(select(Person).where(Person.organisation_id == row.organisation_id))
    names = {each.id: name_of(each, reader.language) for each in people}
    return Narrator(language=reader.language, zone=reader.zone, today=reader.today, people=names, steps={})


def story_of(this: Whole, reader: VisitViewContext) -> list[dict[str, Any]]:
    """[{day, label, entries: [{time, source, line, detail, tone}]}], oldest first; of very long ones the latest."""
    ids = [each.id for each in this.events if each.kind not in UNTOLD][-MOST:]
    rows = db.session.scalars(select(Fact).where(Fact.organisation_id == this.row.organisation_id, Fact.id.in_(ids)))
    narrator, days = narrator_of(this.row, reader), list[dict[str, Any]]()
    for fact in sorted(rows, key=lambda each: (each.corrected_at, each.id)):
        day = clock.day_of(fact.corrected_at, reader.zone)
        if not days or days[-1]["value"] != day:
            days.append({"value": day, "label": dates.named_day(day, reader.language, reader.today), "entries": []})
        told = narrator.narrate(fact)
        days[-1]["entries"].append(
            {
                "id": fact.id,
                "time": dates.clock_time(fact.corrected_at, reader.zone),
                "phone": "",
                "source": told.source,
                "line": told.line,
                "detail": told.detail,
                "tone": told.tone,
                "bracket": "",
                "received": "",
            }
        )
    return days
