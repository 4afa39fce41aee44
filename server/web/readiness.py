"""Whether this server should be given work: its schema, room on the disk, and the evidence folder that the database names."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from server.evidence.bucket import Transfer
from server.kernel import clock, installation, marks
from server.kernel.db import db
from server.kernel.folders import migrations
from server.kernel.jobs import JobRun
from server.kernel.transaction import write

LITTLE = 200 * 1024 * 1024  # bytes: below it a busy morning of photographs may not find room
LOOKED_AT = 20
JOBS_LATE = 60  # minutes; they are due every quarter of an hour
BUCKET_LATE = 1  # hours that a piece may wait for it
FAILURES = 4  # in a row: about an hour
TRIED = "doorstep.tried-to-write"


def troubles() -> list[str]:
    """The names of what is not in order, [] where everything is. Names only, because anybody may ask."""
    if not _schema():
        return ["schema"]  # because nothing else can be asked then
    return [name for name, is_ready in CHECKS.items() if not is_ready()]


def _schema() -> bool:
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return False
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == _newest()


@cache
def _newest() -> list[str]:
    return list(ScriptDirectory(str(migrations())).get_heads())


def _space() -> bool:
    return shutil.disk_usage(_data()).free >= LITTLE


def _writable() -> bool:
    """A file and a row are written, once in a while: a disk that was remounted to read, or is full, denies both in silence."""
    known = current_app.extensions.get(TRIED)
    if known and known[0] > clock.later(clock.now(), minutes=-1):
        return bool(known[1])
    try:
        with tempfile.TemporaryFile(dir=_data()) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        write(lambda: marks.leave(installation.ALL, "writable", installation.EVER, clock.now()))
        done = True
    except (OSError, DBAPIError):
        db.session.rollback()
        done = False
    current_app.extensions[TRIED] = (clock.now(), done)
    return done


def _folder() -> bool:
    return installation.is_tied(_data())


def warnings() -> list[str]:
    """What somebody should look at: `jobs` where none has ended for long, or one fails again and again; `bucket` where evidence waits for it."""
    runs = db.session.execute(select(func.max(JobRun.ended_at), func.max(JobRun.failures))).one()
    late = runs[0] is not None and runs[0] < clock.later(clock.now(), minutes=-JOBS_LATE)
    found = ["jobs"] if late or (runs[1] or 0) >= FAILURES else []
    oldest = db.session.scalar(select(func.min(Transfer.since)))
    return [*found, "bucket"] if oldest is not None and oldest < clock.later(clock.now(), hours=-BUCKET_LATE) else found


def _evidence() -> bool:
    """The newest pieces that the database names lie in the folder: another folder, or a disk that was not mounted, has none of them."""
    rows = db.session.execute(
        text(
            "SELECT organisation_id, sha256 FROM stored ORDER BY organisation_id DESC, stored_at DESC, sha256 DESC LIMIT :most"
        ),
        {"most": LOOKED_AT},
    ).all()
    if current_app.config["DOORSTEP"].evidence_bucket:
        return True  # because phones must be served while the bucket is away; `warnings` says what waits for it
    here = [(_data() / "evidence" / organisation / sha256[:2] / sha256).is_file() for organisation, sha256 in rows]
    return not here or any(here)


def _data() -> Path:
    return Path(current_app.config["DOORSTEP"].data_dir)


CHECKS: dict[str, Callable[[], bool]] = {
    "space": _space,
    "writable": _writable,
    "folder": _folder,
    "evidence": _evidence,
}
