"""Interruptions of supply as a list for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.i18n.messages import translate_or
from server.kernel.db import db
from server.kernel.roles import OFFICE
from server.kernel.tables import Asker, ExportList, shown
from server.outages.models import Outage


def outages(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line an interruption, the latest first."""
    rows = select(Outage).where(Outage.organisation_id == asker.organisation)
    for each in db.session.scalars(rows.order_by(Outage.from_at.desc(), Outage.id.desc())):
        yield (
            each.number,
            translate_or(f"console.outage.kind.{each.kind}", asker.language, each.kind),
            translate_or(f"console.outage.state.{each.state}", asker.language, each.state),
            translate_or(f"console.outage.medium.{each.medium}", asker.language, each.medium),
            each.scope_text,
            each.households,
            *(shown(moment, asker.zone) for moment in (each.from_at, each.to_at, each.began_at, each.ended_at)),
        )


EXPORTS = (
    ExportList(
        "outages",
        OFFICE,
        ("number", "outage_kind", "state", "medium", "scope", "households", "from_at", "to_at", "began_at", "ended_at"),
        outages,
        personal=False,
    ),
)
