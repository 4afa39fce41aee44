"""A restored database begins a new epoch: phones notice, send again what it has forgotten, and offer all bytes that it lacks."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from server.evidence.models import Awaited, Stored, Upload
from server.kernel.db import db
from server.kernel.feed import ChangeClock
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.tlog import log
from server.visits.models import Visit

# Past anything that a phone can hold: a thousand versions a second for thirty years. Room for nine thousand restores.
JUMP = 10**12


def begin_anew(missing: list[str]) -> None:
    """Give every organisation's clock a new epoch and a value of its own; await what the backup lacks (`evidence/<organisation>/…/<sha256>`)."""
    write(lambda: _begin(missing))


def _begin(missing: list[str]) -> None:
    log.begin_anew()
    for clock in db.session.scalars(select(ChangeClock)):
        clock.value, clock.epoch = clock.value + JUMP, new_id()
    db.session.execute(delete(Upload).where(Upload.offset < Upload.length))  # because its bytes are in no backup
    for name in missing:
        _, organisation, _, sha256 = name.split("/")
        _await_again(organisation, sha256)


def _await_again(organisation: str, sha256: str) -> None:
    for table in (Stored, Upload):
        db.session.execute(delete(table).where(table.organisation_id == organisation, table.sha256 == sha256))
    named = (Awaited.organisation_id == organisation, Awaited.sha256 == sha256)
    db.session.execute(update(Awaited).where(*named).values(arrived_at=None, trouble=None))
    for visit in db.session.scalars(select(Awaited.visit_id).where(*named, Awaited.visit_id.is_not(None)).distinct()):
        waiting = (
            select(func.count(Awaited.sha256.distinct()))
            .where(Awaited.organisation_id == organisation, Awaited.visit_id == visit, Awaited.arrived_at.is_(None))
            .scalar_subquery()
        )
        db.session.execute(
            update(Visit).where(Visit.organisation_id == organisation, Visit.id == visit).values(awaited=waiting)
        )
