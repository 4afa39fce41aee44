"""Files that name somebody who is forgotten: an import that has not ended is dropped with its file, and rows that were not taken go."""

from __future__ import annotations

from sqlalchemy import delete, select

from server.import_export.acts import drop, may_drop
from server.import_export.files import names_any
from server.import_export.models import ImportBadRow, ImportFile, ImportRun
from server.kernel.db import db
from server.kernel.said import holding, texts_of
from server.kernel.wiring import Forgetting


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: by name, number and account, because a row of a file is nobody's yet."""
    if "contact" not in asked.what:
        return {}
    said, organisation = texts_of(asked), asked.organisation
    for file in db.session.scalars(select(ImportFile).where(ImportFile.organisation_id == organisation)).all():
        run = db.session.get_one(ImportRun, (organisation, file.import_id))
        raw = any(each.encode() in file.content for each in said)
        if may_drop(run) and (raw or names_any(file.lines or b"", said)):
            drop(run)  # what is being written just now takes its file along when it ends
    for theirs in holding(asked, ImportBadRow.cells):
        db.session.execute(delete(ImportBadRow).where(ImportBadRow.organisation_id == organisation, theirs))
    return {}
