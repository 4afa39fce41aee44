"""The installation's keys: one in force, all of them published, none of them secret by accident."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import func, select

from server.accounts import keys
from server.accounts.models import ServerKey
from server.kernel.chain import decode, document_bytes, document_hash, server_signed
from server.kernel.db import db
from server.kernel.signing import sign, sign_bytes, signer
from server.kernel.transaction import write
from tests.cast import Cast

RECEIPT = {
    "v": 1,
    "type": "receipt",
    "organisation": "o",
    "visit": "v",
    "code": "23456789",
    "head": "00",
    "facts": 1,
    "issued_at": "x",
}


def test_a_signed_document_says_who_signed_it(cast: Cast) -> None:
    with cast.app.app_context():
        signed = sign(RECEIPT)
        published = {key["id"]: decode(key["public_key"]) for key in keys.published()}
    raw = published[signed["issuer"]]
    assert signed["issuer"] == hashlib.sha256(raw).hexdigest()[:16]
    assert server_signed(raw, signed["signature"], document_bytes(signed))
    assert document_hash(signed) == document_hash(
        {name: value for name, value in signed.items() if name != "signature"}
    )


def test_facts_of_the_office_are_signed_by_the_same_key(cast: Cast) -> None:
    with cast.app.app_context():
        raw = decode(keys.published()[0]["public_key"])
        assert server_signed(raw, sign_bytes(b"doorstep-fact-v1\n{}"), b"doorstep-fact-v1\n{}")


def test_a_new_key_signs_and_the_old_one_stays_published(cast: Cast) -> None:
    with cast.app.app_context():
        before = sign(RECEIPT)
        new = keys.rotate()
        after = sign(RECEIPT)
    published = cast.visitor().get("/api/v1/keys").json
    assert [key["id"] for key in published] == [before["issuer"], new] and after["issuer"] == new
    assert "until" in published[0] and "until" not in published[1]
    assert server_signed(decode(published[0]["public_key"]), before["signature"], document_bytes(before))


def test_only_public_halves_are_published(cast: Cast) -> None:
    for key in cast.visitor().get("/api/v1/keys").json:
        assert set(key) <= {"id", "public_key", "from", "until", "rotation"} and len(decode(key["public_key"])) == 32


def test_a_key_made_in_a_transaction_that_fails_is_not_used_afterwards(app) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():

        def fails() -> None:
            signer()
            raise RuntimeError("undone")

        with pytest.raises(RuntimeError):
            write(fails)
        assert db.session.scalar(select(func.count()).select_from(ServerKey)) == 0
        assert sign(RECEIPT)["issuer"] == keys.published()[0]["id"]
