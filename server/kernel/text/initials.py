"""Pinyin initials of Chinese names: 王小明 → wxm; where characters have several readings, each combination, because nobody knows which one is typed. Pure."""

from __future__ import annotations

from functools import cache
from itertools import islice, product
from pathlib import Path

MOST = 27  # combinations of one name: three characters of three readings
TABLE = Path(__file__).with_name("initials.txt")  # made by .ci/initials.py


def initials_of(text: str) -> list[str]:
    """The initials of what is written, at most `MOST` ways; Latin letters and digits stand for themselves, [] without a Chinese character."""
    table = _table()
    if not any(letter in table for letter in text):
        return []
    ways = [table.get(letter) or (letter if letter.isascii() and letter.isalnum() else "") for letter in text.lower()]
    return ["".join(way) for way in islice(product(*(way for way in ways if way)), MOST)]


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        letters, _, characters = line.partition(" ")
        found |= dict.fromkeys(characters, letters)
    return found
