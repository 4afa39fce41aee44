"""The tree, notes and proofs, against published vectors and every small tree; pure."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from server.tlog.merkle import EMPTY, consistency, inclusion, is_consistent, is_included, leaf_hash, over
from server.tlog.note import (
    LOG_KEY,
    QUANTUM_KEY,
    WITNESS_KEY,
    BadNote,
    Checkpoint,
    Key,
    cosigned,
    read_key,
    read_note,
    signature_line,
    signed,
    signers,
)
from server.tlog.proof import read_proof, write_proof

# The eight leaves with which Certificate Transparency's own implementations are tested, and the roots that they publish.
PUBLISHED = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
MOST = 66
LEAVES = [leaf_hash(bytes([each])) for each in range(MOST)]
# A checkpoint with a witness's line, as C2SP's tlog-cosignature prints it, and the keys under which it was made are not published:
# it must be read, and say that nobody known has signed it.
PRINTED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
OURS, WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(32)), Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
OUR_KEY = Key("doorstep.example/log/1", LOG_KEY, OURS.public_key().public_bytes_raw())
HEAD = Checkpoint(OUR_KEY.name, 8, bytes.fromhex(ROOTS[8]))


@pytest.mark.parametrize("size", ROOTS)
def test_the_published_roots_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(each)) for each in PUBLISHED]
    assert over(leaves)(0, size).hex() == ROOTS[size]


def test_every_leaf_of_every_small_tree_is_proved_and_no_other_is() -> None:
    hash_of = over(LEAVES)
    for size in range(1, MOST + 1):
        root = hash_of(0, size)
        for index in range(size):
            proof = inclusion(index, size, hash_of)
            assert is_included(index, size, LEAVES[index], proof, root)
            assert not is_included(index, size, LEAVES[index - 1] if size > 1 else EMPTY, proof, root)
            assert not is_included(index, size, LEAVES[index], [*proof, EMPTY], root)


def test_every_small_tree_is_proved_to_have_grown_out_of_every_smaller_one() -> None:
    hash_of = over(LEAVES)
    for size in range(1, MOST + 1):
        for old in range(size + 1):
            proof = consistency(old, size, hash_of)
            assert is_consistent(old, size, hash_of(0, old), hash_of(0, size), proof), (old, size)
            if 0 < old < size:
                assert not is_consistent(old, size, hash_of(0, size), hash_of(0, size), proof), (old, size)
                assert not is_consistent(old, size, hash_of(0, old), hash_of(0, old), proof), (old, size)


def test_a_smaller_tree_after_a_larger_one_and_two_roots_of_one_size_are_no_growth() -> None:
    hash_of = over(LEAVES)
    assert not is_consistent(9, 8, hash_of(0, 9), hash_of(0, 8), [])
    assert not is_consistent(8, 8, hash_of(0, 8), hash_of(1, 9), [])
    assert is_consistent(0, 0, EMPTY, EMPTY, [])
    with pytest.raises(ValueError, match="does not shrink"):
        consistency(9, 8, hash_of)


def test_lines_of_unknown_keys_are_passed_over_and_a_known_one_must_hold() -> None:
    note = read_note(signed(HEAD, [OURS, WITNESS]))
    assert signers(note, [OUR_KEY]) == [OUR_KEY]
    false = signature_line(OUR_KEY, bytes(64))
    with pytest.raises(BadNote, match="does not hold"):
        signers(read_note(signed(HEAD, [OURS]) + false), [OUR_KEY])
    assert signers(read_note(PRINTED), [OUR_KEY]) == []
    assert read_note(PRINTED).checkpoint.size == 20852163


def test_a_cosignature_of_either_kind_is_read_and_covers_the_tree() -> None:
    ours = read_note(signed(HEAD, [OURS]))
    witness = Key("witness.example/w1", WITNESS_KEY, WITNESS.public_key().public_bytes_raw())
    quantum = MLDSA44PrivateKey.from_seed_bytes(bytes(32))
    other = Key("witness.example/w2", QUANTUM_KEY, quantum.public_key().public_bytes_raw())
    covered = (
        b"subtree/v1\n\0"
        + b"\x12witness.example/w2"
        + (1_700_000_000).to_bytes(8)
        + b"\x16doorstep.example/log/1"
        + bytes(8)
        + (8).to_bytes(8)
        + HEAD.root
    )
    lines = cosigned(ours, witness.name, WITNESS, 1_700_000_000)
    lines += signature_line(other, (1_700_000_000).to_bytes(8) + quantum.sign(covered))
    whole = signed(HEAD, [OURS]) + lines
    assert signers(read_note(whole), [witness, other]) == [witness, other]
    assert read_key(other.vkey) == other
    smaller = whole.replace("\n8\n", "\n7\n")
    for each in (witness, other):
        with pytest.raises(BadNote, match="does not hold"):
            signers(read_note(smaller), [each])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x\n",
        "a\n1\n\n",
        "a\n1\nxx\n\n— a AAAAAAAA\n",
        "a\n01\n" + "A" * 43 + "=\n\n— a AAAAAAAA\n",
        "a b\n1\n" + "A" * 43 + "=\n\n— a AAAAAAAA\n",
        "a\n1\n" + "A" * 43 + "=\n\n- a AAAAAAAA\n",
        "a\n1\n" + "A" * 43 + "=\n\n— a AAAAAAAA",
        "a\n1\n" + "A" * 43 + "=\n\n" + "— a AAAAAAAA\n" * 65,
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        _ = read_note(text).checkpoint


def test_a_proof_is_read_as_it_was_written() -> None:
    hash_of = over(LEAVES)
    head = signed(Checkpoint(OUR_KEY.name, 66, hash_of(0, 66)), [OURS])
    text = write_proof(5, inclusion(5, 66, hash_of), head, "张伟".encode())
    proof = read_proof(text)
    assert proof.holds_for(LEAVES[5]) and not proof.holds_for(LEAVES[6])
    assert proof.extra.decode() == "张伟"
    assert text.startswith("c2sp.org/tlog-proof@v1\nextra 5byg5Lyf\nindex 5\n")
    for bad in (text.replace("@v1", "@v2"), text.replace("index 5", "index 05"), text.replace("\n\n", "\n", 1)):
        with pytest.raises(BadNote):
            read_proof(bad)
