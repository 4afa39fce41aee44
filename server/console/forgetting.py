"""Forms that name somebody who is forgotten: kept for a day or a month each, and gone at once where they hold one of the values."""

from __future__ import annotations

from sqlalchemy import delete, or_

from server.console.once import FormOnce, RefusedForm
from server.kernel.db import db
from server.kernel.registry import Forgetting

AT_ONCE = 50  # texts that one statement looks for
SHORTEST = 2  # characters: a shorter value is in everything


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: refused forms and answers of forms that hold one of these values or ids."""
    said = [each for each in (*asked.values, *asked.customers, *asked.subjects) if len(each) >= SHORTEST]
    if "contact" not in asked.what:
        return {}
    for start in range(0, len(said), AT_ONCE):
        some = said[start : start + AT_ONCE]
        for table, columns in ((RefusedForm, (RefusedForm.fields, RefusedForm.action)), (FormOnce, (FormOnce.answer,))):
            holding = or_(*(column.contains(each, autoescape=True) for each in some for column in columns))
            db.session.execute(delete(table).where(table.organisation_id == asked.organisation, holding))
    return {}
