"""The verifier: whether a bundle is what phone and server signed. Pure, offline, no database; names the first thing that is wrong.

Exit codes: 0 verified · 1 something is wrong · 2 consistent, but nobody said whose key to trust, or no receipt seals the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server.evidence import issuers
from server.evidence.archive import BESIDE, LOSSES, Opened, Wrong, open_bundle, read_json
from server.evidence.enclosed import check_evidence, check_receipt
from server.evidence.forms import has_form
from server.evidence.logged import Destroyed, check_destructions, check_logged, held_in
from server.evidence.offers import check_offers
from server.evidence.record import (
    INTERNAL,
    LOST,
    OFFICE,
    Link,
    Signed,
    came_again,
    countersigned,
    gaps_in,
    head_links,
    hole_at,
    link_of,
    subject_of,
    taken_back,
    unexplained,
)
from server.evidence.verify_result import Note, VerifyResult
from server.kernel import clock
from server.kernel.canonical import NotCanonical, canonical
from server.kernel.chain import (
    decode,
    device_signed,
    document_hash,
    fact_bytes,
    head_hash,
    server_signed,
    sha256,
    subject_mark,
)
from server.tlog.policy import Policy

Json = dict[str, Any]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MEASURING_ERROR = 2_000  # milliseconds
MALFORMED = (NotCanonical, KeyError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(slots=True)
class Reading:
    """A bundle while it is checked."""

    bundle: Opened
    issuers: dict[str, bytes]
    counting: list[Link] = field(default_factory=list)
    beside: list[Link] = field(default_factory=list)
    lost: list[Link] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    destroyed: Destroyed = field(default_factory=Destroyed)

    @property
    def manifest(self) -> Json:
        """What the server signed at the export."""
        found: Json = self.bundle.documents["manifest.json"]
        return found

    @property
    def subject(self) -> Json:
        """What the bundle is the record of: `{type, id}`; a visit where it does not say."""
        return subject_of(self.manifest)

    def note(self, code: str, where: str = "", why: str = "") -> None:
        """Something that the reader of a verdict has to know, and that is not wrong."""
        self.notes.append(Note(code, where, why))


def verify(
    content: bytes,
    trust: Iterable[str] = (),
    receipt: str | Json | None = None,
    head: str = "",
    checkpoints: Iterable[str] = (),
    policy: Policy | None = None,
) -> VerifyResult:
    """Check a bundle's bytes. `trust`: fingerprints of server keys (SHA-256, hex); `receipt`: the customer's code or receipt document;
    `head`: the record's fingerprint as the receipt page shows it; `checkpoints`: texts of the log's that the reader has from elsewhere;
    `policy`: the witnesses whose word the reader wants."""
    notes: list[Note] = []
    try:
        bundle = open_bundle(content)
        keys = issuers.keys_of(bundle)
        trusted = issuers.are_trusted(bundle, keys, {mark.lower().replace(" ", "") for mark in trust})
        reading = Reading(bundle, keys, notes=notes)
        held = held_in(checkpoints, keys)
        _check_documents(reading)
        reading.destroyed = check_destructions(bundle, keys)
        _read_facts(reading)
        _check_countersigned(reading)
        _check_chains(reading)
        for code, where, why in taken_back(reading.counting, reading.destroyed.withdrew, reading.signed):
            reading.note(code, where, why)
        check_offers(bundle, reading.subject, reading.counting, notes)
        _check_head(reading)
        sealed = _check_sealed(reading, receipt, head)
        compared = check_logged(bundle, keys, held, notes, policy)
        evidence = check_evidence(bundle, reading.counting, reading.destroyed.bytes, notes)
    except Wrong as wrong:
        return VerifyResult(1, wrong, notes=notes)
    except MALFORMED as error:
        return VerifyResult(1, Wrong("malformed", type(error).__name__), notes=notes)
    marks = sorted(sha256(raw) for raw in keys.values())
    return VerifyResult(
        0 if trusted and sealed and compared else 2,
        None,
        len(reading.counting),
        evidence,
        marks,
        sealed or reading.manifest["head"],
        trusted,
        notes,
        sealed=bool(sealed),
    )


def _check_documents(this: Reading) -> None:
    documents, organisation = this.bundle.documents, this.manifest["organisation"]
    signed = [
        ("manifest.json", [this.manifest]),
        *((name, documents[name]) for name in ("certificates.json", "grants.json", "countersignatures.json")),
    ]
    for name, each in signed:
        for position, document in enumerate(each):
            issuers.check_signed(document, this.issuers, f"{name}[{position}]")
            if document["organisation"] != organisation:
                raise Wrong("another_organisation", f"{name}[{position}]")
    for certificate in documents["certificates.json"]:
        issuers.check_certificate(certificate)
    standards = {sha256(canonical(standard)) for standard in documents["standards.json"]}
    for grant in documents["grants.json"]:
        if {"type": "visit", "id": grant["visit"]} != this.subject:
            raise Wrong("another_visit", grant["id"])
        if grant["standard"]["hash"] not in standards:
            raise Wrong("standard_differs", grant["standard"]["id"])


def _read_facts(this: Reading) -> None:
    """Each fact on its own. What lies beside the record is read as far as it can be, and spoils nothing."""
    ids: set[str] = set()
    for name, text in this.bundle.texts.items():
        if name.startswith(BESIDE):
            _read_beside(this, name, text)
            continue
        try:
            _read_one(this, name, text, ids)
        except MALFORMED:
            raise Wrong("malformed", name) from None
    if erased := [note.where for note in this.notes if note.code == "erased"]:
        raise Wrong("body_missing", f"{erased[0]} +{len(erased) - 1}" if erased[1:] else erased[0])


def _read_one(this: Reading, name: str, text: bytes, ids: set[str]) -> None:
    fact = read_json(name, text)
    if not has_form("fact", fact):
        raise Wrong("malformed", name)
    if ("body" in fact) == ("body_commit" in fact):
        raise Wrong("body_differs", name)  # because a fact is either whole, or reduced to its commitment
    link = link_of(name, fact)
    _check_signature(this, link)
    if name.startswith(LOSSES):
        this.lost.append(_declared(this, link))
        return
    if fact["id"] in ids:
        raise Wrong("fact_twice", name)
    ids.add(fact["id"])
    if fact["organisation"] != this.manifest["organisation"] or fact["subject"] != this.subject:
        raise Wrong("another_visit", name)
    _check_body(this, link)
    this.counting.append(link)


def _read_beside(this: Reading, name: str, text: bytes) -> None:
    try:
        fact = read_json(name, text)
        if not has_form("beside", fact):
            raise Wrong("malformed", name)
        this.beside.append(link_of(name, fact))
    except (Wrong, *MALFORMED):
        this.note("unreadable", name)


def _declared(this: Reading, link: Link) -> Link:
    """A phone's own word that it lost a fact."""
    if link.fact["kind"] != LOST or link.fact["organisation"] != this.manifest["organisation"]:
        raise Wrong("stranger", link.name)
    return link


