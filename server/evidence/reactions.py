"""What evidence does when the visit's log grows: remember which bytes a fact names, and issue the receipt when the visit has ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.evidence import store
from server.evidence.models import Awaited, Receipt, Upload
from server.evidence.rules import Named, last_links, named_evidence, trouble_with
from server.evidence.uploads import settle_visit
from server.kernel.canonical import canonical
from server.kernel.chain import head_hash
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.signing import sign
from server.visits.models import Fact, Grant


def expect_evidence(organisation: str, device: str, fact_id: str, visit: str | None, kind: str, body: dict[str, Any]) -> None:
    """Await the bytes that this stored fact names, whatever its outcome was. Call inside `write`."""
    named = {mention.sha256: mention for mention in named_evidence(kind, body)}
    for mention in named.values():
        known = db.session.get(Awaited, (organisation, fact_id, mention.sha256))
        if known is not None:
            known.visit_id = visit or known.visit_id  # because the fact was put aside before and is taken in only now
        else:
            db.session.add(Awaited(
                organisation_id=organisation, fact_id=fact_id, sha256=mention.sha256, device_id=device, visit_id=visit,
                purpose=mention.purpose, type=mention.type, size=mention.size, **_already_here(organisation, device, mention)))
    if named and visit:
        settle_visit(organisation, visit)


def issue_receipt(organisation: str, visit: str) -> None:
    """Sign the visit's head as it stands now, once its end is home; again when more of it comes. Call inside `write`."""
    db.session.flush()
    lead = db.session.scalar(
        select(Grant).join(Fact, (Fact.organisation_id == Grant.organisation_id) & (Fact.grant_hash == Grant.hash))
        .where(Grant.organisation_id == organisation, Grant.visit_id == visit, Fact.kind == "ended")
        .order_by(Fact.position.desc()).limit(1))
    if lead is None:
        return
    chains = chains_of(organisation, visit)
    document = sign({
        "v": 1, "type": "receipt", "organisation": organisation, "visit": visit, "code": lead.code, "head": head_hash(chains),
        "chains": chains, "issued_at": now()})
    receipt = db.session.get(Receipt, (organisation, visit)) or Receipt(organisation_id=organisation, visit_id=visit)
    receipt.code, receipt.head, receipt.document, receipt.issued_at = lead.code, document["head"], canonical(document).decode(), document["issued_at"]
    db.session.add(receipt)


def chains_of(organisation: str, visit: str) -> list[dict[str, Any]]:
    """The last fact of each chain of a visit: `{device, grant?, seq, hash}`, sorted."""
    rows = db.session.execute(
        select(Fact.device, Fact.grant_hash, Fact.seq, Fact.hash)
        .where(Fact.organisation_id == organisation, Fact.subject_id == visit)).all()
    return last_links((device, grant or "", seq, digest) for device, grant, seq, digest in rows)


def _already_here(organisation: str, device: str, mention: Named) -> dict[str, str | None]:
    """Bytes that this device sent before their fact; a device is not told of bytes that another has sent."""
    finished = db.session.scalar(select(Upload.id).where(
        Upload.organisation_id == organisation, Upload.device_id == device, Upload.sha256 == mention.sha256,
        Upload.offset == Upload.length))
    content = store.read(organisation, mention.sha256) if finished else None
    return {} if content is None else {"arrived_at": now(), "trouble": trouble_with(content, mention.type)}
