"""The number of somebody who called goes with the rest of what is known of them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, update

from server.duty.models import PhoneCall
from server.kernel.db import db
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: callers' numbers that are among the texts by which somebody is found."""
    if "contact" not in asked.what or not asked.values:
        return {}
    theirs = (
        update(PhoneCall)
        .where(PhoneCall.organisation_id == asked.organisation, PhoneCall.caller.in_(asked.values))
        .values(caller=None)
    )
    gone = cast("CursorResult[Any]", db.session.execute(theirs)).rowcount
    return {"call": gone} if gone else {}
