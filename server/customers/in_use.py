"""Whether anything rests on customers, places or meters: any row of any table that names them, but for looks at them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from server.kernel.db import Model, db

LOOKS = "access_record"  # who looked stays known, and rests on nothing
OWN = {"customer_id": ("premises", LOOKS), "premises_id": (LOOKS,), "meter_id": (LOOKS,)}


def in_use(organisation: str, column: str, ids: Sequence[str]) -> set[str]:
    """Those of these ids that some table names in its column `customer_id`, `premises_id` or `meter_id`."""
    found: set[str] = set()
    for table in Model.metadata.tables.values():
        if column in table.c and "organisation_id" in table.c and table.name not in OWN[column]:
            named = select(table.c[column]).where(table.c.organisation_id == organisation, table.c[column].in_(ids))
            found.update(db.session.scalars(named.distinct()))
    return found
