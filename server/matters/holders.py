"""Who goes to the visits of a matter, and is told how it stands now."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.feed import announce
from server.visits.models import Holding, Visit


def tell(organisation: str, matter: str) -> None:
    """Inside `write`: the phones that hold its visits hear how the matter stands now."""
    held = (
        select(Holding.person_id, Holding.visit_id)
        .join(Visit, (Visit.organisation_id == Holding.organisation_id) & (Visit.id == Holding.visit_id))
        .where(Holding.organisation_id == organisation, Visit.matter_id == matter, Holding.revoked_version.is_(None))
    )
    for person, visit in sorted(db.session.execute(held)):
        announce(organisation, person, "visit", visit=visit, detail="matter")