def _check_body(this: Reading, link: Link) -> None:
    """A body may be missing where the log says that it was destroyed; else only in a copy from which the server has signed that it
    kept it back, and only where nobody but the office spoke."""
    if "body" in link.fact:
        return
    if link.hash in this.destroyed.bodies:
        this.note("destroyed", f"{link.name} {link.fact['kind']}", this.destroyed.bodies[link.hash])
        return
    may = link.hash in this.manifest.get("withheld", []) and link.fact["kind"] in (*INTERNAL, "arrived")
    this.note("withheld" if may else "erased", f"{link.name} {link.fact['kind']}")


def _check_signature(this: Reading, link: Link) -> None:
    fact = link.fact
    if fact["device"] == OFFICE:
        key = this.issuers.get(fact["key"])
        if key is None or not server_signed(key, fact["signature"], fact_bytes(fact)):
            raise Wrong("signature_wrong", link.name)
        return
    certificate = next(
        (
            held
            for held in this.bundle.documents["certificates.json"]
            if (held["device"], held["key"]) == (fact["device"], fact["key"])
        ),
        None,
    )
    if certificate is None or certificate["person"] != fact["person"]:
        raise Wrong("certificate_missing", link.name)
    if not device_signed(decode(certificate["public_key"]), fact["signature"], fact_bytes(fact)):
        raise Wrong("signature_wrong", link.name)


