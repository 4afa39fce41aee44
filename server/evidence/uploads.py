"""Uploads that survive a cut at any byte (tus 1.0): chunks are durable before they are acknowledged, and the whole is checked by its hash.

Bytes may come before the fact that names them; what no fact names within a week goes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, func, select, tuple_, update

from server.accounts.models import Device
from server.evidence.issuing import issue_again
from server.evidence.models import Awaited, Stored, Upload
from server.evidence.needed import is_needed
from server.evidence.rules import LARGEST, LARGEST_CHUNK, TYPES, is_hash, matches, trouble_with
from server.evidence.store import store
from server.kernel import marks
from server.kernel.chain import sha256 as hash_of
from server.kernel.clock import later, now
from server.kernel.db import db
from server.kernel.feed import tick
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.visits.models import Visit

DAYS_KEPT = 7
EXPIRED_AT_ONCE = 20  # because phones wait for the write that forgets
LOOKED_AT_ONCE = 500
MOST_UNNAMED = 100  # pieces of one device, 100 MB at most, until facts name them or a week has passed
LOOKED_THROUGH = "stored bytes looked through"  # the mark: up to which moment of storing


def begin(device: Device, sha256: str, media_type: str, length: int) -> Upload:
    """Begin an upload, or come back to the one that this device has begun for these bytes. Call inside `write`."""
    if not is_hash(sha256) or media_type not in TYPES or not 0 < length <= LARGEST:
        raise Problem("evidence_not_accepted")
    begun = db.session.scalar(
        select(Upload).where(
            Upload.organisation_id == device.organisation_id, Upload.device_id == device.id, Upload.sha256 == sha256
        )
    )
    if begun and (begun.length, begun.type) == (length, media_type) and begun.expires_at >= now():
        return begun
    if begun:
        end(begun)
    _refuse_hoards(device, sha256)
    upload = Upload(
        organisation_id=device.organisation_id,
        id=new_id(),
        device_id=device.id,
        sha256=sha256,
        type=media_type,
        length=length,
        offset=length if _this_device_sent(device, sha256) else 0,
        expires_at=later(now(), days=DAYS_KEPT),
    )
    db.session.add(upload)
    db.session.flush()  # because a first chunk may discard it at once
    return upload


def _refuse_hoards(device: Device, sha256: str) -> None:
    """`uploads_unnamed` where a device has sent too much that no fact names yet: a phone sends its facts first, only hoards come without."""
    begun = select(Upload.sha256).where(
        Upload.organisation_id == device.organisation_id, Upload.device_id == device.id, Upload.sha256 != sha256
    )
    if len(db.session.scalars(begun.limit(MOST_UNNAMED)).all()) < MOST_UNNAMED:
        return  # because that is read from the index, and few devices come further
    named = exists().where(
        Awaited.organisation_id == Upload.organisation_id,
        Awaited.device_id == Upload.device_id,
        Awaited.sha256 == Upload.sha256,
    )
    unnamed = select(func.count()).where(
        Upload.organisation_id == device.organisation_id, Upload.device_id == device.id, Upload.sha256 != sha256, ~named
    )
    if (db.session.scalar(unnamed) or 0) < MOST_UNNAMED:
        return
    this = select(Awaited.fact_id).where(
        Awaited.organisation_id == device.organisation_id, Awaited.device_id == device.id, Awaited.sha256 == sha256
    )
    if db.session.scalar(this.limit(1)) is None:
        raise Problem("uploads_unnamed", retry_after=3600)


def of_device(device: Device, upload_id: str, lock: bool = False) -> Upload:
    """This device's upload; `not_found` for anybody else's."""
    wanted = select(Upload).where(
        Upload.organisation_id == device.organisation_id, Upload.id == upload_id, Upload.device_id == device.id
    )
    upload = db.session.scalar(wanted.with_for_update() if lock else wanted)
    if upload is None or upload.expires_at < now():
        raise Problem("upload_gone")
    return upload


def take(upload: Upload, offset: int, chunk: bytes) -> bool:
    """Append a chunk at an offset. False where the whole has come and its hash is another: the upload is discarded. Call inside `write`."""
    if offset != upload.offset:
        raise Problem("offset_differs", offset=upload.offset)
    if len(chunk) > LARGEST_CHUNK or offset + len(chunk) > upload.length:
        raise Problem("chunk_too_large")
    store().bring_back(upload.organisation_id, upload.id, upload.sha256, offset)
    store().append(upload.organisation_id, upload.id, offset, chunk)
    upload.offset = offset + len(chunk)
    return upload.offset < upload.length or _arrive(upload)


def take_whole(organisation: str, device: str, content: bytes, media_type: str) -> dict[str, Any]:
    """Keep bytes that came with a form, or were made here; returns what a fact's body names. Call inside `write`."""
    upload = Upload(
        organisation_id=organisation,
        id=new_id(),
        device_id=device,
        sha256=hash_of(content),
        type=media_type,
        length=len(content),
        offset=len(content),
        expires_at=later(now(), days=DAYS_KEPT),
    )
    db.session.add(upload)
    db.session.flush()
    store().append(organisation, upload.id, 0, content)
    _arrive(upload)
    return {"sha256": upload.sha256, "size": len(content), "type": media_type}


