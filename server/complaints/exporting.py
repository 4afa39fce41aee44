"""Complaints as a list for a file, for those who decide about them; of one about themselves they do not read the customer's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.accounts.models import Person
from server.complaints.models import Complaint, ComplaintParty
from server.i18n.messages import translate_or
from server.kernel.db import db
from server.kernel.roles import DECIDING
from server.kernel.tables import Asker, ExportList, shown


def complaints(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a complaint, the latest first."""
    people = db.session.scalars(select(Person).where(Person.organisation_id == asker.organisation))
    names = {each.id: each.name for each in people}
    rows = select(Complaint).where(Complaint.organisation_id == asker.organisation)
    own = select(ComplaintParty.complaint_id).where(
        ComplaintParty.organisation_id == asker.organisation, ComplaintParty.party_id == asker.person
    )
    about_them = frozenset(db.session.scalars(own))
    rows = rows.order_by(Complaint.received_at.desc(), Complaint.id.desc())
    for each in db.session.scalars(rows.execution_options(yield_per=500)):
        yield (
            each.number,
            translate_or(f"console.complaint.state.{each.state}", asker.language, each.state),
            "" if each.id in about_them else each.gist,
            shown(each.received_at, asker.zone),
            shown(each.due_at, asker.zone),
            names.get(each.handler_id or ""),
            each.cycle,
            shown(each.closed_at, asker.zone),
        )


EXPORTS = (
    ExportList(
        "complaints",
        DECIDING,
        ("number", "state", "what", "received_at", "due_at", "handler", "cycle", "closed_at"),
        complaints,
    ),
)
