"""The customer's receipt: the head of the record as it stands when the visit's end is home, signed; again whenever more of it comes."""

from __future__ import annotations

import json

from sqlalchemy import select

from server.evidence.models import Awaited, Receipt
from server.evidence.record import head_of
from server.kernel.canonical import canonical
from server.kernel.chain import head_hash, receipt_code
from server.kernel.clock import now
from server.kernel.db import db
from server.kernel.signing import sign
from server.tlog import log
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact, Grant


def issue_receipt(organisation: str, visit: str) -> None:
    """Sign the visit's head once its end is home. Call inside `write`."""
    db.session.flush()
    lead = _grant_of_the_end(organisation, visit)
    if lead is None:
        return
    code = shown_code(lead)
    rows = db.session.execute(
        select(Fact.device, Fact.grant_hash, Fact.seq, Fact.hash).where(
            Fact.organisation_id == organisation, Fact.subject_type == "visit", Fact.subject_id == visit
        )
    ).all()
    chains = head_of((device, grant or "", seq, digest) for device, grant, seq, digest in rows)
    document = sign(
        {
            "v": 1,
            "type": "receipt",
            "organisation": organisation,
            "visit": visit,
            "code": code,
            "head": head_hash(chains),
            "chains": chains,
            "facts": len(rows),
            "awaited": awaited(organisation, visit),
            "issued_at": now(),
        }
    )
    log.enter("receipt", document)
    receipt = db.session.get(Receipt, (organisation, visit)) or Receipt(organisation_id=organisation, visit_id=visit)
    receipt.code, receipt.head, receipt.document, receipt.issued_at = (
        code,
        document["head"],
        canonical(document).decode(),
        document["issued_at"],
    )
    db.session.add(receipt)


def shown_code(grant: Grant) -> str:
    """The code that the phone shows under this grant: its own, or that of the grant which the visit shares."""
    shared = json.loads(grant.document or "{}").get("receipt")
    return receipt_code(grant.visit_id, shared) if shared else grant.code


def issue_again(organisation: str, visit: str) -> None:
    """Inside `write`, when bytes have come: a receipt that is out says of them no longer that they are on their way."""
    if db.session.get(Receipt, (organisation, visit)) is not None:
        issue_receipt(organisation, visit)


def awaited(organisation: str, visit: str) -> list[str]:
    """Hashes of the bytes that the visit's facts name and that have not come."""
    return sorted(
        set(
            db.session.scalars(
                select(Awaited.sha256).where(
                    Awaited.organisation_id == organisation, Awaited.visit_id == visit, Awaited.arrived_at.is_(None)
                )
            )
        )
    )


def _grant_of_the_end(organisation: str, visit: str) -> Grant | None:
    """The grant under which the visit was ended; the last one of that person where the end names none."""
    log = list(
        db.session.scalars(
            select(Fact)
            .where(
                Fact.organisation_id == organisation,
                Fact.subject_type == "visit",
                Fact.subject_id == visit,
                Fact.kind.in_(("ended", "withdrawn")),
            )
            .order_by(Fact.position)
        )
    )
    ends = [fact for fact in shown_facts(log) if fact.kind == "ended"] or [fact for fact in log if fact.kind == "ended"]
    if not ends:
        return None
    ended = ends[-1]
    theirs = select(Grant).where(Grant.organisation_id == organisation, Grant.visit_id == visit)
    found = (
        theirs.where(Grant.hash == ended.grant_hash)
        if ended.grant_hash
        else theirs.where(Grant.person_id == ended.person_id)
    )
    return db.session.scalars(found.order_by(Grant.version.desc()).limit(1)).first()
