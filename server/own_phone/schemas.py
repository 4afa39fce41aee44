"""What the customer's page sends: the offer as the code carried it, and the filled form. Every part is bounded, because anybody can send it."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, Range, Regexp

from server.kernel.bodies import LINE, NOTE, an_id, language, moment, one_of, sha256
from server.own_phone.rules import LONGEST_TEXT, MOST_POINTS
from server.visits.log.bodies import relation_of_signer, way_of_signing

BASE64URL = r"[A-Za-z0-9_-]"


class Strict(Schema):
    """Nothing but what is named."""

    class Meta:
        unknown = RAISE


class OfferSchema(Strict):
    """What the code says, and the technician's phone has signed."""

    visit = an_id(required=True)
    device = an_id(required=True)
    until = moment(required=True, metadata={"format": "moment"})
    nonce = fields.String(required=True, validate=Regexp(BASE64URL + r"{22}\Z"))
    shown = sha256(required=True)
    language = language(required=True)
    signature = fields.String(required=True, validate=Regexp(BASE64URL + r"{86}\Z"))


def _whole(least: int, most: int) -> fields.Integer:
    return fields.Integer(strict=True, validate=Range(least, most))


class StrokesSchema(Strict):
    """Ink as the pad keeps it: [[[x, y, t, p], …], …], px, px, milliseconds since the first touch, pressure 0 to 1000."""

    v = fields.Integer(strict=True, required=True, validate=Range(1, 1))
    width = fields.Integer(strict=True, required=True, validate=Range(1, 4000))
    height = fields.Integer(strict=True, required=True, validate=Range(1, 4000))
    strokes = fields.List(
        fields.List(
            fields.List(_whole(-10_000, 86_400_000), validate=Length(equal=4)), validate=Length(1, MOST_POINTS)
        ),
        required=True,
        validate=Length(0, 400),
    )

    @validates_schema
    def _bounded(self, found: dict[str, Any], **_more: Any) -> None:
        if sum(len(stroke) for stroke in found.get("strokes", [])) > MOST_POINTS:
            raise ValidationError("Invalid value.", "strokes")


class SigningSchema(Strict):
    """The form of the page."""

    offer = fields.Nested(OfferSchema, required=True)
    text = fields.String(required=True, validate=Length(1, LONGEST_TEXT))
    way = way_of_signing()
    relation = relation_of_signer()
    adult = fields.Boolean(truthy={True}, falsy={False})
    agreed = fields.Boolean(truthy={True}, falsy={False})
    name = fields.String(validate=Length(0, 60))
    helper = fields.String(validate=Length(0, 60))
    reason = fields.String(validate=Length(1, NOTE))
    strokes = fields.Nested(StrokesSchema)
    answers = fields.Dict(keys=fields.String(), values=_whole(-1000, 1000))  # to which questions: saying.py
    comment = fields.String(validate=Length(1, NOTE))


class ChoiceSchema(Schema):
    """What can be answered."""

    value = fields.Integer(required=True)
    label = fields.String(required=True)


class QuestionSchema(Schema):
    """A question of the survey, in the language of the code."""

    id = fields.String(required=True)
    text = fields.String(required=True)
    choices = fields.List(fields.Nested(ChoiceSchema), required=True)


class SurveySchema(Schema):
    """What the visit's standard asks; missing where it was answered before, or nothing is asked."""

    title = fields.String(required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)


class OfferStateSchema(Schema):
    """Whether the code can be signed, for whom, and whom to call."""

    state = one_of("open", "signed", required=True)
    signed_at = fields.String(metadata={"description": "When it was signed"})
    organisation = fields.String(required=True, validate=Length(1, LINE))
    hotline = fields.String(required=True)
    survey = fields.Nested(SurveySchema)


class SignedSchema(Schema):
    """It is signed."""

    signed_at = fields.String(required=True)
