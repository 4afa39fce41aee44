"""The exported record: a good one verifies, and none that was changed does."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.evidence.archive import close_bundle
from server.evidence.bundle import export
from server.evidence.verify import verify
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, encode, key_id, sha256, without_body
from tests.server.evidence.conftest import Record

Members = dict[str, bytes]


@pytest.fixture
def bundle(at_home: Record) -> bytes:
    with at_home.scenario.app.app_context():
        return export(at_home.scenario.ours, at_home.visit)


@pytest.fixture
def fingerprint(at_home: Record) -> str:
    from server.kernel.chain import decode

    [key] = at_home.scenario.cast.visitor().get("/api/v1/keys").get_json()
    return sha256(decode(key["public_key"]))


def test_a_good_bundle_verifies_with_the_key_from_elsewhere(bundle: bytes, fingerprint: str, at_home: Record) -> None:
    verdict = verify(bundle, [fingerprint], at_home.code)
    assert (verdict.exit, verdict.wrong) == (0, None)
    assert verdict.evidence == 4 and verdict.facts >= 9


def test_a_bundle_that_brings_its_own_keys_proves_nothing_by_itself(bundle: bytes) -> None:
    assert verify(bundle).exit == 2


def test_a_bundle_of_somebody_elses_key_is_refused(bundle: bytes) -> None:
    verdict = verify(bundle, ["0" * 64])
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "issuer_differs"


def test_a_bundle_does_not_fit_another_visits_receipt(bundle: bytes, fingerprint: str) -> None:
    verdict = verify(bundle, [fingerprint], "2222 2222")
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "receipt_differs"


def test_S5_a_body_that_is_gone_is_counted_and_named_and_the_record_is_wrong(forger: Forger) -> None:
    """S-5 (a): until a destruction is a signed entry of its own, nobody may take a body away."""
    names = [name for name, fact in forger.facts() if fact["kind"] in ("arrived", "photographed")]
    for name in names:
        forger.put(name, without_body(forger.json(name)))
    verdict = verify(forger.sealed_by_issuer())
    assert verdict.wrong and (verdict.exit, verdict.wrong.code) == (1, "body_missing")
    assert [note.where.split()[0] for note in verdict.notes if note.code == "erased"] == names
    assert f"{names[0]} arrived +2" in verdict.wrong.where


def test_every_changed_byte_is_noticed(bundle: bytes) -> None:
    members = opened(bundle)
    chance = random.Random(20261121)
    for _ in range(150):
        name = chance.choice(sorted(members))
        content = bytearray(members[name])
        place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
        assert verify(close_bundle(members | {name: bytes(content)})).exit == 1, (name, place)


class Forger:
    """Somebody who can rewrite the whole bundle and, to make it hard, seals it with the server's own key again."""

    def __init__(self, members: Members, key: Ed25519PrivateKey) -> None:
        self.members, self.key = members, key

    def json(self, name: str) -> Any:
        return json.loads(self.members[name])

    def put(self, name: str, value: Any) -> None:
        self.members[name] = canonical(value)

    def facts(self) -> list[tuple[str, dict[str, Any]]]:
        return [(name, self.json(name)) for name in sorted(self.members) if name.startswith("facts/")]

    def sealed_by_issuer(self, head: bool = False) -> bytes:
        manifest = self.json("manifest.json")
        manifest["files"] = {name: sha256(content) for name, content in self.members.items() if name != "manifest.json"}
        if head:
            from server.evidence.record import head_links, link_of
            from server.kernel.chain import head_hash

            links = [link_of(name, fact) for name, fact in self.facts()]
            manifest |= {"facts": len(links), "head": head_hash(head_links(links))}
        manifest.pop("signature")
        manifest["signature"] = encode(self.key.sign(document_bytes(manifest)))
        return close_bundle(self.members | {"manifest.json": canonical(manifest)})


@pytest.fixture
def forger(at_home: Record, bundle: bytes) -> Forger:
    from server.kernel.signing import signer

    with at_home.scenario.app.app_context():
        return Forger(opened(bundle), signer().key)


def change_a_body(forger: Forger) -> None:
    name, fact = next((name, fact) for name, fact in forger.facts() if fact["kind"] == "ended")
    forger.put(name, fact | {"body": {"outcome": "not_ready"}})


def change_a_time(forger: Forger) -> None:
    name, fact = next((name, fact) for name, fact in forger.facts() if fact["kind"] == "arrived")
    forger.put(name, fact | {"at": "2026-01-01T00:00:00.000Z"})


def remove_a_fact(forger: Forger) -> None:
    name = next(name for name, fact in forger.facts() if fact["kind"] == "photographed")
    for digest in [fact["body"]["sha256"] for one, fact in forger.facts() if one == name]:
        forger.members.pop(f"evidence/{digest}")
    forger.members.pop(name)


def cut_the_tail(forger: Forger) -> None:
    name = next(name for name, fact in forger.facts() if fact["kind"] == "ended")
    forger.members.pop(name)


def put_a_fact_in_twice(forger: Forger) -> None:
    name, fact = forger.facts()[-1]
    forger.put(f"facts/{len(forger.facts()) + 1:04d}.json", fact)


def say_that_somebody_else_did_it(forger: Forger) -> None:
    certificates = forger.json("certificates.json")
    certificates[0]["person"] = certificates[0]["device"]
    forger.put("certificates.json", certificates)


def drop_a_photograph(forger: Forger) -> None:
    forger.members.pop(next(name for name in forger.members if name.startswith("evidence/")))


def swap_two_photographs(forger: Forger) -> None:
    first, second = [
        f"evidence/{fact['body']['sha256']}" for _, fact in forger.facts() if fact["kind"] == "photographed"
    ]
    forger.members[first], forger.members[second] = forger.members[second], forger.members[first]


def change_the_standard(forger: Forger) -> None:
    standards = forger.json("standards.json")
    standards[0]["title"]["en"] = "Something else"
    forger.put("standards.json", standards)


def drop_a_countersignature(forger: Forger) -> None:
    forger.put("countersignatures.json", forger.json("countersignatures.json")[:-1])


FORGERIES: list[tuple[Callable[[Forger], None], str]] = [
    (change_a_body, "signature_wrong"),
    (change_a_time, "signature_wrong"),
    (remove_a_fact, "fact_missing"),
    (cut_the_tail, "fact_missing"),
    (put_a_fact_in_twice, "fact_twice"),
    (say_that_somebody_else_did_it, "signature_wrong"),
    (drop_a_photograph, "evidence_missing"),
    (swap_two_photographs, "bytes_differ"),
    (change_the_standard, "standard_differs"),
    (drop_a_countersignature, "not_countersigned"),
]


@pytest.mark.parametrize(("forge", "code"), FORGERIES, ids=[forge.__name__ for forge, _ in FORGERIES])
def test_even_the_issuer_cannot_rewrite_what_the_phone_signed(
    forge: Callable[[Forger], None], code: str, forger: Forger
) -> None:
    forge(forger)
    verdict = verify(forger.sealed_by_issuer(head=True))
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == code


def test_replacing_every_key_never_passes_for_the_issuer(forger: Forger, fingerprint: str) -> None:
    own = Ed25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw()
    forger.key = own
    forger.put("keys.json", [{"id": key_id(public), "public_key": encode(public), "from": "2026-01-01T00:00:00.000Z"}])
    verdict = verify(forger.sealed_by_issuer(), [fingerprint])
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "issuer_differs"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all", close_bundle({"words.txt": b"hello"})])
def test_something_that_is_no_bundle_is_named_as_such(content: bytes) -> None:
    assert verify(content).exit == 1


def opened(bundle: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
