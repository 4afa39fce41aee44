"""What was changed of a customer, as somebody reads it: when, by whom, and each part before and after; numbers are masked (DA-1)."""

from __future__ import annotations

import json
from typing import Any

from server.accounts.models import Person
from server.console.layout import name_of, t, translate_if_known
from server.console.view import ViewContext
from server.customers.models import Customer, changes_of, merged_with
from server.customers.reading import MEASURES
from server.i18n import dates
from server.kernel.db import db
from server.kernel.text.phones import masked_phone

SAID = {
    "ms": "intake.ms",
    "mr": "intake.mr",
    "none": "intake.none",
    "zh-CN": "intake.chinese",
    "en": "intake.english",
} | {each: f"customers.measured.{each}" for each in MEASURES}
HIDDEN = ("premises", "into", "from", "new")  # ids, which say nothing to a person


def changes_section(customer: Customer, reader: ViewContext) -> list[dict[str, Any]]:
    """[{at, by, what, lines}], the latest first, also of those who turned out to be the same person."""
    found = changes_of(customer.organisation_id, merged_with(customer.organisation_id, customer.id))
    return [
        {
            "at": dates.moment_short(each.at, reader.today, reader.zone),
            "by": _name(customer.organisation_id, each.person_id, reader),
            "what": translate_if_known(f"customers.change.{each.what}") or each.what,
            "lines": _lines(json.loads(each.said)),
        }
        for each in found
    ]


def _lines(said: dict[str, Any]) -> list[str]:
    return [
        t(
            "customers.changed_part",
            what=translate_if_known(f"customers.part.{name}") or name,
            before=_old(part, name),
            after=_new(part, name),
        )
        for name, part in said.items()
        if name not in HIDDEN
    ]


def _old(part: Any, name: str) -> str:
    return _plain(part.get("from"), name) if isinstance(part, dict) and "to" in part else "–"


def _new(part: Any, name: str) -> str:
    if isinstance(part, dict) and "to" in part:
        return _plain(part["to"], name)
    values = part.items() if isinstance(part, dict) else [(name, part)]
    return " ".join(_plain(value, key) for key, value in values if value)


def _plain(value: Any, name: str) -> str:
    """A value as it may be shown; '–' for nothing."""
    if said := translate_if_known(SAID.get(str(value), "")):
        return said
    if name == "phone" and value:
        return masked_phone(str(value))
    return "✓" if value is True else "–" if value in (None, "", False) else str(value)


def _name(organisation: str, person: str, reader: ViewContext) -> str:
    row = db.session.get(Person, (organisation, person))
    return name_of(row, reader.language) if row else ""
