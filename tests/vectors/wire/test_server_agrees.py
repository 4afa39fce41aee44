"""The server gives every golden fixture of the wire the same bytes, hashes and signatures as the phone that made them."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.kernel import canonical, chain


def golden(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("each", golden("facts")["facts"], ids=lambda each: each["name"])
def test_facts(each: dict[str, Any]) -> None:
    fact, key = canonical.parse(each["text"]), chain.decode(golden("facts")["public_key"])
    covered = chain.fact_bytes(fact)
    assert canonical.canonical(fact).decode() == each["text"]
    assert (covered.decode(), chain.sha256(covered)) == (each["covered"], each["hash"])
    assert chain.body_commit(fact["salt"], fact["body"]) == each["body_commit"]
    assert chain.device_signed(key, fact["signature"], covered)
    assert chain.key_id(key) == fact["key"]


@pytest.mark.parametrize("each", golden("documents")["documents"], ids=lambda each: each["document"]["type"])
def test_documents(each: dict[str, Any]) -> None:
    covered = chain.document_bytes(each["document"])
    assert (covered.decode(), chain.document_hash(each["document"])) == (each["covered"], each["hash"])
    assert chain.server_signed(chain.decode(each["public_key"]), each["document"]["signature"], covered)


def test_heads_genesis_and_receipt_codes() -> None:
    assert [chain.head_hash(each["chains"]) for each in golden("documents")["heads"]] == [
        each["hash"] for each in golden("documents")["heads"]
    ]
    for each in golden("genesis")["cases"]:
        assert chain.genesis(each["organisation"], each["device"], each["subject"]) == each["genesis"]
    for each in golden("receipt_codes")["cases"]:
        assert chain.receipt_code(each["visit"], each["grant_hash"]) == each["code"]


def test_canonical_text() -> None:
    for each in golden("canonical")["cases"]:
        assert canonical.canonical(canonical.parse(each["text"])).decode() == each["canonical"]


@pytest.mark.parametrize("text", golden("canonical")["refused"])
def test_what_must_not_be_signed(text: str) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.parse(text)
