"""Whose keys a bundle is signed with, and whether the reader trusts them. Pure."""

from __future__ import annotations

from typing import Any

from server.evidence.archive import Opened, Wrong
from server.kernel.chain import decode, document_bytes, key_id, server_signed, sha256

Json = dict[str, Any]


def keys_of(bundle: Opened) -> dict[str, bytes]:
    """The server keys that it brings, by their ids."""
    found = {}
    for key in bundle.documents["keys.json"]:
        raw = _decoded(key["public_key"])
        if key["id"] != key_id(raw):
            raise Wrong("key_differs", key["id"])
        found[key["id"]] = raw
    return found


def are_trusted(bundle: Opened, keys: dict[str, bytes], trust: set[str]) -> bool:
    """Whether the reader trusts every key, or one from which rotations lead to it; Wrong where they trust others. False where they said nothing."""
    followed = [_rotated(key, keys) for key in bundle.documents["keys.json"] if "rotation" in key]
    trusted = {key for key, raw in keys.items() if sha256(raw) in trust}
    while more := {key for pair in followed if trusted & set(pair) for key in pair} - trusted:
        trusted |= more
    if trust and not keys.keys() <= trusted:
        raise Wrong("issuer_differs", min(sha256(keys[key]) for key in keys.keys() - trusted))
    return bool(trust)


def _rotated(key: Json, keys: dict[str, bytes]) -> tuple[str, str]:
    """The two keys of a rotation's certificate: the old one says that the new one follows it, and the new one that it does."""
    said = key["rotation"]
    check_signed(said, keys, "keys.json")
    unaccepted = {name: value for name, value in said.items() if name != "accepted"}
    stands = said["type"] == "key-rotation" and (said["key"], said["public_key"]) == (key["id"], key["public_key"])
    if not stands or not server_signed(keys[key["id"]], said["accepted"], document_bytes(unaccepted)):
        raise Wrong("signature_wrong", "keys.json")
    return said["issuer"], key["id"]


def check_signed(document: Json, keys: dict[str, bytes], where: str) -> None:
    """Wrong unless one of these keys signed it."""
    key = keys.get(document["issuer"])
    if key is None or not server_signed(key, document["signature"], document_bytes(document)):
        raise Wrong("signature_wrong", where)


def check_certificate(certificate: Json) -> None:
    """Wrong where a certificate names another key than it holds."""
    if key_id(_decoded(certificate["public_key"])) != certificate["key"]:
        raise Wrong("key_differs", certificate["key"])


def _decoded(public_key: str) -> bytes:
    """The bytes of a public key; none where they cannot be read, so that it fits no name."""
    try:
        return decode(public_key)
    except ValueError:
        return b""
