"""Call-backs on the quality desk's page of today: each that was agreed with a customer, and how many others are due."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from server.callbacks.calling import is_own_matter, is_own_team
from server.callbacks.console.callback_desk import customer_words, waiting
from server.callbacks.models import CallBack
from server.callbacks.rules import PLANNED
from server.complaints.console.today_rows import row_of
from server.console.layout import name_of, t
from server.console.view import ViewContext
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db

MOST = 20


def section(reader: ViewContext) -> dict[str, Any]:
    """The rows; calls of the reader's own team and matters are others'."""
    who = current()
    wanted = select(CallBack).where(
        CallBack.organisation_id == who.organisation.id,
        CallBack.state == PLANNED,
        CallBack.due_from <= reader.today,
        CallBack.next_at.is_not(None),
        CallBack.next_at < clock.later(reader.now, days=1),
        CallBack.code.is_(None),
    )
    found = [
        each
        for each in db.session.scalars(wanted.order_by(CallBack.next_at, CallBack.id).limit(MOST))
        if not is_own_team(who.organisation.id, who.person.id, each) and not is_own_matter(each, who.person.id)
    ]
    names = customer_words(who.organisation.id, {each.customer_id for each in found}, reader.language)
    rows = [
        row_of(
            "call",
            each.id,
            each.next_at or "",
            reader,
            icon="call",
            subject=names.get(each.customer_id, ""),
            words=t("today.call_agreed"),
            hand=name_of(who.person, reader.language),
            url=url_for("console.callback", call_back_id=each.id),
            act=t("today.act.call"),
        )
        for each in found
    ]
    if left := waiting(who) - len(found):
        rows.append(
            row_of(
                "calls",
                "calls",
                "",
                reader,
                icon="call",
                subject=t("today.calls"),
                words=t("today.calls_left", count=left),
                hand=name_of(who.person, reader.language),
                url=url_for("console.callbacks"),
                act=t("today.act.call"),
            )
        )
    return {"rows": rows}
