"""A receipt that the customer has opened: the result is told, by a link that reached (4.3, FT-6)."""

from __future__ import annotations

from server.kernel.authorise import Who
from server.kernel.db import db
from server.matters.matter_actions import feed_back, loaded, say
from server.matters.matter_models import Matter
from server.matters.matter_rules import CLOSED
from server.visits.models import Visit


def opened(organisation: str, visit_id: str) -> None:
    """Inside `write`: note the contact once for a result. Another visit's receipt tells nothing of the latest one."""
    visit = db.session.get(Visit, (organisation, visit_id))
    row = db.session.get(Matter, (organisation, visit.matter_id)) if visit and visit.matter_id else None
    if visit is None or row is None or row.state == CLOSED:
        return
    who = Who(organisation, visit.customer_id)
    this = loaded(who, row.id)
    result = this.story.result
    if this.story.told is not None or not this.story.has_result or result is None or result.event.visit != visit.id:
        return
    say(who, this, "contacted", {"to": "customer", "direction": "in", "channel": "link", "result": "reached"})
    feed_back(who, row.id)
