"""What the bodies of facts are made of: a whitelist of fields, every text bounded (docs/PROTOCOL.md)."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from server.kernel import clock
from server.kernel.ids import UUID

NOTE, LINE, WORD = 2000, 200, 60


class Body(Schema):
    """A body knows its fields and no other."""

    class Meta:
        unknown = RAISE


class Whole(fields.Integer):
    """A whole number; `true` is none."""

    plain = int

    def __init__(self, least: int = 0, most: int = 2**31 - 1, **more: Any) -> None:
        super().__init__(strict=True, validate=Range(min=least, max=most), **more)

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> int:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **more)


class YesNo(fields.Field[bool]):
    """`true` or `false`, nothing that resembles them."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("not true or false")
        return value


def text(longest: int = NOTE, least: int = 1, **more: Any) -> fields.String:
    """A text between these lengths."""
    return fields.String(validate=Length(least, longest), **more)


def one_of(*choices: str, **more: Any) -> fields.String:
    """One of these words."""
    return fields.String(validate=OneOf(choices), **more)


class _Moment(fields.String):
    """A moment that exists."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> str:
        try:
            clock.instant(super()._deserialize(value, *args, **more))
        except ValueError:
            raise ValidationError("not a moment") from None
        return str(value)


def moment(**more: Any) -> fields.String:
    """A moment, UTC, with milliseconds."""
    return _Moment(**more)


def sha256(**more: Any) -> fields.String:
    """A lower-case hex SHA-256."""
    return fields.String(validate=Regexp(r"[0-9a-f]{64}\Z"), **more)


def an_id(**more: Any) -> fields.String:
    """A UUIDv7 in the form that we write."""
    return fields.String(validate=Regexp(UUID.pattern + r"\Z"), **more)


def hour(**more: Any) -> fields.String:
    """HH:MM as it stands on paper."""
    return fields.String(validate=Regexp(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z"), **more)


def language(**more: Any) -> fields.String:
    """One of the languages that people read."""
    return one_of("zh-CN", "en", **more)
