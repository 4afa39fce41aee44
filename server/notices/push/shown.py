"""What the office sees of hints on a phone: whether they reach it, and since when."""

from __future__ import annotations

from server.console.layout import t
from server.console.view import view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.notices.push.hints import public_key
from server.notices.push.models import PushSubscription


def device_section(device: str) -> dict[str, str] | None:
    """A line on a phone's panel; nothing where the installation gives no hints."""
    if public_key() is None:
        return None
    who, reader = current(), view_of(current())
    row = db.session.get(PushSubscription, (who.organisation.id, device))
    if row is None:
        return {"words": t("push.never"), "tone": ""}
    if row.state == "on" and row.reached_at:
        return {
            "words": t("push.reached", at=dates.moment_short(row.reached_at, reader.today, reader.zone)),
            "tone": "",
        }
    return {"words": t(f"push.{row.state}"), "tone": "" if row.state == "on" else "attention"}
