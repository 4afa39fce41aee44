"""What the customer's page asks: whether its code is true and still open, and to sign. Nobody is signed in; the code's signature is what counts."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from server.accounts.models import Organisation
from server.kernel.db import db
from server.kernel.problem import Problem
from server.own_phone.offer import read_offer
from server.own_phone.saying import asked_survey
from server.own_phone.schemas import OfferSchema, OfferStateSchema, SignedSchema, SigningSchema
from server.own_phone.signing import sign, signed_before

blueprint = Blueprint("own_phone", __name__, url_prefix="/api/v1", description="The customer's turn on their own phone")


@blueprint.post("/signing-offers")
@blueprint.arguments(OfferSchema)
@blueprint.response(200, OfferStateSchema)
@blueprint.alt_response(403, description="No phone of ours signed this code, or not for this visit")
@blueprint.alt_response(410, description="The code's time is over")
def look(said: dict[str, Any]) -> dict[str, Any]:
    """Whether the code is open. Changes nothing, however often and by whomever it is asked."""
    offer = read_offer(said)
    organisation = db.session.get_one(Organisation, offer.visit.organisation_id)
    english = said["language"] == "en" and organisation.name_en
    found: dict[str, Any] = {"organisation": str(english or organisation.name), "hotline": organisation.hotline}
    if at := signed_before(offer):
        return found | {"state": "signed", "signed_at": at}
    if offer.is_over:
        raise Problem("signing_code_over")
    survey = asked_survey(offer)
    return found | {"state": "open"} | ({"survey": survey} if survey else {})


@blueprint.post("/signatures")
@blueprint.arguments(SigningSchema)
@blueprint.response(201, SignedSchema)
@blueprint.alt_response(200, schema=SignedSchema, description="The very same was signed before")
@blueprint.alt_response(403, description="No phone of ours signed this code, or not for this visit")
@blueprint.alt_response(409, description="The code was used for another signature")
@blueprint.alt_response(410, description="The code's time is over")
def take(form: dict[str, Any]) -> tuple[dict[str, str], int]:
    """Sign what the technician's phone has shown, once."""
    at, new = sign(read_offer(form["offer"]), form)
    return {"signed_at": at}, 201 if new else 200
