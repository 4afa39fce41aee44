"""The chain of facts: what is hashed, what is signed, and how both are checked. Pure; see docs/PROTOCOL.md."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from server.kernel.canonical import canonical

FACT = b"doorstep-fact-v1\n"
ECDSA = ec.ECDSA(hashes.SHA256())
Encode = Callable[[Any], bytes]  # `canonical`, or `canonical_bytes` for what was checked before
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def sha256(*parts: bytes) -> str:
    """Lower-case hex SHA-256 over the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def encode(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Bytes of base64url without padding; ValueError on anything else, also on a second spelling of the same bytes."""
    raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encode(raw) != text:
        raise ValueError("not base64url")
    return raw


def body_commit(salt: str, body: dict[str, Any], encode: Encode = canonical) -> str:
    """The commitment that stands for a body: erasing body and salt later leaves the chain valid."""
    raw = decode(salt)
    if len(raw) != 16:
        raise ValueError("salt is not 16 bytes")
    return sha256(raw, encode(body))


def fact_bytes(fact: dict[str, Any], encode: Encode = canonical, commit: str | None = None) -> bytes:
    """What a fact's hash and signature cover: body and salt are replaced by their commitment, which may be known already."""
    kept = {name: value for name, value in fact.items() if name not in ("body", "salt", "signature")}
    if "body" in fact:
        kept["body_commit"] = commit or body_commit(fact["salt"], fact["body"], encode)
    return FACT + encode(kept)


def without_body(fact: dict[str, Any]) -> dict[str, Any]:
    """The fact with its commitment in place of body and salt; hash and signature stay what they are."""
    if "body" not in fact:
        return fact
    kept = {name: value for name, value in fact.items() if name not in ("body", "salt")}
    return kept | {"body_commit": body_commit(fact["salt"], fact["body"])}


def genesis(organisation: str, device: str, subject: dict[str, str]) -> str:
    """The first `prev` of a chain without a grant."""
    return sha256("\n".join(["doorstep-genesis", organisation, device, subject["type"], subject["id"]]).encode())


def subject_mark(subject_type: str, subject: str) -> str:
    """What a countersignature says of a fact's subject: enough to see that a fact is missing, and no name of another visit."""
    return sha256(f"doorstep-subject-v1\n{subject_type}\n{subject}".encode("utf-8", "surrogatepass"))[:16]


def document_bytes(document: dict[str, Any], encode: Encode = canonical) -> bytes:
    """What the hash and signature of a certificate, grant, countersignature or receipt cover, by its `type`."""
    tag = {"device-certificate": "certificate"}.get(document["type"], document["type"])
    unsigned = {name: value for name, value in document.items() if name != "signature"}
    return f"doorstep-{tag}-v1\n".encode() + encode(unsigned)


def document_hash(document: dict[str, Any]) -> str:
    """The hash of a signed document; for a grant this is the first `prev` of its chains."""
    return sha256(document_bytes(document))


def head_hash(head: list[dict[str, Any]]) -> str:
    """The hash of a visit's head: the sorted set of `{device, grant, seq, hash}` of its chains."""
    ordered = sorted(head, key=lambda chain: (chain["device"], chain.get("grant", ""), chain["seq"]))
    return sha256(b"doorstep-head-v1\n" + canonical(ordered))


def key_id(public_key: bytes) -> str:
    """The short name of a key: the first 16 hex digits of its SHA-256."""
    return sha256(public_key)[:16]


def device_signed(public_key: bytes, signature: str, message: bytes) -> bool:
    """Whether an ECDSA P-256 signature (raw r‖s) of this device key covers the message."""
    try:
        raw = decode(signature)
        if len(raw) != 64:
            return False
        numbers = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        _device_key(public_key).verify(numbers, message, ECDSA)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=512)
def _device_key(public_key: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)


def server_signed(public_key: bytes, signature: str, message: bytes) -> bool:
    """Whether an Ed25519 signature of this server key covers the message."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def receipt_code(visit: str, grant_hash: str) -> str:
    """The 8 characters of the service card; phone and server derive the same ones from the grant."""
    number = int(sha256(f"doorstep-receipt-code-v1\n{visit}\n{grant_hash}".encode())[:10], 16)
    letters = ""
    for _ in range(8):
        number, index = divmod(number, len(CODE_LETTERS))
        letters = CODE_LETTERS[index] + letters
    return letters


def as_written(typed: str) -> str:
    """A code as somebody typed it, without spaces and dashes, in capitals."""
    return typed.upper().replace(" ", "").replace("-", "")
