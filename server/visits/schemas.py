"""The bodies of the facts (docs/PROTOCOL.md): a whitelist, every text bounded. Something else is put aside, never refused."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import Regexp

from server.kernel.bodies import (  # noqa: F401 - the bodies of visits are made of these
    LINE,
    NOTE,
    WORD,
    Body,
    Whole,
    YesNo,
    an_id,
    hour,
    language,
    moment,
    one_of,
    sha256,
    text,
)
from server.standards.declared import AT_THE_DOOR, DONE, IMPORTED, NOT_DONE

OUTCOMES = (DONE, *AT_THE_DOOR, *IMPORTED)
RELATIONS = ("self", "family", "tenant", "property", "neighbour", "other")


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


class End(Body):
    """How a visit ended; an end that a standard declares (language 2) says what it counts as, and no other does."""

    outcome = fields.String(required=True, validate=Regexp(r"[a-z][a-z_]{0,29}\Z"))
    counts_as = one_of(DONE, NOT_DONE)

    @validates_schema
    def _counts(self, found: dict[str, Any], **more: Any) -> None:
        if (found.get("outcome") in OUTCOMES) == ("counts_as" in found):
            raise ValidationError("an end of a standard's own says what it counts as, and no other does")


class Either(Body):
    """At least one of the fields is there."""

    @validates_schema
    def _something(self, found: dict[str, Any], **more: Any) -> None:
        if not found:
            raise ValidationError("nothing is said")
