"""The bodies of the facts (docs/PROTOCOL.md): a whitelist, every text bounded. Something else is put aside, never refused."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from server.kernel import clock
from server.kernel.ids import UUID

NOTE, LINE, WORD = 2000, 200, 60
OUTCOMES = (
    "done",
    "nobody_home",
    "entry_refused",
    "gate_refused",
    "wrong_address",
    "child_only",
    "no_authority",
    "unsafe",
    "not_ready",
    "declined",
    "not_solved",
    "parts_missing",
    "not_ours",
)
RELATIONS = ("self", "family", "tenant", "property", "neighbour", "other")


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


class Value(fields.Field[Any]):
    """An answer: `true`, a text, several texts, or parts."""

    @staticmethod
    def plainly(value: Any) -> bool:
        """Whether it is one for certain (see `kernel.fast_validation`)."""
        return value is True or (type(value) is str and len(value) <= NOTE)

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        if self.plainly(value):
            return value
        if isinstance(value, list) and len(value) <= 50:
            if all(isinstance(item, str) and 0 < len(item) <= LINE for item in value):
                return value
            return PARTS.load(value)
        raise ValidationError("not an answer")


class Answers(fields.Field[Any]):
    """Answers to the survey: question → whole number or text."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        if not isinstance(value, dict) or len(value) > 10 or not all(map(self._fits, value, value.values())):
            raise ValidationError("not a survey")
        return value

    @staticmethod
    def _fits(question: str, answer: Any) -> bool:
        whole = isinstance(answer, int) and not isinstance(answer, bool) and abs(answer) <= 100
        return 0 < len(question) <= WORD and (whole or (isinstance(answer, str) and len(answer) <= NOTE))


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


class Part(Body):
    code = text(WORD, required=True)
    name = text(LINE, required=True)
    count = Whole(1, 100_000, required=True)


class Span(Body):
    start = moment(required=True, data_key="from")
    to = moment(required=True)


class When(Body):
    start = moment(required=True, data_key="from")
    to = moment()


class OldTime(Body):
    agreed_at = moment()
    window = fields.Nested(Span)


class Named(Body):
    """Bytes that travel beside the fact."""

    sha256 = sha256(required=True)
    size = Whole(1, 10 * 1024 * 1024, required=True)
    type = one_of("image/jpeg", "image/png", "image/webp", "application/json", required=True)


PARTS = Part(many=True)


class Either(Body):
    """At least one of the fields is there."""

    @validates_schema
    def _something(self, found: dict[str, Any], **more: Any) -> None:
        if not found:
            raise ValidationError("nothing is said")