def end(upload: Upload) -> None:
    """Discard an upload and what has come of it. Call inside `write`."""
    store().forget_upload(upload.organisation_id, upload.id)
    db.session.delete(upload)


def expire(organisation: str) -> int:
    """Forget at most 20 uploads that have run out; returns how many. Call inside `write`."""
    due = select(Upload).where(Upload.organisation_id == organisation, Upload.expires_at < now()).limit(EXPIRED_AT_ONCE)
    gone = db.session.scalars(due).all()
    for upload in gone:
        end(upload)
    return len(gone)


def forget_unnamed(organisation: str) -> tuple[int, bool]:
    """Look through the next 500 stored bytes that are older than a week, each once, and forget those that no fact names.

    Returns how many went, and whether there is more to look through. Call inside `write`.
    """
    due = later(now(), days=-DAYS_KEPT)
    mark = marks.at(organisation, LOOKED_THROUGH, due)
    rows = db.session.execute(
        select(
            Stored.sha256,
            Stored.stored_at,
            exists().where(Awaited.organisation_id == Stored.organisation_id, Awaited.sha256 == Stored.sha256),
        )
        .where(
            Stored.organisation_id == organisation,
            Stored.stored_at < due,
            tuple_(Stored.stored_at, Stored.sha256) > ((mark.at, mark.value) if mark else ("", "")),
        )
        .order_by(Stored.stored_at, Stored.sha256)
        .limit(LOOKED_AT_ONCE)
    ).all()
    unnamed = [sha256 for sha256, _, named in rows if not named and not is_needed(organisation, sha256)]
    for sha256 in unnamed:
        store().forget(organisation, sha256)
        db.session.execute(delete(Stored).where(Stored.organisation_id == organisation, Stored.sha256 == sha256))
    if rows:
        last = rows[-1]
        marks.leave(organisation, LOOKED_THROUGH, last.stored_at, last.sha256)
        marks.forget_before(organisation, LOOKED_THROUGH, last.stored_at)
    return len(unnamed), len(rows) == LOOKED_AT_ONCE


def settle_visit(organisation: str, visit_id: str) -> None:
    """Count again what a visit still waits for, because lists show it. Call inside `write`.

    The visit is locked first, because another phone's facts and bytes change the number at the same time.
    """
    db.session.flush()
    visit = db.session.get(Visit, (organisation, visit_id), with_for_update={"key_share": True}, populate_existing=True)
    waiting = db.session.scalars(
        select(Awaited.sha256).where(
            Awaited.organisation_id == organisation, Awaited.visit_id == visit_id, Awaited.arrived_at.is_(None)
        )
    ).all()
    if visit is not None:
        visit.awaited = len(set(waiting))
        tick(organisation, lambda version: setattr(visit, "version", version))


def _arrive(upload: Upload) -> bool:
    """The device is locked as a sync locks it, so that the fact that names these bytes comes before or after them, never beside them."""
    db.session.execute(
        select(Device.id)
        .where(Device.organisation_id == upload.organisation_id, Device.id == upload.device_id)
        .with_for_update(key_share=True)
    )
    content = store().incoming(upload.organisation_id, upload.id)
    if not matches(content, upload.sha256):
        end(upload)
        return False
    if db.session.get(Stored, (upload.organisation_id, upload.sha256)) is None:
        db.session.add(
            Stored(
                organisation_id=upload.organisation_id,
                sha256=upload.sha256,
                size=len(content),
                type=upload.type,
                stored_at=now(),
            )
        )
    store().keep(upload.organisation_id, upload.id, upload.sha256)
    _tell_facts(upload, content)
    return True


def _tell_facts(upload: Upload, content: bytes) -> None:
    naming = (
        Awaited.organisation_id == upload.organisation_id,
        Awaited.sha256 == upload.sha256,
        Awaited.device_id == upload.device_id,
    )
    claims = db.session.execute(select(Awaited.type, Awaited.size).where(*naming).distinct()).all()
    for media_type, size in claims:
        claimed = (*naming, Awaited.type == media_type, Awaited.size == size)
        db.session.execute(
            update(Awaited).where(*claimed).values(arrived_at=now(), trouble=trouble_with(content, media_type, size))
        )
    for visit_id in db.session.scalars(select(Awaited.visit_id).where(*naming).distinct().order_by(Awaited.visit_id)):
        if visit_id:
            settle_visit(upload.organisation_id, visit_id)
            issue_again(upload.organisation_id, visit_id)


def _this_device_sent(device: Device, sha256: str) -> bool:
    """Only its own bytes are recognised, because nobody may learn whether somebody else's exist."""
    finished = select(Upload.id).where(
        Upload.organisation_id == device.organisation_id,
        Upload.device_id == device.id,
        Upload.sha256 == sha256,
        Upload.offset == Upload.length,
    )
    arrived = select(Awaited.fact_id).where(
        Awaited.organisation_id == device.organisation_id,
        Awaited.device_id == device.id,
        Awaited.sha256 == sha256,
        Awaited.arrived_at.is_not(None),
    )
    sent = db.session.scalar(finished) is not None or db.session.scalar(arrived) is not None
    return sent and store().has(
        device.organisation_id, sha256
    )  # because a folder that was copied back by hand may lack what the database names
