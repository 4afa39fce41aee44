"""The server's own signature (Ed25519) on certificates, grants, countersignatures, receipts and facts of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app

from server.kernel.canonical import canonical
from server.kernel.chain import Encode, document_bytes, encode
from server.kernel.problem import Problem


class KeyMissing(Problem):
    """The private half of the key in force is not where it should be; nothing can be signed until somebody puts it back."""

    def __init__(self, key: str, file: Path) -> None:
        super().__init__("signing_key_missing", {"key": [f"{key}: {file}"]})


@dataclass(frozen=True, slots=True)
class Signer:
    """The installation's key in force: its id (first 16 hex digits of SHA-256 of the public key) and the private key."""

    id: str
    key: Ed25519PrivateKey

    def signature(self, message: bytes) -> str:
        """base64url of the 64 bytes."""
        return encode(self.key.sign(message))


def sign_by(app: Flask, find: Callable[[], Signer]) -> None:
    """Let `find` give the key whenever something is signed."""
    app.extensions["doorstep.signer"] = find


def signer() -> Signer:
    """The key in force."""
    found: Signer = current_app.extensions["doorstep.signer"]()
    return found


def sign(document: dict[str, Any], spell: Encode = canonical) -> dict[str, Any]:
    """The document (with its `type`, see docs/PROTOCOL.md) completed by `issuer` and `signature`."""
    key = signer()
    issued = document | {"issuer": key.id}
    return issued | {"signature": key.signature(document_bytes(issued, spell))}


def sign_bytes(message: bytes) -> str:
    """The signature over bytes, for a fact of the office whose `key` is `signer().id`."""
    return signer().signature(message)
