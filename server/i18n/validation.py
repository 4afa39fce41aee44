"""marshmallow's sentences about a field, said in the caller's language; ours are keys of words and need no rule here."""

from __future__ import annotations

import re

from server.i18n.messages import catalogue, translate

RULES = tuple(
    (re.compile(pattern), f"web.field.{key}")
    for pattern, key in (
        (r"Missing data for required field\.", "missing"),
        (r"Field may not be null\.", "missing"),
        (r"Unknown field\.", "unknown"),
        (r"Not a valid string\.|Not a valid UUID\.", "text"),
        (r"Not a valid (?:integer|number)\.", "number"),
        (r"Not a valid boolean\.", "yes_or_no"),
        (r"Not a valid list\.", "list"),
        (r"Not a valid (?:mapping type|dict)\.|Invalid input type\.", "object"),
        (r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.", "length"),
        (r"Longer than maximum length (?P<most>\d+)\.", "longer"),
        (r"Shorter than minimum length (?P<least>\d+)\.", "shorter"),
        (r"Must be greater than or equal to (?P<least>-?\d+) and less than or equal to (?P<most>-?\d+)\.", "between"),
        (r"Must be greater than or equal to (?P<least>-?\d+)\.", "at_least"),
        (r"Must be less than or equal to (?P<most>-?\d+)\.", "at_most"),
        (r"Must be one of: (?P<choices>.*)\.", "one_of"),
        (r"String does not match expected pattern\.|Not a P-256 point.*|Invalid value\.|Length must be \d+\.", "form"),
    )
)


def sentence(found: str, language: str) -> str:
    """A field's sentence in a language: a key of words, one of marshmallow's sentences, or as it came."""
    if found in catalogue():
        return translate(found, language)
    for pattern, key in RULES:
        match = pattern.fullmatch(found)
        if match:
            return translate(key, language, **match.groupdict())
    return found
