"""What a sync request and its answer may hold (docs/PROTOCOL.md)."""

from __future__ import annotations

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from server.kernel import clock
from server.kernel.outcomes import OUTCOMES

NUMBER = Range(min=0, max=2**53 - 1)
MOMENT = {"format": "moment", "description": "YYYY-MM-DDTHH:MM:SS.mmmZ, UTC"}


def a_moment(text: str) -> None:
    """Complain of what is no moment."""
    try:
        clock.instant(text)
    except ValueError:
        raise ValidationError("not a moment") from None


def whole(**more: object) -> fields.Integer:
    """A whole number from 0 that every client can hold."""
    return fields.Integer(strict=True, validate=NUMBER, **more)  # type: ignore[arg-type]


def word(longest: int) -> Regexp:
    """Visible ASCII alone, because what else a text may hold (half of a surrogate pair) no database stores."""
    return Regexp(rf"[!-~]{{1,{longest}}}\Z")


class DeviceStatus(Schema):
    """What a phone says of itself, so that the office sees how much has not come home."""

    class Meta:
        unknown = RAISE

    unsent = whole(required=True)
    oldest = fields.String(validate=a_moment, metadata=MOMENT)
    free = whole()
    quota = whole()
    persisted = fields.Boolean(truthy={True}, falsy={False})
    unlock = fields.String(
        validate=Regexp(r"[A-Za-z0-9_-]{43}\Z"),
        metadata={"description": "32 bytes, base64url; codes for a forgotten PIN come of it"},
    )
    now = fields.String(validate=a_moment, metadata=MOMENT)


class SyncRequest(Schema):
    """One exchange: facts up, cursor for what comes down."""

    class Meta:
        unknown = RAISE

    protocol = fields.Integer(required=True, strict=True, validate=OneOf([1]))
    app_version = fields.String(required=True, validate=word(20))
    device = fields.String(required=True, validate=word(36))
    epoch = fields.String(validate=word(36))
    cursor = whole(required=True)
    as_of = whole()
    limit = fields.Integer(strict=True, validate=Range(min=1, max=2**53 - 1))
    facts = fields.List(fields.String(), required=True)
    told = fields.Nested(DeviceStatus)
    confidential = whole()
    certificate = fields.Dict(keys=fields.String())
    grants = fields.List(fields.Dict(keys=fields.String()), validate=Length(max=100))


class Words(Schema):
    """A sentence in both languages."""

    zh_CN = fields.String(data_key="zh-CN")
    en = fields.String()


class Result(Schema):
    """What became of one fact."""

    seq = fields.Integer(required=True)
    id = fields.String()
    outcome = fields.String(required=True, validate=OneOf(OUTCOMES))
    code = fields.String()
    next = fields.Nested(Words)


class SyncAnswer(Schema):
    """What came of the facts, and what changed."""

    epoch = fields.String(required=True)
    last_seq = fields.Integer(required=True)
    results = fields.List(fields.Nested(Result), required=True)
    countersignatures = fields.List(fields.Dict(), required=True)
    changes = fields.List(fields.Dict())
    columns = fields.Dict(metadata={"description": "In place of `changes`, where the second form is accepted"})
    cursor = fields.Integer(required=True)
    as_of = fields.Integer()
    more = fields.Boolean(required=True)
    server_time = fields.String(required=True)
    minimum_app = fields.String(required=True)
    expected_seq = fields.Integer()
    revoked = fields.Boolean()
    backed_up_seq = fields.Integer()
