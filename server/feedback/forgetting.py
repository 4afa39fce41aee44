"""What a customer wrote goes with the bodies; that and when somebody answered stays."""

from __future__ import annotations

from sqlalchemy import or_, update

from server.feedback.models import CustomerAnswer
from server.kernel.db import db
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: the words of these customers' and visits' answers."""
    if "bodies" in asked.what:
        theirs = or_(CustomerAnswer.customer_id.in_(asked.customers), CustomerAnswer.visit_id.in_(asked.subjects))
        ours = update(CustomerAnswer).where(CustomerAnswer.organisation_id == asked.organisation, theirs)
        db.session.execute(ours.values(words=""))
    return {}
