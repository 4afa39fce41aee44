"""Both halves of a signature on the customer's own phone: the offer in the technician's chain, and the signature in the office's.

They come home by different networks, in either order. Until both are here the half that is waits, marked; then a person looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.transaction import write
from server.own_phone.models import Unmatched
from server.own_phone.offer import Offer
from server.visits.doubts import NEVER_SIGNED, NOT_OFFERED
from server.visits.log.log import ask_for_review, doubt
from server.visits.models import Fact, Visit
from server.visits.rules import Entry

HOURS = 24  # after which a person looks at a half whose other one has not come
AT_ONCE = 100


def matched(log: Sequence[Entry], offer: str, shown: Mapping[str, Any]) -> Entry | None:
    """The technician's own word that this text was shown under this offer."""
    return next((each for each in log if each.kind == "signing_offered" and _fits(each.body, offer, shown)), None)


def await_offer(visit: Visit, offer: Offer, fact: str, offered: Entry | None) -> None:
    """Inside `write`: the signature is here; remember it until its offer is, and forget that the offer waited for it."""
    organisation = visit.organisation_id
    waiting = db.session.get(Unmatched, (organisation, offer.hash))
    if offered is None:
        due = clock.later(clock.now(), hours=HOURS)
        db.session.add(
            Unmatched(organisation_id=organisation, offer=offer.hash, visit_id=visit.id, fact_id=fact, due_at=due)
        )
    else:
        _unmark(organisation, offered.id, NEVER_SIGNED)
        if waiting is not None:
            db.session.delete(waiting)


def match_offers(arrivals: list[Arrival]) -> None:
    """Inside `write`: a phone's facts have landed. An offer meets its signature; an end without the offer lets a person look."""
    for each in arrivals:
        if not each.stored or each.fact is None or each.subject[0] != "visit":
            continue
        if each.fact["kind"] == "signing_offered":
            _offered(each.organisation, each.subject[1], each.fact["id"], each.fact["body"])
    ended = {
        (each.organisation, each.subject[1])
        for each in arrivals
        if each.stored and each.fact and each.fact["kind"] == "ended" and each.subject[0] == "visit"
    }
    for organisation, visit in sorted(ended):
        _review_unoffered(organisation, visit)


def look_at_overdue(organisation: str) -> int:
    """The job: halves whose other one has not come within a day are for a person to look at; returns how many."""
    return write(lambda: _look_at_overdue(organisation))


def _offered(organisation: str, visit: str, fact: str, body: dict[str, Any]) -> None:
    waiting = db.session.get(Unmatched, (organisation, body["offer"]))
    if waiting is None:
        due = clock.later(clock.now(), hours=HOURS)
        db.session.add(
            Unmatched(organisation_id=organisation, offer=body["offer"], visit_id=visit, fact_id=fact, due_at=due)
        )
        db.session.flush()
        return
    signature = db.session.get(Fact, (organisation, waiting.fact_id))
    if signature is not None and signature.subject_id == visit and _fits(body, waiting.offer, signature.body["shown"]):
        _unmark(organisation, signature.id, NOT_OFFERED)
        db.session.delete(waiting)


def _review_unoffered(organisation: str, visit_id: str) -> None:
    """The technician's chain up to the end is home, and does not say that this was shown."""
    rows = select(Unmatched).where(Unmatched.organisation_id == organisation, Unmatched.visit_id == visit_id)
    for row in db.session.scalars(rows):
        fact = db.session.get(Fact, (organisation, row.fact_id))
        visit = db.session.get(Visit, (organisation, visit_id))
        if fact is not None and visit is not None and fact.kind != "signing_offered":
            ask_for_review(visit)
            db.session.delete(row)


def _look_at_overdue(organisation: str) -> int:
    due = select(Unmatched).where(Unmatched.organisation_id == organisation, Unmatched.due_at < clock.now())
    rows = db.session.scalars(due.order_by(Unmatched.due_at).limit(AT_ONCE)).all()
    for row in rows:
        fact = db.session.get(Fact, (organisation, row.fact_id))
        code = NEVER_SIGNED if fact is not None and fact.kind == "signing_offered" else NOT_OFFERED
        if code == NOT_OFFERED or not _signed_after(organisation, row.visit_id, fact):
            doubt(organisation, row.visit_id, row.fact_id, code)
        db.session.delete(row)
    return len(rows)


def _signed_after(organisation: str, visit: str, offered: Fact | None) -> bool:
    """Whether the customer signed another way after this offer, so that nobody waits for it."""
    later = select(Fact.id).where(
        Fact.organisation_id == organisation,
        Fact.subject_id == visit,
        Fact.kind.in_(("signed", "signed_on_own_phone")),
        Fact.position > (offered.position if offered else 0),
    )
    return db.session.scalar(later.limit(1)) is not None


def _fits(offered: Mapping[str, Any], offer: str, shown: Mapping[str, Any]) -> bool:
    return bool(offered.get("offer") == offer and offered.get("shown") == shown)


def _unmark(organisation: str, fact: str, code: str) -> None:
    row = db.session.get(Fact, (organisation, fact))
    if row is not None:
        row.doubts = " ".join(each for each in (row.doubts or "").split() if each != code) or None
