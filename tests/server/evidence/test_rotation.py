"""S-19: after a rotation a record verifies for who trusts the old fingerprint, or the new one; for nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.accounts import keys
from server.evidence.archive import close_bundle
from server.evidence.verify import verify
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, encode, sha256
from server.kernel.signing import signer
from tests.scenario import Scenario
from tests.server.evidence.checking import bundle_of, fingerprints
from tests.server.evidence.test_bundle import opened

Json = dict[str, Any]


@pytest.fixture
def signers() -> list[Any]:
    """The keys that signed, the first one first; `rotated` puts them in."""
    return []


@pytest.fixture
def rotated(scenario: Scenario, signers: list[Any]) -> tuple[bytes, list[str], Any]:
    """A visit whose order was signed by one key, its end by the next, and the export by a third; the bundle, fingerprints, the last key."""
    visit = scenario.given()
    phone = scenario.phone()
    with scenario.app.app_context():
        keys.rotate()
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync_all()
    with scenario.app.app_context():
        signers.append(signer().key)
        keys.rotate()
        signers.append(signer().key)
        return bundle_of(scenario, visit), fingerprints(scenario), signer().key


def test_S19_one_fingerprint_is_enough_and_a_strangers_is_not(rotated: tuple[bytes, list[str], Any]) -> None:
    bundle, marks, _ = rotated
    assert len(marks) == 3
    for mark in marks:
        assert verify(bundle, [mark]).exit == 0
    refused = verify(bundle, ["0" * 64])
    assert refused.exit == 1 and refused.wrong and refused.wrong.code == "issuer_differs"


def without_the_link(found: list[Json]) -> None:
    found[2].pop("rotation")


def signed_by_nobody(found: list[Json]) -> None:
    found[1]["rotation"]["signature"] = found[2]["rotation"]["signature"]


def accepted_by_nobody(found: list[Json]) -> None:
    found[1]["rotation"]["accepted"] = found[2]["rotation"]["accepted"]


def of_another_key(found: list[Json]) -> None:
    found[1]["rotation"] = found[2]["rotation"]


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (without_the_link, "issuer_differs"),
        (signed_by_nobody, "signature_wrong"),
        (accepted_by_nobody, "signature_wrong"),
        (of_another_key, "signature_wrong"),
    ],
)
def test_S19_only_both_keys_together_make_a_rotation(
    rotated: tuple[bytes, list[str], Any], forge: Callable[[list[Json]], None], code: str
) -> None:
    bundle, marks, key = rotated
    verdict = verify(with_keys(bundle, forge, key), marks[:1])
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == code


def test_S19_a_key_that_did_not_accept_it_follows_nobody(
    rotated: tuple[bytes, list[str], Any], signers: list[Any]
) -> None:
    """Who holds an old key names another's key as the one that follows it.

    Guard: `_rotated` of server/evidence/issuers.py, which asks for the new key's word
    """
    bundle, marks, key = rotated

    def forge(found: list[Json]) -> None:
        said = {name: value for name, value in found[2]["rotation"].items() if name not in ("signature", "accepted")}
        said |= {"accepted": encode(signers[0].sign(document_bytes(said)))}
        found[2]["rotation"] = said | {"signature": encode(signers[0].sign(document_bytes(said)))}

    verdict = verify(with_keys(bundle, forge, key), marks[:1])
    assert verdict.exit == 1 and verdict.wrong and verdict.wrong.code == "signature_wrong"


def with_keys(bundle: bytes, forge: Callable[[list[Json]], None], key: Any) -> bytes:
    """The bundle with another `keys.json`, its manifest signed anew by whoever exported it."""
    members = opened(bundle)
    found = json.loads(members["keys.json"])
    forge(found)
    members["keys.json"] = canonical(found)
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["keys.json"] = sha256(members["keys.json"])
    manifest.pop("signature")
    members["manifest.json"] = canonical(manifest | {"signature": encode(key.sign(document_bytes(manifest)))})
    return close_bundle(members)
