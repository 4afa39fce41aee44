"""Names of the people whom a page speaks of, looked up as they come: ten people of ten thousand are ten rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.accounts.models import Person
from server.console.layout import name_of
from server.kernel.db import db


class PeopleNames(Mapping[str, str]):
    """Person's id → name as this reader reads it, also of those who left. Iterates over those that were asked for."""

    def __init__(self, organisation: str, language: str) -> None:
        self._organisation, self._language = organisation, language
        self._asked: dict[str, str | None] = {}

    def __getitem__(self, person: str) -> str:
        if person not in self._asked:
            found = db.session.get(Person, (self._organisation, person)) if person else None
            self._asked[person] = name_of(found, self._language) if found else None
        name = self._asked[person]
        if name is None:
            raise KeyError(person)
        return name

    def __iter__(self) -> Iterator[str]:
        return (each for each, name in self._asked.items() if name is not None)

    def __len__(self) -> int:
        return sum(name is not None for name in self._asked.values())
