"""Whoever may change every row and holds no key: both verifiers refuse what the server exports then, and name the same place.

Some in each run; `make verify-test` makes a thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask

from server.evidence.bundle import export
from tests.cast import Cast
from tests.proof.attacks import ATTACKS, attacked
from tests.proof.records import records
from tests.proof.trial import code_of
from tests.proof.twins import twins
from tests.scenario import set_the_scene
from tests.server.evidence.checking import bundle_of, fingerprints

ASKED = int(os.environ.get("DOORSTEP_TEST_ATTACKS", "38"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_S5_whoever_has_the_database_and_no_key_is_found_by_both_verifiers(app: Flask, cast: Cast) -> None:
    seed = int(os.environ.get("DOORSTEP_TEST_SEED", datetime.now(UTC).strftime("%Y%m%d")))
    chance, scenario, tried = Random(seed), set_the_scene(cast), Counter[str]()
    wrong: list[str] = []
    visits = list(records(scenario))
    trust = fingerprints(scenario)
    codes = {visit: code_of(bundle_of(scenario, visit)) for _, visit in visits}
    with twins() as both, app.app_context():
        for number in range(ASKED):
            name, visit = visits[number % len(visits)]
            attack, bundle, places = attacked(
                scenario.ours, visit, chance, lambda visit=visit: export(scenario.ours, visit)
            )
            tried[attack] += 1
            verdict = both.verify(bundle, trust, codes[visit])
            where = verdict.wrong.where if verdict.wrong else ""
            named = {codes[visit] if place == "RECEIPT" else place for place in places} | (
                {"receipt"} if "RECEIPT" in places else set()
            )
            if verdict.exit != 1 or not any(place in where for place in named):
                wrong.append(f"{attack} on {name}: {verdict.exit} {verdict.wrong}, not one of {sorted(named)[:6]}")
    print(f"seed {seed}: {sum(tried.values())} attacks {dict(tried.most_common())}")
    print("\n".join(sorted(set(wrong))))
    assert wrong == []
    assert ASKED < 200 or len(tried) == len(ATTACKS)
