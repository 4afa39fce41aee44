"""Something said to one sign-in alone, sealed into an address: whoever reads the address elsewhere, or the database, learns nothing."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.kernel.chain import decode, encode

NONCE = 12  # bytes


def seal(key: bytes, said: dict[str, Any]) -> str:
    """Text for an address, which only this key opens."""
    nonce = secrets.token_bytes(NONCE)
    return encode(nonce + AESGCM(key).encrypt(nonce, json.dumps(said, ensure_ascii=False).encode(), None))


def unseal(key: bytes, text: str) -> dict[str, Any] | None:
    """What was sealed with this key; None for anything else."""
    try:
        raw = decode(text)
        return json.loads(AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None)) if len(raw) > NONCE else None
    except (ValueError, InvalidTag):
        return None
