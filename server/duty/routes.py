"""What telephone systems report: POST /api/v1/calls, with a key for `calls`."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from server.accounts.api_keys import key_caller, require_scope
from server.duty.calls import Rang, report_call
from server.duty.schemas import CallSchema, ReportedSchema

blueprint = Blueprint("duty", __name__, url_prefix="/api/v1", description="Calls to the hotline")


@blueprint.post("/calls")
@require_scope("calls")
@blueprint.arguments(CallSchema)
@blueprint.response(201, ReportedSchema)
@blueprint.alt_response(200, schema=ReportedSchema)
def take_call(said: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Store a call: 201 the first time, 200 with the same answer when it is reported again."""
    who = key_caller()
    rang = Rang(said["id"], said["at"], said.get("rings"), said["missed"], said.get("caller", ""))
    row, new = report_call(who.organisation, who.key, who.person, rang)
    answer = {
        "id": row.id,
        "at": row.at,
        "missed": row.missed,
        "on_duty": bool(row.log_id and row.log_id != row.id),
    }
    return answer, 201 if new else 200
