"""What customers said on the telephone goes with the bodies; that they were called, and when, stays."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from server.callbacks.models import CallBack, CallBackAttempt, CallBackWish
from server.kernel.db import db
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: answers and words of calls to these customers and about these visits."""
    if "bodies" not in asked.what:
        return {}
    theirs = or_(CallBack.customer_id.in_(asked.customers), CallBack.visit_id.in_(asked.subjects))
    found = list(db.session.scalars(select(CallBack.id).where(CallBack.organisation_id == asked.organisation, theirs)))
    for table, which, values in (
        (CallBack, CallBack.id.in_(found), {"answers": "{}", "words": "", "last_words": ""}),
        (CallBackAttempt, CallBackAttempt.call_back_id.in_(found), {"note": ""}),
    ):
        db.session.execute(update(table).where(table.organisation_id == asked.organisation, which).values(**values))
    if "contact" in asked.what:
        gone = (CallBackWish.organisation_id == asked.organisation, CallBackWish.customer_id.in_(asked.customers))
        db.session.execute(delete(CallBackWish).where(*gone))
    return {"call_backs": len(found)}
