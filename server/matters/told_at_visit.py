"""Who is called about a promise of a visit hears what came of that visit: the contact counts for the matter's loop, too (FT-6)."""

from __future__ import annotations

from server.kernel.authorise import Who
from server.kernel.db import db
from server.matters.matter_actions import feed_back, loaded
from server.matters.matter_models import Matter
from server.matters.matter_rules import CLOSED
from server.visits.models import Visit


def told(organisation: str, visit_id: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office spoke with the customer of a visit; what that lacks still is looked at at once."""
    visit = db.session.get(Visit, (organisation, visit_id)) if "contacted" in kinds else None
    row = db.session.get(Matter, (organisation, visit.matter_id)) if visit and visit.matter_id else None
    if row is None or row.state == CLOSED:
        return
    this = loaded(Who(organisation, row.accepted_by), row.id)
    if this.story.told is not None and this.story.told.visit == visit_id:
        feed_back(Who(organisation, this.story.told.person), row.id)
