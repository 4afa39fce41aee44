"""What other systems report: POST /api/v1/complaints, with a key for `write_complaints`."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_smorest import Blueprint
from sqlalchemy import select

from server.accounts.api_keys import key_caller, require_scope
from server.complaints.facts import LONGEST, SHORT
from server.complaints.opening import Said
from server.complaints.pages import promised
from server.complaints.received_once import open_once
from server.complaints.schemas import ComplaintSchema, TakenSchema
from server.complaints.story import case_in
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.visits.models import Visit

blueprint = Blueprint("complaints", __name__, url_prefix="/api/v1", description="Complaints that other systems took")


@blueprint.post("/complaints")
@require_scope("write_complaints")
@blueprint.arguments(ComplaintSchema)
@blueprint.response(201, TakenSchema)
@blueprint.alt_response(200, schema=TakenSchema)
def take_complaint(said: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Record a complaint: 201 the first time, 200 with the same answer when it is reported again."""
    who = key_caller()
    text = tidy(said["text"], LONGEST)
    if not text:
        raise Problem("bad_input", {"text": ["missing"]})
    visit = _visit(who.organisation, said.get("visit", ""))
    wish = Said(
        via=said["via"],
        text=text,
        said_at=said.get("said_at", ""),
        wants=said["wants"],
        visit=visit.id if visit else "",
        persons=(visit.lead_id,) if visit and visit.lead_id else (),
        anonymous=said["anonymous"],
        serious=tidy(said.get("serious"), SHORT),
        caller=tidy(said.get("caller"), 80),
        phone=tidy(said.get("phone"), 32),
        place=tidy(said.get("place"), 120),
        language=said.get("language", ""),
        sure=True,
    )
    row, new = open_once(who.organisation, who.person, wish, "api", who.key, said["id"])
    answer: dict[str, Any] = {"id": row.id, "number": row.number, "received_at": row.received_at}
    answer["page"] = url_for("complaint_pages.follow", code=row.code, _external=True)
    answer["answer_by"] = promised(case_in(who.organisation, row.id))
    return answer, 201 if new else 200


def _visit(organisation: str, number: str) -> Visit | None:
    if not number:
        return None
    wanted = select(Visit).where(Visit.organisation_id == organisation, Visit.number == number)
    found = db.session.scalars(wanted.order_by(Visit.received_at.desc(), Visit.id).limit(1)).first()
    if found is None:
        raise Problem("bad_input", {"visit": ["choice"]})
    return found
