"""What a standard leaves to be done, in the words of whoever reads it: a row keeps the words of one language."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.matters.matter_models import LONGEST_TITLE, Matter
from server.standards.declared import opened_titles
from server.standards.models import StandardVersion
from server.visits.standard import document_of


class Titles:
    """Words as they are kept → in this language, where a published standard of the organisation has them; asked once a page, and only where it matters."""

    def __init__(self, organisation: str, language: str) -> None:
        self._organisation, self._language = organisation, language
        self._known: dict[str, str] | None = None

    def of(self, words: str) -> str:
        """The words in the reader's language, else as they are: somebody typed them."""
        if not words:
            return words
        if self._known is None:
            self._known = self._read()
        return self._known.get(words, words)

    def of_matter(self, row: Matter) -> str:
        """Its title; what a customer or hotline asked for stays as it was said."""
        return self.of(row.title) if row.originator == "staff" else row.title

    def _read(self) -> dict[str, str]:
        wanted = select(StandardVersion.id, StandardVersion.version).where(
            StandardVersion.organisation_id == self._organisation
        )
        return {
            words[:LONGEST_TITLE]: title[self._language]
            for id_, version in db.session.execute(wanted)
            for title in opened_titles(document_of(self._organisation, id_, version))
            for words in title.values()
        }
