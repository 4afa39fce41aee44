"""Who goes to the visits of a matter, and is told how it stands now."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.feed import announce
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.standards.limit_table import RunningLimit
from server.visits.models import Holding, Visit


def is_told_otherwise() -> bool:
    """Whether something of a matter that phones are told is about to be stored otherwise; asked before the session is flushed."""
    session = db.session
    touched = [each for each in session.dirty if session.is_modified(each)]
    kinds = Matter | RunningLimit | Commitment
    return any(isinstance(each, kinds) for each in (*session.new, *touched, *session.deleted))


def tell(organisation: str, matter: str, but: str = "") -> None:
    """Inside `write`: the phones that hold its visits hear how the matter stands now; of the visit `but` they know by its own log."""
    held = (
        select(Holding.person_id, Holding.visit_id)
        .join(Visit, (Visit.organisation_id == Holding.organisation_id) & (Visit.id == Holding.visit_id))
        .where(
            Holding.organisation_id == organisation,
            Visit.matter_id == matter,
            Visit.id != but,
            Holding.revoked_version.is_(None),
        )
    )
    for person, visit in sorted(db.session.execute(held)):
        announce(organisation, person, "visit", visit=visit, detail="matter")
