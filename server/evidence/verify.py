"""The verifier: whether a bundle is what phone and server signed. Pure, offline, no database; names the first thing that is wrong.

Exit codes: 0 verified · 1 something is wrong · 2 consistent, but nobody said whose key to trust.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server.evidence.archive import Opened, Wrong, open_bundle
from server.evidence.rules import matches, named_evidence
from server.kernel.canonical import NotCanonical, canonical, parse
from server.kernel.chain import (
    decode,
    device_signed,
    document_bytes,
    document_hash,
    fact_bytes,
    genesis,
    head_hash,
    key_id,
    receipt_code,
    server_signed,
    sha256,
)


@dataclass(slots=True)
class Verdict:
    """`exit` 0, 1 or 2; `wrong` the first thing that does not hold; counts of what was checked."""

    exit: int
    wrong: Wrong | None = None
    facts: int = 0
    evidence: int = 0
    fingerprints: list[str] = field(default_factory=list)


def verify(content: bytes, trust: Iterable[str] = (), receipt: str | dict[str, Any] | None = None) -> Verdict:
    """Check a bundle's bytes. `trust`: fingerprints of server keys (SHA-256, hex); `receipt`: the customer's code or receipt document."""
    try:
        bundle = open_bundle(content)
        issuers = _check_keys(bundle)
        trusted = _check_trust(bundle, {mark.lower().replace(" ", "") for mark in trust})
        _check_documents(bundle, issuers)
        chains = _check_facts(bundle, issuers)
        _check_countersigned(bundle)
        _check_head(bundle, chains)
        _check_receipt(bundle, chains, receipt)
        named = _check_evidence(bundle)
    except Wrong as wrong:
        return Verdict(1, wrong)
    except (NotCanonical, KeyError, TypeError, ValueError, AttributeError) as error:
        return Verdict(1, Wrong("malformed", type(error).__name__))
    return Verdict(0 if trusted else 2, None, len(bundle.facts), named, sorted(bundle.fingerprints))


def _check_keys(bundle: Opened) -> dict[str, bytes]:
    issuers = {}
    for key in bundle.documents["keys.json"]:
        raw = decode(key["public_key"])
        if key["id"] != key_id(raw):
            raise Wrong("key_differs", key["id"])
        issuers[key["id"]] = raw
    bundle.fingerprints = {sha256(raw) for raw in issuers.values()}
    return issuers


def _check_trust(bundle: Opened, trust: set[str]) -> bool:
    if trust and not bundle.fingerprints <= trust:
        raise Wrong("issuer_differs", sorted(bundle.fingerprints - trust)[0])
    return bool(trust)


def _check_documents(bundle: Opened, issuers: dict[str, bytes]) -> None:
    manifest = bundle.documents["manifest.json"]
    grants = bundle.documents["grants.json"]
    signed = [("manifest.json", [manifest]), *((name, bundle.documents[name]) for name in ("certificates.json", "grants.json", "countersignatures.json"))]
    for name, documents in signed:
        for position, document in enumerate(documents):
            _check_signed(document, issuers, f"{name}[{position}]")
            if document["organisation"] != manifest["organisation"]:
                raise Wrong("another_organisation", f"{name}[{position}]")
    for certificate in bundle.documents["certificates.json"]:
        if key_id(decode(certificate["public_key"])) != certificate["key"]:
            raise Wrong("key_differs", certificate["key"])
    standards = {document_hash_of(standard) for standard in bundle.documents["standards.json"]}
    for grant in grants:
        if grant["visit"] != manifest["visit"]:
            raise Wrong("another_visit", grant["id"])
        if grant["standard"]["hash"] not in standards:
            raise Wrong("standard_differs", grant["standard"]["id"])


def document_hash_of(standard: dict[str, Any]) -> str:
    """The hash by which a grant pins a standard's document."""
    return sha256(canonical(standard))


def _check_signed(document: dict[str, Any], issuers: dict[str, bytes], where: str) -> None:
    key = issuers.get(document["issuer"])
    if key is None or not server_signed(key, document["signature"], document_bytes(document)):
        raise Wrong("signature_wrong", where)


