"""Rows of a file that cannot be taken, as they are kept to be shown and mended."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select

from server.import_export.models import ImportBadRow, ImportRun
from server.kernel.db import db
from server.kernel.tables import TableRow


def of(run: ImportRun, after: int, most: int) -> Sequence[ImportBadRow]:
    """Those after this number of a row."""
    rows = select(ImportBadRow).where(*_theirs(run), ImportBadRow.number > after)
    return db.session.scalars(rows.order_by(ImportBadRow.number).limit(most)).all()


def enter(run: ImportRun, rows: list[TableRow]) -> None:
    """Inside `write`: these, too; one that is there already stays as it is."""
    known = select(ImportBadRow.number).where(*_theirs(run), ImportBadRow.number.in_([row.number for row in rows]))
    there = set(db.session.scalars(known))
    entered = [
        {
            "organisation_id": run.organisation_id,
            "import_id": run.id,
            "number": row.number,
            "cells": json.dumps(row.cells, ensure_ascii=False),
            "troubles": json.dumps(row.troubles),
        }
        for row in rows
        if row.number not in there
    ]
    if entered:
        db.session.execute(insert(ImportBadRow.__table__), entered)


def forget(run: ImportRun) -> None:
    """Inside `write`: all of them go."""
    db.session.execute(delete(ImportBadRow).where(*_theirs(run)))


def _theirs(run: ImportRun) -> tuple[ColumnElement[bool], ...]:
    return ImportBadRow.organisation_id == run.organisation_id, ImportBadRow.import_id == run.id
