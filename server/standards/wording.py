"""The check of what goes out to a customer against the organisation's list of forbidden phrases (FB). Literal needles, no patterns. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TEXT, MOST_NEEDLES = 4000, 400


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the list: what must not be said, the clause, and what to say instead."""

    id: str
    clause: str
    needle: str
    advice: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A forbidden phrase and where it stands in the text as it was written."""

    phrase: Phrase
    start: int
    end: int
    words: str


def hits(text: str, phrases: Sequence[Phrase]) -> list[Hit]:
    """Every phrase that the text says, by its place; spaces, punctuation, width and case make no difference."""
    plain, places = _plain(text[:LONGEST_TEXT])
    found = []
    for phrase in phrases[:MOST_NEEDLES]:
        needle = needle_of(phrase.needle)
        at = plain.find(needle) if needle else -1
        if at >= 0:
            start, end = places[at], places[at + len(needle) - 1] + 1
            found.append(Hit(phrase, start, end, text[start:end]))
    return sorted(found, key=lambda hit: (hit.start, hit.phrase.id))


@lru_cache(maxsize=2048)
def needle_of(text: str) -> str:
    """A phrase as it is compared."""
    return _plain(text)[0]


def _plain(text: str) -> tuple[str, list[int]]:
    """The letters and figures of a text, folded, each with its place in the text as it was written."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKC", letter).casefold():
            if unicodedata.category(part)[0] in "LNM":
                letters.append(part)
                places.append(place)
    return "".join(letters), places
