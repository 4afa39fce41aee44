"""The form of what a bundle holds: which members a document needs, and of what type. Both verifiers read the same forms (`forms.json`). Pure.

`name:type`, `?` where it may be missing; types are `text`, `int`, `any`, `{}` an object, `{form}` one of that form, `[type or form]` a list.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FORMS: dict[str, str] = json.loads((Path(__file__).parent / "forms.json").read_text("utf-8"))


def place_of_trouble(name: str, document: Any) -> str:
    """Where a document of a bundle has not its form: `name`, or `name[3]` in a list; '' where it has."""
    if not FORMS[name].startswith("["):
        return "" if has_form(name, document) else name
    if not isinstance(document, list):
        return name
    wrong = (number for number, each in enumerate(document) if not _is(FORMS[name][1:-1], each))
    return next((f"{name}[{number}]" for number in wrong), "")


def has_form(name: str, value: Any) -> bool:
    """Whether a value has the form of this name."""
    return isinstance(value, dict) and all(_has_member(value, member) for member in FORMS[name].split(" "))


def _has_member(value: dict[str, Any], member: str) -> bool:
    name, _, kind = member.partition(":")
    if name not in value:
        return kind.endswith("?")
    return _is(kind.removesuffix("?"), value[name])


def _is(kind: str, value: Any) -> bool:
    if kind == "any":
        return True
    if kind == "text":
        return isinstance(value, str)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind.startswith("["):
        return isinstance(value, list) and all(_is(kind[1:-1], each) for each in value)
    if kind == "{}":
        return isinstance(value, dict)
    return has_form(kind.strip("{}"), value)
