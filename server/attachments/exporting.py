"""Attachments as a list for a file: which were given to whose visit, by whom; the bytes themselves are not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.accounts.models import Person
from server.attachments.models import Attachment
from server.customers.models import Customer
from server.kernel.db import db
from server.kernel.roles import OFFICE
from server.kernel.tables import Asker, ExportList, shown
from server.visits.models import Visit

AT_ONCE = 500


def attachments(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line an attachment, the newest first; of removed ones the mark."""
    organisation, zone = asker.organisation, asker.zone
    people = {
        row.id: row.name for row in db.session.scalars(select(Person).where(Person.organisation_id == organisation))
    }
    rows = (
        select(Attachment, Visit.number, Customer.name)
        .join(Visit, (Visit.organisation_id == Attachment.organisation_id) & (Visit.id == Attachment.visit_id))
        .join(Customer, (Customer.organisation_id == Visit.organisation_id) & (Customer.id == Visit.customer_id))
        .where(Attachment.organisation_id == organisation)
        .order_by(Attachment.id.desc())
    )
    for row, number, customer in db.session.execute(rows.execution_options(yield_per=AT_ONCE)):
        yield (
            number,
            customer,
            row.title,
            row.type,
            row.size,
            shown(row.added_at, zone),
            people.get(row.added_by),
            shown(row.removed_at, zone),
            people.get(row.removed_by or ""),
        )


COLUMNS = ("number", "name", "title", "type", "size", "added_at", "added_by", "removed_at", "removed_by")
EXPORTS = (ExportList("attachments", OFFICE, COLUMNS, attachments),)
