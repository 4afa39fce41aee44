"""A quick look whether something plainly fits a schema, because nearly all of what comes in does, and asking the schema costs ten times that.

It answers yes only where the schema would; whatever is not plain is asked of the schema itself, which also words what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

Plain = Callable[[Any], bool]
PLAIN: dict[type, type] = {
    fields.String: str,
    fields.Integer: int,
}  # a field of another class says itself what is `plain` for it, or `plainly`


def errors_in(schema: Schema, value: Any) -> dict[str, Any]:
    """What `schema.validate` finds wrong with a value; empty where it fits."""
    return {} if certainly_valid(schema, value) else schema.validate(value)


def certainly_valid(schema: Schema, value: Any) -> bool:
    """Whether the value fits for certain; False says nothing."""
    return _of_schema(schema)(value)


@lru_cache(maxsize=256)
def _of_schema(schema: Schema) -> Plain:
    """A yes for an object with the required fields, no unknown ones, and each plainly right; never one for a schema that looks at several together."""
    if any(schema._hooks.values()):
        return _unsure
    looks = {field.data_key or name: _of_field(field) for name, field in schema.load_fields.items()}
    required = {field.data_key or name for name, field in schema.load_fields.items() if field.required}

    def fits(value: Any) -> bool:
        if type(value) is not dict or not required <= value.keys():
            return False
        return all(name in looks and looks[name](part) for name, part in value.items())

    return fits


def _of_field(field: fields.Field[Any]) -> Plain:
    if not field.validators and isinstance(field, fields.Nested):
        return _unsure if field.many or field.schema.many else _of_schema(field.schema)
    if not field.validators and isinstance(field, fields.List):
        look = _of_field(field.inner)
        return lambda value: type(value) is list and all(map(look, value))
    if not field.validators and hasattr(field, "plainly"):
        plainly: Plain = field.plainly
        return plainly
    plain = getattr(field, "plain", PLAIN.get(type(field)))
    return _with_validators(plain, field.validators) if plain else _unsure


def _with_validators(plain: type, validators: list[Callable[[Any], Any]]) -> Plain:
    looks = [_of_validator(each) for each in validators]
    if not looks:
        return lambda value: type(value) is plain
    if len(looks) == 1:
        look = looks[0]
        return lambda value: type(value) is plain and look(value)
    return lambda value: type(value) is plain and all(each(value) for each in looks)


def _of_validator(validator: Callable[[Any], Any]) -> Plain:
    if type(validator) is Length and validator.equal is None:
        least, most = validator.min or 0, validator.max if validator.max is not None else float("inf")
        return lambda value: least <= len(value) <= most
    if (
        type(validator) is Range
        and validator.min_inclusive
        and validator.max_inclusive
        and None not in (validator.min, validator.max)
    ):
        low, high = validator.min, validator.max
        return lambda value: low <= value <= high
    if type(validator) is OneOf:
        return frozenset(validator.choices).__contains__
    if type(validator) is Regexp:
        match = validator.regex.match
        return lambda value: match(value) is not None
    return lambda value: _passes(validator, value)


def _passes(validator: Callable[[Any], Any], value: Any) -> bool:
    try:
        return validator(value) is not False
    except ValidationError:
        return False


def _unsure(_value: Any) -> bool:
    return False
