"""The vectors that hold rules.py together with its twin in the browser: whose name it is, what counts as ink, what a form lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.kernel.text.letters import is_named, name_key
from server.own_phone.rules import is_signature, objections

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "signing.json").read_text("utf-8"))


@pytest.mark.parametrize(("one", "other"), VECTORS["same"])
def test_one_name_however_it_is_spelt(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert is_named(one, [other]) and is_named(other, [one])


@pytest.mark.parametrize(("one", "other"), VECTORS["different"])
def test_two_names_and_no_name_stay_apart(one: str, other: str) -> None:
    assert not is_named(one, [other]) and not is_named(other, [one])


@pytest.mark.parametrize("case", VECTORS["ink"], ids=lambda case: case["name"])
def test_what_counts_as_ink(case: dict[str, Any]) -> None:
    assert is_signature(case["strokes"]) is case["counts"]


@pytest.mark.parametrize("case", VECTORS["forms"], ids=lambda case: case["name"])
def test_what_a_form_lacks(case: dict[str, Any]) -> None:
    form = case["form"] | {"strokes": {"strokes": case["form"].get("strokes", [])}}
    assert sorted(objections(form, VECTORS["staff"]).values()) == case["codes"]
