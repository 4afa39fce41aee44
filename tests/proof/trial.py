"""One record tried: it verifies as it is, and changed in so many ways it does not, and the verifier points to the place."""

from __future__ import annotations

import json
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.proof.mutations import members_of, mutated
from tests.proof.twins import Twins


def accepted(both: Twins, bundle: bytes, trust: list[str]) -> str:
    """What is wrong with a good record: '' where it verifies with its own receipt's code."""
    verdict = both.verify(bundle, trust[:1], code_of(bundle))
    return "" if verdict.exit == 0 else f"a good record: {verdict}"


def rejected(both: Twins, bundle: bytes, trust: list[str], key: Ed25519PrivateKey, chance: Random) -> tuple[str, str]:
    """(mutation, what is wrong): '' where the changed record is refused and the place is named."""
    code = code_of(bundle)
    name, changed, places = mutated(bundle, key, chance)
    verdict = both.verify(changed, trust, code)
    if verdict.exit != 1 or verdict.wrong is None:
        return name, f"{name} passed: {verdict}"
    places = {code if place == "RECEIPT" else place for place in places}
    return name, "" if any(
        place in verdict.wrong.where for place in places
    ) else f"{name}: names {verdict.wrong}, not one of {sorted(places)}"


def code_of(bundle: bytes) -> str:
    """The code on the customer's card."""
    return str(json.loads(members_of(bundle)["receipt.json"])["code"])
