"""What is hashed and signed, and that nothing else passes for it. The golden fixtures stand beside their vectors."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.demo.phone import PythonPhone
from server.kernel.canonical import canonical, parse
from server.kernel.chain import (
    CODE_LETTERS,
    body_commit,
    decode,
    device_signed,
    document_bytes,
    document_hash,
    encode,
    fact_bytes,
    head_hash,
    receipt_code,
    server_signed,
    sha256,
)
from server.kernel.ids import new_id


def a_fact() -> tuple[dict, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    phone = PythonPhone(lambda _: (200, {}), new_id(), new_id(), new_id(), sha256(point)[:16], key)
    phone.report("noted", {"text": "谢谢😀"}, visit=new_id())
    return parse(phone.outbox[0][1]), point


def test_every_field_of_a_fact_is_covered_and_nothing_else() -> None:
    fact, point = a_fact()
    assert device_signed(point, fact["signature"], fact_bytes(fact))
    for name in fact.keys() - {"signature"}:
        other = fact | {
            name: {"text": "x"} if name == "body" else encode(secrets.token_bytes(16)) if name == "salt" else "x"
        }
        assert not device_signed(point, fact["signature"], fact_bytes(other)), name


def test_erasing_body_and_salt_leaves_hash_and_signature() -> None:
    fact, point = a_fact()
    erased = {name: value for name, value in fact.items() if name not in ("body", "salt")}
    erased["body_commit"] = body_commit(fact["salt"], fact["body"])
    assert fact_bytes(erased) == fact_bytes(fact)


def test_signatures_of_another_shape_are_not_signatures() -> None:
    fact, point = a_fact()
    message = fact_bytes(fact)
    raw = decode(fact["signature"])
    for wrong in ("", "!", fact["signature"] + "=", encode(raw[:63]), encode(raw + b"\0"), encode(bytes(64)), "A" * 87):
        assert device_signed(point, wrong, message) is False
    assert device_signed(point[:-1], fact["signature"], message) is False
    assert device_signed(b"", fact["signature"], message) is False


def test_a_salt_of_another_length_commits_to_nothing() -> None:
    with pytest.raises(ValueError):
        body_commit(encode(bytes(15)), {})


def test_base64url_has_one_spelling() -> None:
    assert decode(encode(b"\xfb\xff")) == b"\xfb\xff"
    assert encode(bytes([0, 0, 23])) == "AAAX"
    for wrong in ("-_9", "+/8", "-_8=", "-_8 ", "é"):
        with pytest.raises(ValueError):
            decode(wrong)


def test_documents_are_told_apart_by_their_type() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    grant = {"v": 1, "type": "grant", "id": "x"}
    signature = encode(key.sign(document_bytes(grant)))
    public = key.public_key().public_bytes_raw()
    assert server_signed(public, signature, document_bytes(grant))
    assert not server_signed(public, signature, document_bytes(grant | {"type": "receipt"}))
    assert not server_signed(public, "", document_bytes(grant))
    assert document_hash(grant) == document_hash(grant | {"signature": "whatever"})


def test_a_head_is_a_set_of_chains() -> None:
    chains = [{"device": "b", "seq": 2, "hash": "1"}, {"device": "a", "grant": "g", "seq": 1, "hash": "2"}]
    assert head_hash(chains) == head_hash(chains[::-1]) != head_hash(chains[:1])


def test_the_chains_of_a_head_stand_by_device_then_grant_then_place() -> None:
    """A chain without a grant stands first; two phones of a visit must sign the same head."""
    ordered = [
        {"device": "a", "seq": 9, "hash": "5"},
        {"device": "a", "grant": "0", "seq": 8, "hash": "4"},
        {"device": "a", "grant": "f", "seq": 3, "hash": "3"},
        {"device": "a", "grant": "f", "seq": 7, "hash": "2"},
        {"device": "b", "seq": 1, "hash": "1"},
    ]
    assert head_hash(ordered[::-1]) == head_hash(ordered) == sha256(b"doorstep-head-v1\n" + canonical(ordered))


def test_receipt_codes_are_eight_letters_that_nobody_mistakes() -> None:
    code = receipt_code(new_id(), "0" * 64)
    assert len(code) == 8 and set(code) <= set(CODE_LETTERS)
