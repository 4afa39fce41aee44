"""The export of a visit as a bundle that anybody can check: received bytes, evidence, certificates, grants, countersignatures, receipt.

The whole one is for the office. The customer's keeps back what is internal; the server signs what it has kept back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from server.accounts.models import Device, ServerKey
from server.evidence.archive import close_bundle
from server.evidence.destruction import destructions_of
from server.evidence.issuing import awaited
from server.evidence.models import Awaited, Receipt
from server.evidence.ports import Ports, given
from server.evidence.position import carries_position
from server.evidence.record import LOST, OFFICE, Link, gaps_in, head_links, is_internal, link_of
from server.evidence.store import store
from server.i18n.messages import LANGUAGES, translate
from server.kernel.canonical import canonical, parse
from server.kernel.chain import head_hash, sha256, without_body
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import sign
from server.standards.models import StandardVersion
from server.tlog.log import proof_of
from server.visits.models import Fact, Grant, Visit


@dataclass(slots=True)
class Found:
    """What is exported of one visit: facts that count, those beside the record, the phones' own word of a loss, and places to be countersigned."""

    organisation: str
    visit: str
    counting: list[Link] = field(default_factory=list)
    beside: list[Link] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    places: set[tuple[str, int]] = field(default_factory=set)


def export(organisation: str, visit_id: str, *, for_customer: bool = False) -> bytes:
    """The bundle of a visit as zip bytes; `not_found` without such a visit."""
    if db.session.get(Visit, (organisation, visit_id)) is None:
        raise Problem("not_found")
    sources = given()
    found = _found(organisation, visit_id, sources)
    members = {
        f"facts/{number:04d}.json": _shown(link, for_customer and is_internal(link.fact))
        for number, link in enumerate(found.counting, 1)
    }
    members |= {f"beside/{number:04d}.json": _shown(link, for_customer) for number, link in enumerate(found.beside, 1)}
    members |= {f"lost/{number:04d}.json": text.encode() for number, text in enumerate(found.lost, 1)}
    documents = _documents(found, sources)
    members |= {name: canonical(document) for name, document in documents.items()}
    members |= proofs_of(documents)
    evidence, left_out = _evidence(organisation, visit_id)
    members |= evidence
    members["words.txt"] = "\n\n".join(translate("evidence.bundle.how", language) for language in LANGUAGES).encode()
    withheld = [link.hash for link in found.counting if for_customer and is_internal(link.fact) and "body" in link.fact]
    members["manifest.json"] = canonical(
        sign(
            {
                "v": 3,
                "type": "bundle",
                "organisation": organisation,
                "visit": visit_id,
                "made_at": now(),
                "head": head_hash(head_links(found.counting)),
                "facts": len(found.counting),
                "withheld": sorted(withheld),
                "left_out": left_out,
                "awaited": awaited(organisation, visit_id),
                "files": {name: sha256(content) for name, content in members.items()},
            }
        )
    )
    return close_bundle(members)


def proofs_of(documents: dict[str, Any]) -> dict[str, bytes]:
    """That the receipt and each destruction are in the log, by the name that `enclosed.py` looks for."""
    proved = [("log/receipt.tlog-proof", "receipt", each) for each in [documents.get("receipt.json")] if each]
    proved += [
        (f"log/destruction-{number:04d}.tlog-proof", "destruction", each)
        for number, each in enumerate(documents.get("destructions.json", []), 1)
    ]
    return {name: proof_of(kind, document).encode() for name, kind, document in proved}


def _found(organisation: str, visit: str, sources: Ports) -> Found:
    found = Found(organisation, visit)
    texts = db.session.scalars(
        select(Fact.text)
        .where(Fact.organisation_id == organisation, Fact.subject_type == "visit", Fact.subject_id == visit)
        .order_by(Fact.position)
    )
    found.counting = [link_of(text, parse(text)) for text in texts]
    found.beside = [link_of(text, parse(text)) for text in sources.beside(organisation, visit)]
    found.places = {
        (link.fact["device"], link.seq) for link in found.counting + found.beside if link.fact["device"] != OFFICE
    }
    for gap in gaps_in(found.counting, found.beside):
        device = gap.link.chain[0]
        places = sources.unread(organisation, device, gap.after, gap.link.seq) if device != OFFICE else []
        found.places |= {(device, seq) for seq in places}
        found.lost += db.session.scalars(
            select(Fact.text)
            .where(
                Fact.organisation_id == organisation, Fact.subject_id == device, Fact.kind == LOST, Fact.seq.in_(places)
            )
            .order_by(Fact.seq)
        )
    found.lost = list(dict.fromkeys(found.lost))
    return found


def _shown(link: Link, without: bool) -> bytes:
    """The very bytes that were received, or the fact without its body."""
    return canonical(without_body(link.fact)) if without else link.name.encode()


def _documents(found: Found, sources: Ports) -> dict[str, Any]:
    organisation = found.organisation
    offering = {
        link.fact["body"]["offer"]["device"]
        for link in found.counting
        if link.fact["kind"] == "signed_on_own_phone" and "body" in link.fact
    }
    phones = sorted(({link.fact["device"] for link in found.counting} | offering) - {OFFICE})
    certificates = db.session.scalars(
        select(Device.certificate)
        .where(Device.organisation_id == organisation, Device.id.in_(phones))
        .order_by(Device.id)
    )
    grants = [
        json.loads(text)
        for text in db.session.scalars(
            select(Grant.document)
            .where(Grant.organisation_id == organisation, Grant.visit_id == found.visit)
            .order_by(Grant.version)
        )
        if text
    ]
    pinned = {(grant["standard"]["id"], grant["standard"]["version"]) for grant in grants}
    receipt = db.session.get(Receipt, (organisation, found.visit))
    documents: dict[str, Any] = {
        "certificates.json": [json.loads(text) for text in certificates],
        "grants.json": grants,
        "standards.json": [json.loads(_standard(organisation, *one)) for one in sorted(pinned)],
        "countersignatures.json": sources.countersignatures(organisation, sorted(found.places)),
        "keys.json": server_keys(),
    }
    if receipt:
        documents["receipt.json"] = json.loads(receipt.document)
    if destroyed := destructions_of(organisation, ("visit", found.visit)):
        documents["destructions.json"] = destroyed
    return documents


def server_keys() -> list[dict[str, str]]:
    """The public keys of this installation, old ones too: `{id, public_key, from, until?}`."""
    rows = db.session.scalars(select(ServerKey).order_by(ServerKey.created_at, ServerKey.id))
    return [key.published() for key in rows]


def _standard(organisation: str, standard_id: str, version: str) -> str:
    found = db.session.get(StandardVersion, (organisation, standard_id, version))
    return found.document if found else "{}"


def _evidence(organisation: str, visit_id: str) -> tuple[dict[str, bytes], list[str]]:
    """The bytes that are here, and the hashes of those that are not handed out because they tell where they were taken."""
    hashes = db.session.scalars(
        select(Awaited.sha256)
        .where(Awaited.organisation_id == organisation, Awaited.visit_id == visit_id, Awaited.arrived_at.is_not(None))
        .distinct()
    )
    members, left_out = dict[str, bytes](), list[str]()
    for digest in sorted(hashes):
        content = store().read(organisation, digest)
        if content is not None and carries_position(content):
            left_out.append(digest)
        elif content is not None:
            members[f"evidence/{digest}"] = content
    return members, left_out
