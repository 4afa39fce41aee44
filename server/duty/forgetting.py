"""The number of somebody who called goes with the rest of what is known of them, however the telephone system spells it."""

from __future__ import annotations

from sqlalchemy import select

from server.duty.models import PhoneCall
from server.kernel.db import db
from server.kernel.text.phones import phone_digits
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: callers' numbers that are among the texts by which somebody is found."""
    theirs = {phone_digits(each) for each in asked.values} - {""} if "contact" in asked.what else set[str]()
    if not theirs:
        return {}
    kept = select(PhoneCall).where(PhoneCall.organisation_id == asked.organisation, PhoneCall.caller.is_not(None))
    gone = [each for each in db.session.scalars(kept) if phone_digits(each.caller) in theirs]
    for each in gone:
        each.caller = None
    return {"call": len(gone)} if gone else {}
