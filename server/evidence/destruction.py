"""What is destroyed on purpose leaves a signed entry in the log; without one, whatever is missing from a record makes it wrong (ruling 17)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from server.evidence.models import Destruction
from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.signing import sign
from server.tlog import log

KIND = "destruction"
NOTHING: Mapping[str, str] = MappingProxyType({})


def enter_destruction(
    organisation: str,
    subject: tuple[str, str],
    *,
    bodies: Iterable[str] = (),
    bytes_: Iterable[str] = (),
    withdrew: Mapping[str, str] = NOTHING,
    ground: str,
) -> dict[str, Any]:
    """Inside `write`, in the transaction that destroys: sign and log that these went. Returns the document of docs/PROTOCOL.md.

    `subject`: (type, id). `bodies`: hashes of facts that lose body and salt; `bytes_`: SHA-256 of pictures and strokes. `withdrew`: of the
    withdrawals among them hash → id of the fact that it took back, because else that fact would count again. `ground`: a code of 1 to 40
    characters, never text about a person. ValueError where nothing is named.
    """
    named = {"bodies": sorted(set(bodies)), "bytes": sorted(set(bytes_))}
    if not any(named.values()) or not 0 < len(ground) <= 40:
        raise ValueError("a destruction names what it destroys, and its ground")
    kind, subject_id = subject
    document = sign(
        {
            "v": 1,
            "type": KIND,
            "organisation": organisation,
            "id": new_id(),
            "subject": {"type": kind, "id": subject_id},
            **named,
            **({"withdrew": [{"by": each, "fact": withdrew[each]} for each in sorted(withdrew)]} if withdrew else {}),
            "ground": ground,
            "at": clock.now(),
        }
    )
    db.session.add(
        Destruction(
            organisation_id=organisation,
            id=document["id"],
            subject_type=kind,
            subject_id=subject_id,
            document=canonical(document).decode(),
            destroyed_at=document["at"],
        )
    )
    log.enter(KIND, document)
    return document


def destructions_of(organisation: str, subject: tuple[str, str]) -> list[dict[str, Any]]:
    """The documents about one subject, oldest first."""
    rows = db.session.scalars(
        select(Destruction.document)
        .where(
            Destruction.organisation_id == organisation,
            Destruction.subject_type == subject[0],
            Destruction.subject_id == subject[1],
        )
        .order_by(Destruction.destroyed_at, Destruction.id)
    )
    return [json.loads(document) for document in rows]
