"""What the accounts' JSON API takes and gives: a whitelist in both directions."""

from __future__ import annotations

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from server.accounts.devices import public_key_of
from server.kernel.ids import UUID


class Strict(Schema):
    """Unknown members are refused, because a misspelt one would be lost in silence."""

    class Meta:
        unknown = RAISE


class SignInSchema(Strict):
    """Login and password; `device` when the phone was enrolled before, so that the sign-in is bound to it again."""

    login = fields.String(required=True, validate=validate.Length(1, 80))
    password = fields.String(required=True, validate=validate.Length(1, 200), load_only=True)
    device = fields.String(validate=[validate.Length(equal=36), validate.Regexp(f"^{UUID.pattern}$")])
    code = fields.String(
        validate=validate.Length(1, 20),
        load_only=True,
        metadata={"description": "Of the second factor, after `second_factor_needed`"},
    )


class OrganisationSchema(Strict):
    id = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String()
    time_zone = fields.String(required=True)
    hotline = fields.String(required=True)


class PersonSchema(Strict):
    id = fields.String(required=True)
    name = fields.String(required=True)
    language = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    name_en = fields.String()
    badge = fields.String()


class SessionSchema(Strict):
    """Who is signed in; `device` when the sign-in is bound to a phone, `device_revoked` when that one was revoked."""

    person = fields.Nested(PersonSchema, required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    device = fields.String()
    device_revoked = fields.Boolean()
    expires_at = fields.String(required=True)


class PublicKey(fields.String):
    """A P-256 point, uncompressed, as base64url; loads to its 65 bytes."""

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> bytes:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return public_key_of(text)
        except ValueError:
            raise ValidationError("Not a P-256 point of 65 bytes as base64url.") from None


class EnrolSchema(Strict):
    public_key = PublicKey(
        required=True,
        metadata={"description": "Uncompressed P-256 point, base64url without padding", "format": "p256-point"},
    )
    proof = fields.String(
        required=True,
        validate=validate.Regexp(r"[A-Za-z0-9_-]{86}\Z"),
        metadata={"description": "ECDSA P-256 r‖s over `doorstep-enrolment-v1\\n<person>\\n<public_key>`, base64url"},
    )
    label = fields.String(required=True, validate=validate.Length(1, 80))
    platform = fields.String(validate=validate.Length(max=200))
    app_version = fields.String(validate=validate.Length(max=20))


class ServerKeySchema(Strict):
    id = fields.String(required=True)
    public_key = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", attribute="from")
    until = fields.String()
    rotation = fields.Dict(keys=fields.String())


class EnrolmentSchema(Strict):
    """What a phone keeps of its enrolment (docs/PROTOCOL.md)."""

    device = fields.String(required=True)
    key = fields.String(required=True)
    certificate = fields.Dict(required=True)
    server_keys = fields.List(fields.Nested(ServerKeySchema), required=True)
    organisation = fields.Nested(OrganisationSchema, required=True)
    person = fields.Nested(PersonSchema, required=True)
