"""Good records of every kind verify; changed in hundreds of ways none does. Another seed each day; `make verify-test` does the same at length."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask

from server.kernel.signing import signer
from tests.cast import Cast
from tests.proof.mutations import MUTATIONS
from tests.proof.records import records
from tests.proof.trial import accepted, rejected
from tests.proof.twins import twins
from tests.scenario import set_the_scene
from tests.server.evidence.checking import bundle_of, fingerprints

CHANGES = 24  # of each record


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_good_records_verify_and_changed_ones_name_the_place(app: Flask, cast: Cast) -> None:
    """S-2, S-3, S-5: every kind of honest record, whole and as the customer has it."""
    seed = int(datetime.now(UTC).strftime("%Y%m%d"))
    print(f"seed {seed}")
    chance, scenario, tried = Random(seed), set_the_scene(cast), Counter[str]()
    with twins() as both:
        for name, visit in list(records(scenario)):
            bundles = [bundle_of(scenario, visit, for_customer=copy) for copy in (False, True)]
            trust = fingerprints(scenario)
            with app.app_context():
                key = signer().key
            for bundle in bundles:
                assert accepted(both, bundle, trust) == "", name
                for _ in range(CHANGES // len(bundles)):
                    mutation, wrong = rejected(both, bundle, trust, key, chance)
                    assert wrong == "", name
                    tried[mutation] += 1
    print(tried)
    assert len(tried) > len(MUTATIONS) * 3 // 4
