"""The export of a visit as a bundle that anybody can check: received bytes, evidence, certificates, grants, countersignatures, receipt."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from server.accounts.models import Device, ServerKey
from server.evidence import store
from server.evidence.archive import close_bundle
from server.evidence.models import Awaited, Receipt
from server.evidence.ports import Ports, given
from server.evidence.rules import last_links
from server.i18n.messages import LANGUAGES, say
from server.kernel.canonical import canonical, parse
from server.kernel.chain import fact_bytes, head_hash, sha256
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import sign
from server.standards.models import StandardVersion
from server.visits.models import Fact, Grant, Visit


def export(organisation: str, visit_id: str) -> bytes:
    """The bundle of a visit as zip bytes; `not_found` without such a visit."""
    if db.session.get(Visit, (organisation, visit_id)) is None:
        raise Problem("not_found")
    sources = given()
    texts = list(db.session.scalars(select(Fact.text).where(
        Fact.organisation_id == organisation, Fact.subject_type == "visit", Fact.subject_id == visit_id).order_by(Fact.position)))
    refused = sources.refused(organisation, visit_id)
    facts = [parse(text) for text in texts + refused]
    members = {f"facts/{number:04d}.json": text.encode() for number, text in enumerate(texts, 1)}
    members |= {f"refused/{number:04d}.json": text.encode() for number, text in enumerate(refused, 1)}
    members |= {name: canonical(document) for name, document in _documents(organisation, visit_id, facts, sources).items()}
    members |= _evidence(organisation, visit_id)
    members["words.txt"] = "\n\n".join(say("evidence.bundle.how", language) for language in LANGUAGES).encode()
    members["manifest.json"] = canonical(_manifest(organisation, visit_id, facts, members))
    return close_bundle(members)


def _documents(organisation: str, visit_id: str, facts: list[dict[str, Any]], sources: Ports) -> dict[str, Any]:
    phones = sorted({fact["device"] for fact in facts} - {"office"})
    certificates = db.session.scalars(select(Device.certificate).where(Device.organisation_id == organisation, Device.id.in_(phones)))
    grants = [json.loads(text) for text in db.session.scalars(
        select(Grant.document).where(Grant.organisation_id == organisation, Grant.visit_id == visit_id).order_by(Grant.version)) if text]
    pinned = {(grant["standard"]["id"], grant["standard"]["version"]) for grant in grants}
    receipt = db.session.get(Receipt, (organisation, visit_id))
    reported = [(fact["device"], fact["seq"]) for fact in facts if fact["device"] != "office"]
    return {
        "certificates.json": [json.loads(text) for text in certificates], "grants.json": grants,
        "standards.json": [json.loads(_standard(organisation, *one)) for one in sorted(pinned)],
        "countersignatures.json": sources.countersignatures(organisation, reported), "keys.json": server_keys(),
    } | ({"receipt.json": json.loads(receipt.document)} if receipt else {})


def server_keys() -> list[dict[str, str]]:
    """The public keys of this installation, old ones too: `{id, public_key, from, until?}`."""
    keys = db.session.scalars(select(ServerKey).order_by(ServerKey.created_at))
    return [key.published() for key in keys]


def _standard(organisation: str, standard_id: str, version: str) -> str:
    found = db.session.get(StandardVersion, (organisation, standard_id, version))
    return found.document if found else "{}"


def _evidence(organisation: str, visit_id: str) -> dict[str, bytes]:
    hashes = db.session.scalars(select(Awaited.sha256).where(
        Awaited.organisation_id == organisation, Awaited.visit_id == visit_id, Awaited.arrived_at.is_not(None)).distinct())
    found = {f"evidence/{digest}": store.read(organisation, digest) for digest in hashes}
    return {name: content for name, content in found.items() if content is not None}


def _manifest(organisation: str, visit_id: str, facts: list[dict[str, Any]], members: dict[str, bytes]) -> dict[str, Any]:
    links = last_links((fact["device"], fact.get("grant", ""), fact["seq"], sha256(fact_bytes(fact))) for fact in facts)
    return sign({
        "v": 1, "type": "bundle", "organisation": organisation, "visit": visit_id, "made_at": now(), "head": head_hash(links),
        "facts": len(facts), "files": {name: sha256(content) for name, content in members.items()}})
