"""What a technician's phone tells of its trip for the customer's page: where it is, and that it is shown no longer."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Range

from server.feedback import trip_position
from server.kernel.authorise import Caller, current, signed_in
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.text.positions import MICRO
from server.kernel.transaction import write

blueprint = Blueprint("trip", __name__, url_prefix="/api/v1", description="A technician on the way, for the customer")
TOLD = 99  # of one phone in 15 minutes: one in half a minute, and what is tried again


class TripPositionSchema(Schema):
    """Microdegrees, WGS-84."""

    class Meta:
        unknown = RAISE

    lat = fields.Integer(strict=True, required=True, validate=Range(-90 * MICRO, 90 * MICRO))
    lon = fields.Integer(strict=True, required=True, validate=Range(-180 * MICRO, 180 * MICRO))


@blueprint.put("/visits/<uuid:visit_id>/position")
@signed_in()
@blueprint.arguments(TripPositionSchema)
@blueprint.response(204)
@blueprint.alt_response(404, description="No visit of the person who asks")
@blueprint.alt_response(409, description="Nobody is on the way to this visit")
def show_position(place: dict[str, Any], visit_id: Any) -> None:
    """The customer may see where the technician is, rounded to about 100 m, until the arrival."""
    who = _phone()
    act = partial(trip_position.show, who.organisation.id, who.person.id, str(visit_id), **place)
    write(act)


@blueprint.delete("/visits/<uuid:visit_id>/position")
@signed_in()
@blueprint.response(204)
def hide_position(visit_id: Any) -> None:
    """The customer sees it no longer."""
    who = _phone(counted=False)  # because taking back must never be refused
    write(partial(trip_position.hide, who.organisation.id, who.person.id, str(visit_id)))


def _phone(*, counted: bool = True) -> Caller:
    """Who asks, with their phone; an office's browser goes nowhere."""
    who = current()
    if who.device is None:
        raise Problem("not_allowed")
    if counted:
        count_try(f"trip\n{who.device.id}", TOLD)
    return who
