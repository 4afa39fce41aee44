"""What a phone asks and says about hints: the key, its address, that it cannot, that it wants none."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length

from server.kernel.authorise import Caller, current, signed_in
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.transaction import write
from server.notices.push import hints

blueprint = Blueprint("push", __name__, url_prefix="/api/v1", description="Hints to a phone that something is new")
CHANGES = 20  # of one phone in 15 minutes


class PushKeySchema(Schema):
    """The key to subscribe to, null where the installation gives no hints."""

    key = fields.String(required=True, allow_none=True)


class PushSchema(Schema):
    """Where the phone may be told; null where it cannot be, and why."""

    class Meta:
        unknown = RAISE

    address = fields.String(
        required=True,
        allow_none=True,
        validate=Length(1, hints.LONGEST_ADDRESS),
        metadata={"format": "push-address", "description": "what the browser's push service gave, https"},
    )
    cannot = fields.String(load_default="", validate=Length(max=80))


@blueprint.get("/push")
@signed_in()
@blueprint.response(200, PushKeySchema)
def push_key() -> dict[str, Any]:
    """The key of this installation."""
    return {"key": hints.public_key()}


@blueprint.put("/push")
@signed_in()
@blueprint.arguments(PushSchema)
@blueprint.response(204)
def set_push(wish: dict[str, Any]) -> None:
    """This phone may be told at this address, or cannot be told."""
    who, device = _phone()
    able = wish["address"] is not None
    act, said = (hints.subscribe, wish["address"]) if able else (hints.cannot, wish["cannot"])
    write(partial(act, who.organisation.id, who.person.id, device, said))


@blueprint.delete("/push")
@signed_in()
@blueprint.response(204)
def end_push() -> None:
    """No hints to this phone any more."""
    who, device = _phone()
    write(partial(hints.unsubscribe, who.organisation.id, device))


def _phone() -> tuple[Caller, str]:
    """Who asks, and their phone; an office's browser has none."""
    who = current()
    if who.device is None:
        raise Problem("not_allowed")
    count_try(f"push\n{who.device.id}", CHANGES)
    return who, who.device.id
