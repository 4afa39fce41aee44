"""What a phone is told of a visit's attachments; it fetches the bytes by itself and checks their hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.attachments.models import Attachment
from server.kernel.db import db


def of_visits(organisation: str, _person: str, visits: Sequence[Any]) -> Mapping[str, dict[str, Any]]:
    """Visit → {attachments: [{id, title, type, size, sha256, at}]} in the order of adding; nothing where there are none."""
    rows = db.session.scalars(
        select(Attachment)
        .where(
            Attachment.organisation_id == organisation,
            Attachment.visit_id.in_([each.id for each in visits]),
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        told = {"id": row.id, "title": row.title, "type": row.type, "size": row.size, "sha256": row.sha256}
        found.setdefault(row.visit_id, {"attachments": []})["attachments"].append(told | {"at": row.added_at})
    return found
