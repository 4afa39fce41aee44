"""The installation's own keys: made at first need, kept in the database, published for ever."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app
from sqlalchemy import select

from server.accounts.models import ServerKey
from server.kernel import clock
from server.kernel.chain import key_id
from server.kernel.db import db
from server.kernel.signing import Signer, sign_by
from server.kernel.transaction import write


def attach(app: Flask) -> None:
    """Let everything in this app be signed with the key in force."""
    sign_by(app, signer)


def signer() -> Signer:
    """The key in force; makes the installation's first one."""
    known = current_app.extensions.get("doorstep.key")
    if known:
        return known
    row = _in_force()
    if db.session.info.get("writing"):
        return _signer(row or _add())  # not remembered, because this transaction may yet be undone
    found = current_app.extensions["doorstep.key"] = _signer(row or write(lambda: _in_force() or _add()))
    return found


def rotate() -> str:
    """Retire the key in force and make a new one, whose id is returned; what the old one signed stays valid."""

    def work() -> str:
        for row in db.session.scalars(select(ServerKey).where(ServerKey.retired_at.is_(None))):
            row.retired_at = clock.now()
        return _add().id

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
    public = key.public_key().public_bytes_raw()
    row = ServerKey(id=key_id(public), private_key=key.private_bytes_raw(), public_key=public, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def _signer(row: ServerKey) -> Signer:
    return Signer(row.id, Ed25519PrivateKey.from_private_bytes(row.private_key))
