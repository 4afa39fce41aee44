"""One row of an organisation by its key: another organisation's is not found, like what never was."""

from __future__ import annotations

from typing import TypeVar

from server.kernel.db import Model, db
from server.kernel.problem import Problem

Row = TypeVar("Row", bound=Model)


def must_find(model: type[Row], organisation: str, *key: str, locked: bool = False) -> Row:
    """The row whose primary key is the organisation and `key`; `not_found` where there is none. `locked`: until the write ends."""
    row = db.session.get(model, (organisation, *key), with_for_update=locked or None)
    if row is None:
        raise Problem("not_found")
    return row
