"""Whether this server should be given work: its schema, room on the disk, and the evidence folder that the database names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect, text

from server.kernel.db import db

LITTLE = 200 * 1024 * 1024  # bytes: below it a busy morning of photographs may not find room
LOOKED_AT = 20
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def troubles() -> list[str]:
    """The names of what is not in order, [] where everything is. Names only, because anybody may ask."""
    return [name for name, is_ready in CHECKS.items() if not is_ready()]


def _schema() -> bool:
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return False
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == _newest()


@cache
def _newest() -> list[str]:
    return list(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _space() -> bool:
    return shutil.disk_usage(_data()).free >= LITTLE


def _writable() -> bool:
    return os.access(_data(), os.W_OK)


def _evidence() -> bool:
    """The newest pieces that the database names lie in the folder: another folder, or a disk that was not mounted, has none of them."""
    rows = db.session.execute(
        text(
            "SELECT organisation_id, sha256 FROM stored ORDER BY organisation_id DESC, stored_at DESC, sha256 DESC LIMIT :most"
        ),
        {"most": LOOKED_AT},
    ).all()
    here = [(_data() / "evidence" / organisation / sha256[:2] / sha256).is_file() for organisation, sha256 in rows]
    return not here or any(here)


def _data() -> Path:
    return Path(current_app.config["DOORSTEP"].data_dir)


CHECKS: dict[str, Callable[[], bool]] = {
    "schema": _schema,
    "space": _space,
    "writable": _writable,
    "evidence": _evidence,
}
