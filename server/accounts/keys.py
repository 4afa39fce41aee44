"""The installation's own keys: made at first need, the private halves in files beside the data, the public ones published for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app
from sqlalchemy import select

from server.accounts import key_files
from server.accounts.models import ServerKey
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, encode
from server.kernel.db import db
from server.kernel.signing import Signer, sign_by
from server.kernel.transaction import write


def attach(app: Flask) -> None:
    """Let everything in this app be signed with the key in force."""
    sign_by(app, signer)


def folder() -> Path:
    """Where this installation's private keys lie."""
    found: Path = current_app.config["DOORSTEP"].keys
    return found


def signer() -> Signer:
    """The key in force; makes the installation's first one. KeyMissing where its file is not there."""
    known: Signer | None = current_app.extensions.get("doorstep.key")
    if known:
        return known
    row = _in_force()
    if db.session.info.get("writing"):
        return _signer(row or _first())  # not remembered, because this transaction may yet be undone
    found = current_app.extensions["doorstep.key"] = _signer(row or write(_first))
    return found


def _first() -> ServerKey:
    alone_in_this_write(
        "key"
    )  # because two servers that start at once would each make one, and sign with different keys
    return _in_force() or _add()


def rotate(*, lost: bool = False) -> str:
    """Retire the key in force and make a new one, whose id is returned; what the old one signed stays valid.

    The old key signs that the new one follows it, and the new one that it does, so that who trusts one may trust both. `lost`: the
    old private key is gone, so nobody can say so, and the new fingerprint has to be told to everybody.
    """
    now = clock.now()

    def work() -> str:
        old = _in_force()
        before = key_files.load(folder(), old.id) if old and not lost else None
        for row in db.session.scalars(select(ServerKey).where(ServerKey.retired_at.is_(None))):
            row.retired_at = now
        new = _add()
        if old and before:
            new.rotation = canonical(_rotation(old, before, new, now)).decode()
        return new.id

    new = write(work)
    current_app.extensions.pop("doorstep.key", None)
    return new


def published() -> list[dict[str, Any]]:
    """Every key that ever signed, oldest first, as docs/PROTOCOL.md shows them."""
    signer()  # because a phone may ask before anything was signed
    rows = db.session.scalars(select(ServerKey).order_by(ServerKey.created_at, ServerKey.id))
    return [row.published() for row in rows]


def _in_force() -> ServerKey | None:
    newest = select(ServerKey).where(ServerKey.retired_at.is_(None)).order_by(ServerKey.created_at.desc(), ServerKey.id)
    return db.session.scalars(newest.limit(1)).first()


def _add() -> ServerKey:
    key = Ed25519PrivateKey.generate()
    key_files.keep(folder(), key)  # before the row, because a row whose file is missing would stop everything
    row = ServerKey(id=key_files.name_of(key), public_key=key.public_key().public_bytes_raw(), created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def _rotation(old: ServerKey, before: Ed25519PrivateKey, new: ServerKey, now: str) -> dict[str, Any]:
    """The certificate of a rotation (docs/PROTOCOL.md), signed by both."""
    said = {
        "v": 1,
        "type": "key-rotation",
        "key": new.id,
        "public_key": encode(new.public_key),
        "at": now,
        "issuer": old.id,
    }
    said |= {"accepted": encode(key_files.load(folder(), new.id).sign(document_bytes(said)))}
    return said | {"signature": encode(before.sign(document_bytes(said)))}


def _signer(row: ServerKey) -> Signer:
    return Signer(row.id, key_files.load(folder(), row.id))
