"""A visit's timeline as JSON, for the page that shows it as it happens."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from server.kernel.authorise import current, require_role
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.roles import OFFICE
from server.visits.models import Visit
from server.visits.timeline import timeline

blueprint = Blueprint("visits", __name__, url_prefix="/api/v1", description="A visit and what happened on it.")


class Since(Schema):
    """From where on."""

    since = fields.Integer(load_default=0, validate=Range(min=0, max=2**31 - 1))


class HappenedSchema(Schema):
    """One line of the timeline."""

    position = fields.Integer(required=True)
    id = fields.String(required=True, validate=Length(equal=36))
    kind = fields.String(required=True)
    at = fields.String(required=True)
    uncertain = fields.Boolean(required=True)
    received_at = fields.String(required=True)
    person = fields.String(required=True)
    name = fields.String(required=True)
    device = fields.String(required=True)
    outcome = fields.String(required=True)
    withdrawn = fields.Boolean(required=True)
    body = fields.Dict(required=True)


class Timeline(Schema):
    """What happened after `since`, and how the visit stands."""

    state = fields.String(required=True)
    needs_review = fields.Boolean(required=True)
    awaited = fields.Integer(required=True)
    last = fields.Integer(required=True)
    facts = fields.List(fields.Nested(HappenedSchema), required=True)


@blueprint.route("/visits/<string:visit_id>/timeline")
@require_role(*OFFICE)
@blueprint.arguments(Since, location="query")
@blueprint.response(200, Timeline)
def visit_timeline(asked: dict[str, Any], visit_id: str) -> dict[str, Any]:
    """What happened on a visit after a position of its log; `not_found` for a stranger's."""
    visit = db.session.get(Visit, (current().organisation.id, visit_id)) if len(visit_id) == 36 else None
    if visit is None:
        raise Problem("not_found")
    lines = timeline(visit, asked["since"])
    return {
        "state": visit.state,
        "needs_review": visit.needs_review,
        "awaited": visit.awaited,
        "last": lines[-1].position if lines else asked["since"],
        "facts": [asdict(line) for line in lines],
    }
