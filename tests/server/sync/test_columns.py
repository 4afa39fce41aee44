"""The second form of a page: whoever accepts it gets the same changes in fewer bytes, and nobody else hears of it (docs/decisions/0177)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.demo.phone import PythonPhone
from server.kernel.chain import document_hash, fact_bytes, genesis, sha256
from server.sync.columns import TYPE, WORTH_IT, column, in_columns
from tests.scenario import Scenario

GOLDEN = json.loads((Path(__file__).parents[2] / "vectors" / "wire" / "columns.json").read_text("utf-8"))
SCALARS = st.text("aé光", max_size=2) | st.integers(-1, 1) | st.booleans()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner)
)


def rows(found: Any, count: int) -> list[Any]:
    """What a phone reads from a column."""
    if isinstance(found, list):
        return found
    if "all" in found:
        return [found["all"]] * count
    if "long" in found:
        lengths = rows(found["long"], count)
        items = iter(rows(found["items"], sum(lengths)))
        return [[next(items) for _ in range(length)] for length in lengths]
    made: list[dict[str, Any]] = [{} for _ in range(count)]
    for name, values in found["of"].items():
        holders = [row for row, has in zip(made, found.get("in", {}).get(name, "1" * count), strict=True) if has == "1"]
        for row, value in zip(holders, rows(values, len(holders)), strict=True):
            row[name] = value
    return made


@given(st.lists(VALUES, max_size=6))
def test_a_column_says_what_was_in_it(values: list[Any]) -> None:
    assert repr_of(rows(json.loads(json.dumps(column(values))), len(values))) == repr_of(values)


def repr_of(value: Any) -> str:
    """Text in which true is not 1."""
    return json.dumps(value, sort_keys=True)


def test_the_golden_page_has_the_golden_form() -> None:
    assert in_columns(GOLDEN["changes"]) == GOLDEN["columns"]


def test_a_phone_that_accepts_columns_is_told_the_same(scenario: Scenario) -> None:
    """Real facts of office and phone: what a phone derives of them is what was received, byte for byte. Guard: server/sync/columns.py:_without_derived"""
    visits = [scenario.given(days=day % 5) for day in range(WORTH_IT)]
    busy = scenario.phone()
    for visit in visits[:3]:
        for words in ("一", "二", "光猫😀"):
            busy.report("noted", {"text": words}, visit=visit)
    busy.sync_all()
    phone = scenario.enrolled("liming", "Another")
    plain, columns = asked(phone, "application/json"), asked(phone, f"{TYPE}, application/json")
    assert (plain[0], columns[0]) == ("application/json", TYPE)
    page = columns[1].pop("columns")
    bundles = rows(page["bundles"], page["order"].count("1"))
    log = [fact for bundle in bundles for fact in bundle["log"]]
    assert {fact["subject"] for fact in log} | {fact["prev"] for fact in log} == {""}
    for bundle in bundles:
        complete(bundle)
    told = iter(bundles)
    others = iter(page["others"])
    versions = iter(rows(page["versions"], len(bundles)))
    changes = [
        {"type": "grant", "version": next(versions), "visit": next(told)} if each == "1" else next(others)
        for each in page["order"]
    ]
    assert changes == plain[1].pop("changes")
    assert page["sum"] == sha256("".join(f"{text}\n" for bundle in bundles for text in bundle["log"]).encode())
    assert columns[1] | {"server_time": ""} == plain[1] | {"server_time": ""}


@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/*", "application/json", f"{TYPE};q=0, application/json", "x\xff;;q=,"]
)
def test_nobody_else_is_told_in_columns(scenario: Scenario, accept: str | None) -> None:
    """A phone of before names no form, or any."""
    for _ in range(WORTH_IT):
        scenario.given()
    form, answer = asked(scenario.enrolled("liming", "Another"), accept)
    assert (form, len(answer["changes"]), "columns" in answer) == ("application/json", WORTH_IT + 1, False)


def test_a_page_of_few_visits_stays_as_it_is(scenario: Scenario) -> None:
    scenario.given()
    form, answer = asked(scenario.enrolled("liming", "Another"), TYPE)
    assert (form, len(answer["changes"])) == ("application/json", 2)


def asked(phone: PythonPhone, accept: str | None) -> tuple[str, dict[str, Any]]:
    """Form and content of the first page."""
    request = {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": 0, "facts": []}
    headers = {} if accept is None else {"Accept": accept}
    answer = phone.send.client.post("/api/v1/sync", json=request, headers=headers)  # type: ignore[attr-defined]
    assert answer.status_code == 200 and "Accept," in answer.headers["Vary"]
    return answer.mimetype, answer.get_json(force=True)


def complete(bundle: dict[str, Any]) -> None:
    """Put back into a log what a phone derives."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in bundle["log"]:
        fact["subject"] = fact["subject"] or {"type": "visit", "id": bundle["id"]}
        if fact.get("grant") == "":
            fact["grant"] = document_hash(bundle["grant"])
        chain = (fact["device"], fact.get("grant", ""))
        first = chain[1] or genesis(fact["organisation"], fact["device"], fact["subject"])
        fact["prev"] = fact["prev"] or (sha256(fact_bytes(last[chain])) if chain in last else first)
        last[chain] = fact
    bundle["log"] = [
        json.dumps(fact, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for fact in bundle["log"]
    ]
