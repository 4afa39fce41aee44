"""What other systems answered about somebody who is forgotten; what they were told holds ids and states alone."""

from __future__ import annotations

from sqlalchemy import update

from server.kernel.db import db
from server.kernel.said import holding
from server.kernel.wiring import Forgetting
from server.webhooks.models import WebhookDelivery


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: the kept beginnings of answers that hold one of these values or ids."""
    for theirs in holding(asked, WebhookDelivery.answer) if "contact" in asked.what else ():
        ours = update(WebhookDelivery).where(WebhookDelivery.organisation_id == asked.organisation, theirs)
        db.session.execute(ours.values(answer=""))
    return {}
