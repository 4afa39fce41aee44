"""The selected complaint beside a list: what the customer was promised and what to do about it, without leaving the list (picture quality/01, 14)."""

from __future__ import annotations

from typing import Any

from flask import url_for

from server.complaints.console.complaint_acts import acts_of
from server.complaints.console.complaint_page import head_of, next_of, stages_of
from server.complaints.console.words import names_of
from server.complaints.models import Complaint
from server.complaints.story import case_in, facts_in
from server.kernel.authorise import current
from server.kernel.db import db
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import row as visit_row


def panel_of(complaint: str, shows: str) -> dict[str, Any] | None:
    """Everything the panel shows of one complaint of the reader's organisation; `shows` is the row to which it belongs. None where there is none.

    Of a complaint about the reader it shows what its page would.
    """
    who, reader = current(), view_context(current())
    row = db.session.get(Complaint, (who.organisation.id, complaint))
    if row is None:
        return None
    case, names = case_in(row.organisation_id, row.id), names_of(row.organisation_id, reader)
    own = case.party(who.person.id) is not None
    acts = [] if own else acts_of(row, case, who)
    lines = lines_of(row.organisation_id, [row.visit_id]) if row.visit_id else []
    return {
        "shows": shows,
        "url": url_for("console.complaint", complaint_id=row.id),
        "one": head_of(row, case, names, reader, own=own),
        "own": own,
        "may": {each: url_for("console.complaint", complaint_id=row.id, do=each) for each in acts},
        "answers": next_of(row, case, names, reader),
        "stages": [] if own else stages_of(case, facts_in(row.organisation_id, row.id), names, reader),
        "visit": visit_row(lines[0], reader) | {"url": url_for("console.visit", visit_id=row.visit_id)}
        if lines
        else None,
    }
