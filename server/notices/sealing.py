"""Secrets of channels, sealed with a key that is derived from this installation's own, which does not lie in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from server.kernel.sealed import seal, unseal
from server.kernel.signing import signer
from server.notices.models import NoticeChannel


def sealed(said: Mapping[str, str]) -> str:
    """What is stored; '' for nothing."""
    return seal(_key(), dict(said)) if said else ""


def unsealed(row: NoticeChannel | None) -> dict[str, str]:
    """What was stored of a channel."""
    return opened(row.secret if row is not None else "")


def opened(secret: str) -> dict[str, str]:
    """What was sealed; empty where it was by another key, as after a change of the server's key."""
    found = unseal(_key(), secret) if secret else None
    return {name: str(value) for name, value in (found or {}).items()}


def _key() -> bytes:
    return hashlib.sha256(b"doorstep-notices\n" + signer().key.private_bytes_raw()).digest()
