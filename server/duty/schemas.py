"""What a telephone system may report, and what it is told."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, Range, Regexp

from server.kernel.bodies import moment

MOST_RINGS = 99


class CallSchema(Schema):
    """A call that came in: answered or missed."""

    class Meta:
        unknown = RAISE

    id = fields.String(
        required=True,
        validate=Regexp(r"[!-~]{1,80}\Z"),  # visible ASCII alone
        metadata={"description": "The telephone system's own id of the call. The same call may be reported again."},
    )
    at = moment(required=True, metadata={"format": "moment", "description": "YYYY-MM-DDTHH:MM:SS.mmmZ, UTC"})
    missed = fields.Boolean(required=True, truthy={True}, falsy={False})
    rings = fields.Integer(strict=True, validate=Range(0, MOST_RINGS))
    caller = fields.String(
        validate=[Length(1, 32), Regexp(r"[0-9+*# -]*\Z")],
        metadata={"description": "The caller's number, where the telephone system knows it"},
    )


class ReportedSchema(Schema):
    """How it was stored."""

    id = fields.String(required=True)
    at = fields.String(required=True)
    missed = fields.Boolean(required=True)
    on_duty = fields.Boolean(required=True, metadata={"description": "Whether somebody was on duty at the hotline"})
