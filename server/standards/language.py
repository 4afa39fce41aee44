"""Whether a document is a standard: its shape by the published schema, its meaning by references.py, each finding with its place."""

import json
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from server.kernel.canonical import NotCanonical, check

from .finding import Finding
from .references import meaning_findings

SCHEMA = json.loads((Path(__file__).parent / "schema" / "standard.json").read_text(encoding="utf-8"))
MOST_FINDINGS = 100
CODES = {
    "required": "field_missing",
    "additionalProperties": "field_unknown",
    "type": "wrong_type",
    "enum": "value_unknown",
    "const": "value_unknown",
    "pattern": "wrong_form",
    "maxLength": "too_long",
    "maxItems": "too_many",
    "maxProperties": "too_many",
    "minLength": "empty",
    "minItems": "too_few",
    "minProperties": "too_few",
    "uniqueItems": "twice",
    "minimum": "out_of_range",
    "maximum": "out_of_range",
}
_validator = Draft202012Validator(SCHEMA)


def findings(document: Mapping[str, Any], kinds: Set[str]) -> list[Finding]:
    """What keeps a document from being published (`grave`) and what its author should look at (not grave), at most 100.

    `kinds` are those of facts that conditions may ask for (`Registry.asked_kinds`).
    Shape first: references are only followed in a document whose shape is right.
    """
    try:
        check(document)
    except NotCanonical as trouble:
        return [Finding(trouble.where.removeprefix("$").removeprefix(".") or "document", "not_plain", trouble.why)]
    shape = [found for error in _validator.iter_errors(document) for found in _of_schema(error)]
    return sorted(set(shape))[:MOST_FINDINGS] or list(meaning_findings(document, kinds))[:MOST_FINDINGS]


def may_be_published(document: Mapping[str, Any], kinds: Set[str]) -> bool:
    """Whether nothing grave was found."""
    return not any(finding.grave for finding in findings(document, kinds))


def _of_schema(error: ValidationError) -> Iterator[Finding]:
    if error.context:
        for each in error.context:
            yield from _of_schema(each)
        return
    place = _place(error)
    code = CODES.get(str(error.validator), "wrong_form")
    if code == "field_unknown":
        for name in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            yield Finding(_join(place, name), code)
    elif code == "field_missing":
        missing = next((name for name in error.validator_value if f"'{name}'" in error.message.split(" ")[0]), "")
        yield Finding(_join(place, missing), code)
    else:
        yield Finding(place or "document", code, json.dumps(error.instance, ensure_ascii=False)[:60])


def _place(error: ValidationError) -> str:
    place = ""
    for part in error.absolute_path:
        place = f"{place}[{part}]" if isinstance(part, int) else _join(place, str(part))
    return place


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
