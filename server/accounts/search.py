"""People of the staff and their phones, found by what is typed: name, initials, badge, login, a phone's model. See `kernel.search`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select, union_all

from server.accounts.models import Device, Person
from server.kernel.search import follow, matches
from server.kernel.text.pinyin import initials_of
from server.kernel.text.spelling import number_words, plain_spelling, search_tokens

STAFF, PHONE = "staff", "device"


def staff_words(name: str, name_en: str | None, badge: str | None, login: str | None) -> list[str]:
    """By what somebody of the staff is found, in the spelling of the index."""
    return [*(plain_spelling(part) for part in (name, name_en, login) if part), *number_words(badge)]


def known_by(name: str, name_en: str | None, badge: str | None) -> str:
    """The same in one line with the initials, for a list that narrows itself while somebody types."""
    return " ".join([*staff_words(name, name_en, badge, None), *initials_of(name)])


def search_staff(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Person` that must all hold, one for each word; [] where nothing was typed."""
    return [Person.id.in_(matches(organisation, STAFF, token)) for token in search_tokens(text)]


def search_phones(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Device` that must all hold: each word finds the phone, or whoever has it."""
    return [Device.id.in_(union_all(*_phones_found(organisation, token))) for token in search_tokens(text)]


def _phones_found(organisation: str, token: str) -> list[Select[Any]]:
    theirs = select(Device.id).where(Device.organisation_id == organisation)
    people = theirs.where(Device.person_id.in_(matches(organisation, STAFF, token)))
    return [matches(organisation, PHONE, token), people]


follow(
    Person,
    STAFF,
    ("name", "name_en", "badge", "login"),
    lambda row: staff_words(row.name, row.name_en, row.badge, row.login),
)
follow(Device, PHONE, ("label",), lambda row: [plain_spelling(row.label)])
