"""Tests write to memory where the machine has room: on a disk each commit of SQLite waits five milliseconds, and a suite commits a hundred thousand times."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
ROOM = (
    4 * 1024**3
)  # bytes that must be free there, and in the machine's memory beside that; a whole run fills one at most


def write_to_memory() -> None:
    """Let temporary folders of this process, and of what it starts, lie in memory; a TMPDIR that somebody chose stays."""
    if not os.environ.get("TMPDIR") and has_room(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def has_room(folder: Path) -> bool:
    """Whether tests may write there and start what they have built there."""
    if not os.access(folder, os.W_OK):
        return False
    here = os.statvfs(folder)
    free = here.f_bavail * here.f_frsize
    return not here.f_flag & os.ST_NOEXEC and free >= ROOM and psutil.virtual_memory().available >= 2 * ROOM
