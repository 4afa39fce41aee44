"""What goes by itself when its time is over: looks at data, and the words of sign-ins. Everything else asks two people."""

from __future__ import annotations

from server.accounts import audit
from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.privacy import access, times
from server.privacy.erasing import keep_months


def forget_due(organisation: str) -> int:
    """A batch of each; returns how many went (DA-2)."""
    zone, now = db.session.get_one(Organisation, organisation).time_zone, clock.now()
    looks, sign_ins = (
        times.ended_before(now, keep_months(organisation, kind), zone) for kind in ("access", "sign_ins")
    )
    return write(lambda: access.forget_old(organisation, looks) + audit.forget_words(organisation, sign_ins))
