"""Forms that name somebody who is forgotten: kept for a day or a month each, and gone at once where they hold one of the values."""

from __future__ import annotations

from sqlalchemy import delete

from server.console.once import FormOnce, RefusedForm
from server.kernel.db import db
from server.kernel.said import holding
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: refused forms and answers of forms that hold one of these values or ids."""
    if "contact" not in asked.what:
        return {}
    for table, columns in ((RefusedForm, (RefusedForm.fields, RefusedForm.action)), (FormOnce, (FormOnce.answer,))):
        for theirs in holding(asked, *columns):
            db.session.execute(delete(table).where(table.organisation_id == asked.organisation, theirs))
    return {}
