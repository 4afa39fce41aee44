"""Attachments go whole, with their titles, wherever photographs or words of their visits go (0098)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, delete, select

from server.attachments.models import Attachment, AttachmentFetched
from server.evidence import keeping
from server.kernel.db import db
from server.kernel.feed import announce
from server.kernel.wiring import Forgetting
from server.visits.log.log import holders_of


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: rows and bytes of these visits."""
    if not asked.what & {"photographs", "bodies"}:
        return {}
    organisation = asked.organisation
    theirs = (Attachment.organisation_id == organisation, Attachment.visit_id.in_(asked.subjects))
    rows = db.session.execute(select(Attachment.id, Attachment.sha256, Attachment.gone).where(*theirs)).all()
    if not rows:
        return {}
    fetched = (
        AttachmentFetched.organisation_id == organisation,
        AttachmentFetched.attachment_id.in_([row.id for row in rows]),
    )
    db.session.execute(delete(AttachmentFetched).where(*fetched))
    db.session.execute(delete(Attachment).where(*theirs))
    for digest in sorted({row.sha256 for row in rows if not row.gone}):
        keeping.let_go(organisation, digest)
    _tell(organisation, asked.subjects)
    return {"bytes": sum(not row.gone for row in rows)}


def _tell(organisation: str, visits: Sequence[str]) -> None:
    for visit, people in holders_of(organisation, list(visits)).items():
        for person in people:
            announce(organisation, person, "visit", visit=visit, detail="attachments")


def needed(organisation: str) -> Select[str]:
    """The pieces of the store that attachments still need."""
    return select(Attachment.sha256).where(Attachment.organisation_id == organisation, ~Attachment.gone)
