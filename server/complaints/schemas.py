"""What another system may report as a complaint, and what it is told."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, OneOf, Regexp

from server.complaints.facts import LONGEST, SHORT
from server.complaints.rules import WANTS
from server.i18n.messages import LANGUAGES
from server.kernel.bodies import moment

REPORTED = ("web", "phone", "text", "mail", "letter", "hall", "in_person")


class ComplaintSchema(Schema):
    """A complaint in the customer's own words."""

    class Meta:
        unknown = RAISE

    id = fields.String(
        required=True,
        validate=Regexp(r"[!-~]{1,80}\Z"),  # visible ASCII alone
        metadata={"description": "The other system's own id of it. The same complaint may be reported again."},
    )
    text = fields.String(required=True, validate=Length(1, LONGEST))
    via = fields.String(load_default="web", validate=OneOf(REPORTED))
    wants = fields.String(load_default="answer", validate=OneOf(WANTS))
    said_at = moment(metadata={"format": "moment", "description": "YYYY-MM-DDTHH:MM:SS.mmmZ, UTC"})
    visit = fields.String(validate=Length(1, 16), metadata={"description": "The number of the visit that it is about"})
    caller = fields.String(validate=Length(1, 80))
    phone = fields.String(validate=[Length(1, 32), Regexp(r"[0-9+*# -]*\Z")])
    place = fields.String(validate=Length(1, 120))
    language = fields.String(validate=OneOf(LANGUAGES))
    serious = fields.String(validate=Length(1, SHORT), metadata={"description": "Why it is serious, where it is"})
    anonymous = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class TakenSchema(Schema):
    """How it was recorded. `answer_by` is when the customer hears the next word at the latest, null where nobody can be answered."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    received_at = fields.String(required=True)
    page = fields.String(required=True, metadata={"description": "The address at which the customer follows it"})
    answer_by = fields.String(required=True, allow_none=True)
