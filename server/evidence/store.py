"""The evidence store: verified bytes in files named by their SHA-256, one folder an organisation. Durable before it says so."""

from __future__ import annotations

import os
from pathlib import Path

from flask import current_app


def append(upload: str, offset: int, chunk: bytes) -> None:
    """Put a chunk at its place in an upload's file; what stood behind it (a chunk that was never acknowledged) goes."""
    path = _incoming(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, offset)
        os.pwrite(descriptor, chunk, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def incoming(upload: str) -> bytes:
    """What has come of an upload so far."""
    path = _incoming(upload)
    return path.read_bytes() if path.exists() else b""


def keep(upload: str, organisation: str, sha256: str) -> None:
    """Move a finished upload to its place."""
    target = _kept(organisation, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(_incoming(upload), target)
    _flush_folder(target.parent)


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


def _root() -> Path:
    return Path(current_app.config["DOORSTEP"].data_dir) / "evidence"


def _incoming(upload: str) -> Path:
    return _root() / "incoming" / upload


def _kept(organisation: str, sha256: str) -> Path:
    return _root() / organisation / sha256[:2] / sha256


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
