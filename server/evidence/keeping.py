"""Whole pieces that others than facts keep in the store: they stay as long as anybody names them."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from server.evidence.models import ERASED, Awaited, Stored
from server.evidence.needed import is_needed
from server.evidence.store import store
from server.kernel.chain import sha256
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.ids import new_id


def keep(organisation: str, content: bytes, media_type: str) -> str:
    """Inside `write`: the store has these bytes; returns their SHA-256."""
    digest, upload = sha256(content), new_id()
    store().append(organisation, upload, 0, content)
    store().keep(organisation, upload, digest)
    if db.session.get(Stored, (organisation, digest)) is None:
        row = Stored(organisation_id=organisation, sha256=digest, size=len(content), type=media_type, stored_at=now())
        db.session.add(row)
        db.session.flush()
    return digest


def let_go(organisation: str, digest: str) -> None:
    """Inside `write`: somebody needs this piece no more; it goes unless a fact or somebody else does."""
    same = (Awaited.organisation_id == organisation, Awaited.sha256 == digest)
    if db.session.scalar(select(exists().where(*same, Awaited.trouble.is_distinct_from(ERASED)))):
        return
    if is_needed(organisation, digest):
        return
    db.session.execute(delete(Stored).where(Stored.organisation_id == organisation, Stored.sha256 == digest))
    store().forget(organisation, digest)
