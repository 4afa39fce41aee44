"""What another system was answered about somebody who is forgotten goes before its day is over."""

from __future__ import annotations

from sqlalchemy import delete

from server.api.idempotency import ApiAnswer
from server.kernel.db import db
from server.kernel.said import holding
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: stored answers that hold one of these values or ids."""
    for theirs in holding(asked, ApiAnswer.answer) if "contact" in asked.what else ():
        db.session.execute(delete(ApiAnswer).where(ApiAnswer.organisation_id == asked.organisation, theirs))
    return {}
