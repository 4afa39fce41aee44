"""On an interruption's page: how many households were told, and whom nobody reached, so that somebody calls them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from server.console.layout import t
from server.console.view import view_of
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.kernel.authorise import current
from server.kernel.db import db
from server.notices.console.visit_notices import TONES, reason_in_words
from server.notices.models import Notice
from server.notices.outbox import FILE
from server.notices.rules import KINDS, REFUSED, SENT, UNKNOWN
from server.outages.models import Outage

MOST = 50


def outage_section(row: Outage) -> dict[str, Any] | None:
    """{counts, missed}; None where nobody is told."""
    reader = view_of(current())
    theirs = (Notice.organisation_id == row.organisation_id, Notice.subject_id == row.id)
    grouped = (Notice.kind, Notice.state, Notice.channel)
    counted = db.session.execute(select(*grouped, func.count()).where(*theirs).group_by(*grouped))
    counts = sorted(counted, key=lambda each: (list(KINDS).index(each[0]), each[1]))
    if not counts:
        return None
    missed = (
        select(Notice, Customer)
        .join(Customer, (Customer.organisation_id == Notice.organisation_id) & (Customer.id == Notice.customer_id))
        .where(*theirs, Notice.state.in_((REFUSED, UNKNOWN)))
        .order_by(Notice.created_at, Notice.id)
        .limit(MOST)
    )
    return {
        "counts": [
            {
                "kind": t(f"notices.kind.{kind}"),
                "state": t(f"notices.state.{'written' if state == SENT and channel == FILE else state}"),
                "tone": TONES.get(state, "second"),
                "count": t("notices.of_outage_count", count=count),
            }
            for kind, state, channel, count in counts
        ],
        "missed": [
            {
                "name": addressed_as(customer.name, customer.salutation, reader.language),
                "url": url_for("console.customer", customer_id=customer.id),
                "state": t(f"notices.state.{notice.state}"),
                "reason": reason_in_words(notice.reason),
            }
            for notice, customer in db.session.execute(missed)
        ],
    }
