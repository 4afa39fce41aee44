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
        raw = decode(key["public_key"])
        if key["id"] != key_id(raw):
            raise Wrong("key_differs", key["id"])
        found[key["id"]] = raw
    return found


def are_trusted(bundle: Opened, keys: dict[str, bytes], trust: set[str]) -> bool:
    """Whether the reader trusts every key; Wrong where they trust others. False where they said nothing."""
    marks = {sha256(raw): raw for raw in keys.values()}
    if trust and not marks.keys() <= trust:
        raise Wrong("issuer_differs", sorted(marks.keys() - trust)[0])
    return bool(trust)


def check_signed(document: Json, keys: dict[str, bytes], where: str) -> None:
    """Wrong unless one of these keys signed it."""
    key = keys.get(document["issuer"])
    if key is None or not server_signed(key, document["signature"], document_bytes(document)):
        raise Wrong("signature_wrong", where)


def check_certificate(certificate: Json) -> None:
    """Wrong where a certificate names another key than it holds."""
    if key_id(decode(certificate["public_key"])) != certificate["key"]:
        raise Wrong("key_differs", certificate["key"])
