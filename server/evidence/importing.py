"""Evidence from a phone's export file, handed in by its office: only bytes that one of that phone's stored facts names, and checked by their hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.accounts.models import Device
from server.evidence import uploads
from server.evidence.models import Awaited
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write


def take_from_file(
    organisation: str, device_id: str, sha256: str, media_type: str, length: int, offset: int, chunk: bytes
) -> dict[str, Any]:
    """Take a chunk. Returns `offset`, up to which the bytes are here, and `known`: all of them were here before.

    A chunk for another place is not taken; the answer says from where to go on. `evidence_not_named`, `bytes_differ`, `evidence_not_accepted`.
    """

    def work() -> tuple[dict[str, Any], bool]:
        device = db.session.get(Device, (organisation, device_id))
        if device is None or not _is_named(device, sha256):
            raise Problem("evidence_not_named")
        upload = uploads.begin(device, sha256, media_type, length)
        if upload.offset == length or upload.offset != offset:
            return {"offset": upload.offset, "known": upload.offset == length}, True
        whole = uploads.take(upload, offset, chunk)
        return {"offset": offset + len(chunk), "known": False}, whole

    answer, whole = write(work)
    if not whole:
        raise Problem("bytes_differ")
    return answer


def _is_named(device: Device, sha256: str) -> bool:
    return (
        db.session.scalar(
            select(Awaited.fact_id)
            .where(
                Awaited.organisation_id == device.organisation_id,
                Awaited.device_id == device.id,
                Awaited.sha256 == sha256,
            )
            .limit(1)
        )
        is not None
    )
