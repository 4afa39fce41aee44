"""The evidence store: verified bytes in files named by their SHA-256, one folder an organisation. Durable before it says so."""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app

from server.kernel.folders import flush, make_lasting


def append(upload: str, offset: int, chunk: bytes) -> None:
    """Put a chunk at its place in an upload's file; what stood behind it (a chunk that was never acknowledged) goes."""
    path = _incoming(upload)
    make_lasting(path.parent, _data())
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, offset)
        written = 0
        while written < len(chunk):  # because a disk that is nearly full takes a part and says nothing
            written += os.pwrite(descriptor, chunk[written:], offset + written)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if not offset:
        flush(path.parent)  # because a file whose name is lost is lost


def incoming(upload: str) -> bytes:
    """What has come of an upload so far."""
    path = _incoming(upload)
    return path.read_bytes() if path.exists() else b""


def keep(upload: str, organisation: str, sha256: str) -> None:
    """Move a finished upload to its place."""
    target = _kept(organisation, sha256)
    make_lasting(target.parent, _data())
    os.replace(_incoming(upload), target)
    flush(target.parent)


def bring_back(upload: str, organisation: str, sha256: str, offset: int) -> None:
    """Where an upload was moved to its place and the COMMIT that should say so never came: put back what was acknowledged of it."""
    if offset and not _incoming(upload).exists() and (kept := read(organisation, sha256)):
        append(upload, 0, kept[:offset])


def forget_upload(upload: str) -> None:
    """Discard what has come of an upload."""
    _incoming(upload).unlink(missing_ok=True)


def forget(organisation: str, sha256: str) -> None:
    """Remove bytes that no fact names."""
    _kept(organisation, sha256).unlink(missing_ok=True)


def has(organisation: str, sha256: str) -> bool:
    """Whether the bytes are here."""
    return _kept(organisation, sha256).is_file()


def read(organisation: str, sha256: str) -> bytes | None:
    """The bytes of a piece of evidence, or None where the store does not have them."""
    path = _kept(organisation, sha256)
    return path.read_bytes() if path.exists() else None


def _data() -> Path:
    return Path(current_app.config["DOORSTEP"].data_dir)


def _root() -> Path:
    return _data() / "evidence"


def _incoming(upload: str) -> Path:
    return _root() / "incoming" / upload


def _kept(organisation: str, sha256: str) -> Path:
    return _root() / organisation / sha256[:2] / sha256
