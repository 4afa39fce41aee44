"""Folders that outlast a power cut, because a file is only as lasting as the way to it."""

from __future__ import annotations

import os
import secrets
import sysconfig
from pathlib import Path

_lasting: set[Path] = set()  # flushed in the folder above by this process


def make_root(folder: Path) -> None:
    """Make the folder of all that is kept, with what is missing above it, before anything is acknowledged that lies in it."""
    there = next(above for above in (folder, *folder.parents) if above.exists())
    folder.mkdir(parents=True, exist_ok=True)
    if folder != there:
        folder.chmod(0o700)  # because what is kept names customers, whatever the host's umask says
    while folder != there:
        folder = folder.parent
        flush(folder)


def make_lasting(folder: Path, root: Path) -> None:
    """Make it and what is missing up to `root`. One that is there is flushed once, too: whoever made it may have been killed before that."""
    if folder == root or (folder in _lasting and folder.is_dir()):
        return
    make_lasting(folder.parent, root)
    folder.mkdir(exist_ok=True)
    flush(folder.parent)
    _lasting.add(folder)


def flush(folder: Path) -> None:
    """The names in this folder last from now on."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(file: Path, content: bytes) -> None:
    """Put a file in its place by one rename, flushed with its name before this returns; only its owner can ever read it."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
        flush(file.parent)
    finally:
        part.unlink(missing_ok=True)


def migrations() -> Path:
    """The folder of revisions: of the checkout, else what came with the installed package."""
    ours = Path(__file__).resolve().parents[2] / "migrations"
    return ours if ours.is_dir() else Path(sysconfig.get_path("data")) / "share" / "doorstep" / "migrations"
