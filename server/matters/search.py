"""Matters found by what is typed: number, title, place, and whatever finds the customer or the premises. See `kernel.search`."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from server.customers.search import rows_found
from server.kernel.search import follow
from server.kernel.text.spelling import number_words, plain_spelling, search_tokens
from server.matters.matter_models import Matter

MATTER = "matter"
follow(
    Matter,
    MATTER,
    ("number", "title", "place"),
    lambda row: [*number_words(row.number), *(plain_spelling(part) for part in (row.title, row.place) if part)],
)


def search(organisation: str, text: str) -> list[ColumnElement[bool]]:
    """Conditions on `Matter` that must all hold, one for each word; [] where nothing was typed."""
    return [rows_found(Matter, MATTER, organisation, token) for token in search_tokens(text)]
