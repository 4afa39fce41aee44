"""On the visit's page: what its customer was told, on which channel, what became of it; sending again and keeping back."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from server.accounts import audit
from server.console.form import back_to
from server.console.layout import t, translate_if_known
from server.console.page import form
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.problem import Problem
from server.notices import acts
from server.notices.models import Notice
from server.notices.outbox import FILE
from server.notices.rules import AGAIN, SENT, WAITING
from server.visits.console.view import VisitView, view_context

MOST = 40
TONES = {"refused": "problem", "unknown": "attention", "sent": "", "delivered": "good"}


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """Everything that this visit's customer was told or is to be told, the newest first; None where that is nothing."""
    visit, reader, who = view.line.visit, view_context(current()), current()
    wanted = select(Notice).where(Notice.organisation_id == visit.organisation_id, Notice.subject_id == visit.id)
    rows = db.session.scalars(wanted.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(MOST)).all()
    may = who.person.has_role("dispatcher")

    def shown(moment: str) -> str:
        return dates.moment_short(moment, reader.today, reader.zone)

    def row_of(row: Notice) -> dict[str, Any]:
        return {
            "id": row.id,
            "kind": t(f"notices.kind.{row.kind}"),
            "channel": t(f"notices.channel.{row.channel}"),
            "to": row.sent_to,
            "state": t(f"notices.state.{'written' if row.channel == FILE and row.state == SENT else row.state}"),
            "tone": TONES.get(row.state, "second"),
            "reason": reason_in_words(row.reason),
            "at": shown(row.ended_at or row.created_at),
            "next": t("notices.next", at=shown(row.due_at)) if row.state == WAITING else "",
            "text": row.text,
            "again": url_for("console.notice_act", visit_id=visit.id, notice_id=row.id, doing="again")
            if may and row.state in AGAIN
            else "",
            "back": url_for("console.notice_act", visit_id=visit.id, notice_id=row.id, doing="back")
            if may and row.state == WAITING
            else "",
        }

    return {"rows": [row_of(row) for row in rows]} if rows else None


@form(
    "/visits/<visit_id>/notices/<notice_id>/<doing>",
    "dispatcher",
    at=lambda visit_id, notice_id, doing: url_for("console.visit", visit_id=visit_id),
)
def notice_act(visit_id: str, notice_id: str, doing: str) -> str:
    """Send a notice once more (`again`), or keep it back (`back`)."""
    organisation = current().organisation.id
    if doing == "again":
        acts.send_again(organisation, visit_id, notice_id)
    elif doing == "back":
        acts.keep_back(organisation, visit_id, notice_id)
    else:
        raise Problem("not_found")
    audit.note(organisation, f"notice_{doing}", visit_id)
    return back_to(url_for("console.visit", visit_id=visit_id), done=f"notice_{doing}")


def reason_in_words(reason: str) -> str:
    """A reason of ours in words, with what it names; a service's own as it stands."""
    code, _, rest = reason.partition(" ")
    words = translate_if_known(f"notices.reason.{code}") if code else ""
    return words.replace("{what}", rest) if words else reason