def _check_facts(bundle: Opened, issuers: dict[str, bytes]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every fact on its own, then every chain; gives the last link of each chain."""
    manifest = bundle.documents["manifest.json"]
    ids: set[str] = set()
    for name, text in bundle.texts.items():
        fact = _parsed(name, text)
        fact_hash = sha256(fact_bytes(fact))
        if fact["id"] in ids:
            raise Wrong("fact_twice", name)
        ids.add(fact["id"])
        if fact["organisation"] != manifest["organisation"] or fact["subject"] != {"type": "visit", "id": manifest["visit"]}:
            raise Wrong("another_visit", name)
        if not name.startswith("refused/"):
            _check_signature(bundle, issuers, name, fact)
        bundle.facts.append((name, fact, fact_hash))
    return _check_chains(bundle)


def _parsed(name: str, text: bytes) -> dict[str, Any]:
    fact = parse(text.decode())
    if canonical(fact) != text:
        raise Wrong("not_canonical", name)
    if ("body" in fact) == ("body_commit" in fact):
        raise Wrong("body_differs", name)  # because a fact is either whole, or erased down to its commitment
    return fact


def _check_signature(bundle: Opened, issuers: dict[str, bytes], name: str, fact: dict[str, Any]) -> None:
    if fact["device"] == "office":
        key = issuers.get(fact["key"])
        if key is None or not server_signed(key, fact["signature"], fact_bytes(fact)):
            raise Wrong("signature_wrong", name)
        return
    certificate = next((held for held in bundle.documents["certificates.json"]
                        if (held["device"], held["key"]) == (fact["device"], fact["key"])), None)
    if certificate is None or certificate["person"] != fact["person"]:
        raise Wrong("certificate_missing", name)
    if not device_signed(decode(certificate["public_key"]), fact["signature"], fact_bytes(fact)):
        raise Wrong("signature_wrong", name)


def _check_chains(bundle: Opened) -> dict[tuple[str, str], dict[str, Any]]:
    grants = {document_hash(grant): grant for grant in bundle.documents["grants.json"]}
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for name, fact, fact_hash in sorted(bundle.facts, key=lambda entry: (entry[1]["device"], entry[1]["seq"])):
        chain = (fact["device"], fact.get("grant", ""))
        if chain[1] and (chain[1] not in grants or grants[chain[1]]["person"] != fact["person"]):
            raise Wrong("grant_missing", name)
        start = chain[1] or genesis(fact["organisation"], fact["device"], fact["subject"])
        before = last[chain]["hash"] if chain in last else start
        if fact["prev"] != before:
            raise Wrong("chain_broken", name)
        if fact["device"] == "office" and fact["seq"] != (last[chain]["seq"] + 1 if chain in last else 1):
            raise Wrong("chain_broken", name)
        last[chain] = {"device": fact["device"], "seq": fact["seq"], "hash": fact_hash} | ({"grant": chain[1]} if chain[1] else {})
    return last


def _check_countersigned(bundle: Opened) -> None:
    outcomes = {entry["hash"]: entry["outcome"] for document in bundle.documents["countersignatures.json"] for entry in document["facts"]}
    for name, fact, fact_hash in bundle.facts:
        if fact["device"] == "office":
            continue
        outcome = outcomes.get(fact_hash)
        if outcome is None or name.startswith("refused/") != (outcome in ("rejected", "quarantined")):
            raise Wrong("not_countersigned", name)


def _check_head(bundle: Opened, chains: dict[tuple[str, str], dict[str, Any]]) -> None:
    manifest = bundle.documents["manifest.json"]
    if manifest["facts"] != len(bundle.facts) or manifest["head"] != head_hash(list(chains.values())):
        raise Wrong("head_differs", "manifest.json")


def _check_receipt(bundle: Opened, chains: dict[tuple[str, str], dict[str, Any]], given: str | dict[str, Any] | None) -> None:
    enclosed = bundle.documents.get("receipt.json")
    if isinstance(given, str):
        codes = {receipt_code(grant["visit"], document_hash(grant)) for grant in bundle.documents["grants.json"]}
        if given.upper().replace(" ", "").replace("-", "") not in codes:
            raise Wrong("receipt_differs", given)
    for receipt in filter(None, [enclosed, given if isinstance(given, dict) else None]):
        _check_signed(receipt, {key["id"]: decode(key["public_key"]) for key in bundle.documents["keys.json"]}, "receipt.json")
        if receipt["visit"] != bundle.documents["manifest.json"]["visit"] or receipt["head"] != head_hash(receipt["chains"]):
            raise Wrong("receipt_differs", "receipt.json")
        hashes = {fact_hash for _, _, fact_hash in bundle.facts}
        for chain in receipt["chains"]:
            if chain["hash"] not in hashes:
                raise Wrong("tail_missing", f"{chain['device']} {chain['seq']}")


def _check_evidence(bundle: Opened) -> int:
    named = {}
    for name, fact, _ in bundle.facts:
        for mention in named_evidence(fact["kind"], fact.get("body", {})):
            named[mention.sha256] = (name, mention)
    for digest, (name, mention) in named.items():
        content = bundle.evidence.get(digest)
        if content is None:
            raise Wrong("evidence_missing", name)
        if len(content) != mention.size or not matches(content, digest):
            raise Wrong("bytes_differ", name)
    if stranger := sorted(set(bundle.evidence) - set(named)):
        raise Wrong("stranger", stranger[0])
    return len(named)