def _check_countersigned(this: Reading) -> None:
    """What the server took in is here as what counts, all of it; what it did not take in counts nowhere."""
    this.signed = countersigned(
        this.bundle.documents["countersignatures.json"], [*this.counting, *this.beside, *this.lost]
    )
    taken_in = {each.hash for each in this.signed if each.counts}
    held_back = {each.hash: each for each in this.signed if not each.counts}
    if alone := unexplained(this.signed):
        raise Wrong("aside_missing", f"{alone.device} {alone.seq}")
    for link in [*this.counting, *this.lost]:
        if link.fact["device"] != OFFICE and link.hash not in taken_in:
            raise Wrong("not_countersigned", link.name)
        if link.hash in held_back:
            this.note("released", link.name, held_back[link.hash].code)
    by_id = {link.fact["id"]: link for link in this.counting}
    merged = {each.hash for each in this.signed if each.outcome == "merged"}
    for link in this.beside:
        if link.hash in taken_in and link.hash not in merged:
            raise Wrong("left_out", link.name)
        code = held_back[link.hash].code if link.hash in held_back else ""
        this.note("came_again" if came_again(link, by_id) else "beside", f"{link.name} {link.fact['kind']}", code)
    here = {link.hash for link in [*this.counting, *this.beside]}
    ours = subject_mark(this.subject["type"], this.subject["id"])
    for each in this.signed:
        if each.subject == ours and each.counts and each.hash not in here:
            raise Wrong("fact_missing", f"{each.device} {each.seq}")


def _check_chains(this: Reading) -> None:
    grants = {document_hash(grant): grant for grant in this.bundle.documents["grants.json"]}
    for link in this.counting:
        grant = link.chain[1]
        if grant and (grant not in grants or grants[grant]["person"] != link.fact["person"]):
            raise Wrong("grant_missing", link.name)
        if grant and _is_before(link.fact, grants[grant]["issued_at"]):
            this.note("before_grant", f"{link.name} {link.fact['kind']}", link.fact["at"])
    office = sorted(link.seq for link in this.counting if link.fact["device"] == OFFICE)
    if office != list(range(1, len(office) + 1)):
        raise Wrong("chain_broken", OFFICE)
    for gap in gaps_in(this.counting, this.beside):
        hole = hole_at(gap, this.signed, [link.fact for link in this.lost]) if gap.link.chain[0] != OFFICE else None
        if hole is None:
            raise Wrong("chain_broken", gap.link.name)
        this.note("hole", f"{gap.link.chain[0]} {hole[0]}", hole[1])


def _is_before(fact: Json, granted_at: str) -> bool:
    """Whether a fact's own clock, moved by the offset that the phone measured, says a moment before there was anything to do."""
    if not (MOMENT.fullmatch(fact["at"]) and MOMENT.fullmatch(granted_at)):
        return False
    try:
        moment = clock.milliseconds_between(fact["at"], granted_at)
    except ValueError:
        return False
    return bool(moment - fact["clock_offset"] > MEASURING_ERROR)


def _check_sealed(this: Reading, receipt: str | Json | None, head: str) -> str:
    """The head that is sealed: a visit's by its receipt; of a log that the office alone writes the manifest is the seal, because no phone can add to it."""
    if this.subject["type"] == "visit":
        return check_receipt(this.bundle, this.issuers, this.counting, receipt, head, this.notes)
    if stranger := [link.name for link in this.counting if link.fact["device"] != OFFICE]:
        raise Wrong("stranger", stranger[0])
    sealed, wanted = str(this.manifest["head"]), head.lower().replace(" ", "")
    if receipt is not None or (wanted and (len(wanted) < 16 or not sealed.startswith(wanted))):
        raise Wrong("receipt_missing" if receipt is not None else "head_differs", "manifest.json")
    return sealed


def _check_head(this: Reading) -> None:
    first_form = this.manifest["v"] == 1  # where what was put aside belonged to the head, too
    links = [*this.counting, *this.beside] if first_form else this.counting
    if this.manifest["facts"] != len(links) or this.manifest["head"] != head_hash(head_links(links)):
        raise Wrong("head_differs", "manifest.json")
