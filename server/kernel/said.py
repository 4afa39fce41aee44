"""Rows that hold a text of somebody who is forgotten: found by what was known of them, because nothing else names whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from server.kernel.wiring import Forgetting

AT_ONCE = 50  # texts that one statement looks for
SHORTEST = 2  # characters: a shorter value is in everything


def texts_of(asked: Forgetting) -> list[str]:
    """Names, numbers and ids, also as JSON and addresses write them."""
    said = [each for each in (*asked.values, *asked.customers, *asked.subjects) if len(each) >= SHORTEST]
    return list(dict.fromkeys([*said, *(json.dumps(each)[1:-1] for each in said), *map(quote_plus, said)]))


def holding(asked: Forgetting, *columns: InstrumentedAttribute[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions for rows in which one of these columns holds one of the texts, some at a time."""
    said = texts_of(asked)
    for start in range(0, len(said), AT_ONCE):
        some = said[start : start + AT_ONCE]
        yield or_(*(column.contains(each, autoescape=True) for each in some for column in columns))
