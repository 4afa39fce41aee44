"""What evidence does when the visit's log grows: remember which bytes a fact names, and which of them are here already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from server.evidence.issuing import issue_receipt
from server.evidence.models import Awaited, Upload
from server.evidence.rules import Named, named_evidence, trouble_with
from server.evidence.store import store
from server.evidence.uploads import settle_visit
from server.kernel.arrival import Arrival
from server.kernel.clock import now
from server.kernel.db import db
from server.visits.doubts import SAME_STROKES
from server.visits.log.log import doubt, over
from server.visits.rules import SIGNATURES

NAMES_EVIDENCE = ("photographed", *SIGNATURES)


def await_evidence(arrivals: list[Arrival]) -> None:
    """Await the bytes that these facts name. Call inside `write`."""
    for arrival in arrivals:
        fact, (subject, subject_id) = arrival.fact, arrival.subject
        if fact and fact["kind"] in NAMES_EVIDENCE:
            visit = subject_id if subject == "visit" and arrival.stored else None
            expect_evidence(arrival.organisation, arrival.device, fact["id"], visit, fact["kind"], fact["body"])


def sign_what_has_ended(arrivals: list[Arrival]) -> None:
    """Issue the receipts of the visits that are over with these facts. Call inside `write`."""
    touched = {each.subject[1] for each in arrivals if each.stored and each.subject[0] == "visit"}
    if touched:
        sign_if_ended(arrivals[0].organisation, *touched)


def sign_if_ended(organisation: str, *visits: str) -> None:
    """Issue the receipts of those of these visits that are over. Call inside `write`."""
    for visit in over(organisation, visits):
        issue_receipt(organisation, visit)


def expect_evidence(
    organisation: str, device: str, fact_id: str, visit: str | None, kind: str, body: dict[str, Any]
) -> None:
    """Await the bytes that this stored fact names, whatever its outcome was. Call inside `write`."""
    named = {mention.sha256: mention for mention in named_evidence(kind, body)}
    for mention in named.values():
        known = db.session.get(Awaited, (organisation, fact_id, mention.sha256))
        if known is not None:
            known.visit_id = visit or known.visit_id  # because the fact was put aside before and is taken in only now
        else:
            db.session.add(
                Awaited(
                    organisation_id=organisation,
                    fact_id=fact_id,
                    sha256=mention.sha256,
                    device_id=device,
                    visit_id=visit,
                    purpose=mention.purpose,
                    type=mention.type,
                    size=mention.size,
                    **_already_here(organisation, device, mention),
                )
            )
    if named and visit:
        settle_visit(organisation, visit)
        if any(
            mention.purpose == "strokes" and _drawn_before(organisation, visit, mention.sha256)
            for mention in named.values()
        ):
            doubt(organisation, visit, fact_id, SAME_STROKES)


def _drawn_before(organisation: str, visit: str, strokes: str) -> bool:
    """Whether the very same strokes signed another visit, because no hand draws the same line twice."""
    return (
        db.session.scalar(
            select(Awaited.fact_id)
            .where(
                Awaited.organisation_id == organisation,
                Awaited.sha256 == strokes,
                Awaited.purpose == "strokes",
                or_(Awaited.visit_id.is_(None), Awaited.visit_id != visit),
            )
            .limit(1)
        )
        is not None
    )


def _already_here(organisation: str, device: str, mention: Named) -> dict[str, str | None]:
    """Bytes that this device sent before their fact; a device is not told of bytes that another has sent."""
    finished = db.session.scalar(
        select(Upload.id).where(
            Upload.organisation_id == organisation,
            Upload.device_id == device,
            Upload.sha256 == mention.sha256,
            Upload.offset == Upload.length,
        )
    )
    content = store().read(organisation, mention.sha256) if finished else None
    return (
        {} if content is None else {"arrived_at": now(), "trouble": trouble_with(content, mention.type, mention.size)}
    )
