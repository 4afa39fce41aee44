"""What a bundle encloses beside its facts: the receipt that seals the record, and the bytes that its facts name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.evidence.archive import Opened, Wrong
from server.evidence.issuers import check_signed
from server.evidence.record import Link
from server.evidence.rules import matches, named_evidence
from server.evidence.verify_result import Note
from server.kernel.chain import as_written, document_hash, head_hash, receipt_code

Json = dict[str, Any]


def check_receipt(
    bundle: Opened,
    keys: dict[str, bytes],
    counting: list[Link],
    given: str | Json | None,
    head: str,
    notes: list[Note],
) -> str:
    """The head that the enclosed receipt seals; '' without one, which is wrong where the reader holds one."""
    enclosed = bundle.documents.get("receipt.json")
    if isinstance(given, str):
        _check_code(bundle, given, enclosed)
    receipts = [each for each in (enclosed, given if isinstance(given, dict) else None) if each]
    for receipt in receipts:
        _check_one(bundle, keys, counting, receipt)
    wanted = head.lower().replace(" ", "")
    if wanted and (len(wanted) < 16 or not any(each["head"].startswith(wanted) for each in receipts)):
        raise Wrong("head_differs" if receipts else "receipt_missing", head)
    if not enclosed:
        notes.append(Note("no_receipt"))
        return ""
    if later := len(counting) - enclosed.get("facts", len(counting)):
        notes.append(Note("after_receipt", str(later)))
    return str(enclosed["head"])


def _check_code(bundle: Opened, given: str, enclosed: Json | None) -> None:
    grants = bundle.documents["grants.json"]
    codes = {
        receipt_code(grant["visit"], digest)
        for grant in grants
        for digest in (document_hash(grant), grant.get("receipt", document_hash(grant)))
    }
    if as_written(given) not in codes:
        raise Wrong("receipt_differs", given)
    if enclosed is None:
        raise Wrong("receipt_missing", given)


def _check_one(bundle: Opened, keys: dict[str, bytes], counting: list[Link], receipt: Json) -> None:
    check_signed(receipt, keys, "receipt.json")
    manifest = bundle.documents["manifest.json"]
    if receipt["type"] != "receipt" or (receipt["organisation"], receipt["visit"]) != (
        manifest["organisation"],
        manifest["visit"],
    ):
        raise Wrong("receipt_differs", "receipt.json")
    if receipt["head"] != head_hash(receipt["chains"]):
        raise Wrong("receipt_differs", "receipt.json")
    hashes = {link.hash for link in counting}
    for chain in receipt["chains"]:
        if chain["hash"] not in hashes:
            raise Wrong("tail_missing", f"{chain['device']} {chain['seq']}")
    if len(counting) < receipt.get("facts", 0):
        raise Wrong("fact_missing", "receipt.json")


def check_evidence(bundle: Opened, counting: list[Link], destroyed: Mapping[str, str], notes: list[Note]) -> int:
    """How many pieces of evidence are here and are what was hashed. Bytes may be missing only where the server signed why."""
    named = {
        mention.sha256: (link, mention)
        for link in counting
        for mention in named_evidence(link.fact["kind"], link.fact.get("body", {}))
    }
    manifest = bundle.documents["manifest.json"]
    sealing = bundle.documents.get("receipt.json", manifest)
    left_out, on_its_way = set(manifest.get("left_out", [])), set(sealing.get("awaited", []))
    for digest, (link, mention) in named.items():
        content = bundle.evidence.get(digest)
        if content is None:
            notes.append(Note(_why_missing(digest, destroyed, left_out, on_its_way), link.name, digest[:16]))
        elif not matches(content, digest):
            raise Wrong("bytes_differ", link.name)
        elif len(content) != mention.size:
            notes.append(Note("size_differs", link.name, str(len(content))))
    if gone := [note for note in notes if note.code == "gone"]:
        raise Wrong("evidence_missing", f"{gone[0].where} +{len(gone) - 1}" if gone[1:] else gone[0].where)
    if stranger := sorted(set(bundle.evidence) - set(named)):
        raise Wrong("stranger", stranger[0])
    return len(set(named) & set(bundle.evidence))


def _why_missing(digest: str, destroyed: Mapping[str, str], left_out: set[str], on_its_way: set[str]) -> str:
    if digest in destroyed:
        return "bytes_destroyed"
    return "left_out" if digest in left_out else "never_came" if digest in on_its_way else "gone"
