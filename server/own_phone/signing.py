"""The act of signing on one's own phone: checked, then one fact on the office's chain, bound to what the technician's phone has signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from server.customers.models import Customer
from server.evidence.reactions import expect_evidence, sign_if_ended
from server.evidence.uploads import take_whole
from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.chain import document_hash, sha256
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.own_phone.drawing import picture_of
from server.own_phone.matching import await_offer, matched
from server.own_phone.offer import Offer
from server.own_phone.rules import asks_name, objections
from server.own_phone.saying import append, is_same, said_beside
from server.visits.conflicts.detect import open_conflicts
from server.visits.doubts import NOT_OFFERED
from server.visits.log.doubting import staff_names
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log, write_logs
from server.visits.log.withdrawn import shown_facts
from server.visits.models import Fact
from server.visits.office.append import act, locked, report
from server.visits.rules import Entry, changed_since

Json = dict[str, Any]
KIND = "signed_on_own_phone"
TRIES = 30  # at one visit in 15 minutes, by whomever


def signed_before(offer: Offer) -> str:
    """When this offer was signed; '' where it was not. Only reads."""
    wanted = select(Fact).where(
        Fact.organisation_id == offer.visit.organisation_id, Fact.subject_id == offer.visit.id, Fact.kind == KIND
    )
    return next((fact.at for fact in db.session.scalars(wanted) if _is_of(offer, fact.body)), "")


def sign(offer: Offer, form: dict[str, Any]) -> tuple[str, bool]:
    """(when it was signed, whether just now). The same again says the same; anything else under a used offer is refused.

    `signing_code_over`, `signing_text_differs`, `signing_code_used`, `signing_incomplete` with a code per field, `slow_down`.
    """
    organisation, visit = offer.visit.organisation_id, offer.visit.id
    count_try(f"signing on own phone\n{organisation}\n{visit}", TRIES)
    if sha256(form["text"].encode()) != offer.document["shown"]:
        raise Problem("signing_text_differs")
    if wrong := objections(form, staff_names(organisation)):
        raise Problem("signing_incomplete", {field: [f"own_phone.objection.{code}"] for field, code in wrong.items()})
    return _store(offer, form)


@act
def _store(offer: Offer, form: dict[str, Any]) -> tuple[str, bool]:
    log, now = locked(offer.visit.organisation_id, offer.visit.id), clock.now()
    taken = _taken(log, offer)
    body, said = _body(offer, form), said_beside(offer, form)
    if taken is not None:
        if taken.body != body or not is_same(log.entries, offer, said):
            raise Problem("signing_code_used")
        return taken.at, False
    if offer.is_over:
        raise Problem("signing_code_over")
    _append(log, offer, body, said, now)
    return now, True


def _append(log: Log, offer: Offer, body: Json, said: dict[str, Json], now: str) -> None:
    organisation, visit = log.visit.organisation_id, log.visit.id
    offered = matched(log.entries, offer.hash, body["shown"])
    fact = report(log, KIND, body, log.visit.customer_id, now)
    if offered is None:
        log.rows[-1]["doubts"] = NOT_OFFERED
    # After the signature, because no phone has the words of a comment: from there on a restored server cannot follow the chain.
    append(log, said, now)
    crosses = changed_since(shown_facts(log.entries), offered) if offered else []
    write_logs([log], now)
    open_conflicts([(log, cross) for cross in crosses], now)
    await_offer(log.visit, offer, fact, offered)
    expect_evidence(organisation, OFFICE, fact, visit, KIND, body)
    sign_if_ended(organisation, visit)


def _taken(log: Log, offer: Offer) -> Entry | None:
    return next((each for each in log.entries if each.kind == KIND and _is_of(offer, each.body)), None)


def _is_of(offer: Offer, body: Mapping[str, Any]) -> bool:
    return "offer" in body and document_hash(body["offer"]) == offer.hash


def _body(offer: Offer, form: dict[str, Any]) -> dict[str, Any]:
    """The fact's body. Inside `write`, because strokes and their picture are stored on the way."""
    name = form.get("name", "").strip() if asks_name(form) else ""
    if not name and form["relation"] == "self" and form["way"] != "declined":
        name = db.session.get_one(Customer, (offer.visit.organisation_id, offer.visit.customer_id)).name[:80]
    body = {"way": form["way"], "relation": form["relation"]}
    body |= {"name": name} if name else {}
    body |= {"helper": form["helper"].strip()} if form["way"] == "helped" else {}
    body |= {"reason": form["reason"]} if form["way"] == "declined" else {}
    body |= _ink(offer, form["strokes"]) if form["way"] == "drawn" else {}
    shown = {"text": form["text"], "sha256": offer.document["shown"], "language": offer.document["language"]}
    return body | {"shown": shown, "offer": offer.document}


def _ink(offer: Offer, ink: dict[str, Any]) -> dict[str, Any]:
    organisation = offer.visit.organisation_id
    picture = picture_of(ink["width"], ink["height"], ink["strokes"])
    return {
        "strokes": take_whole(organisation, OFFICE, canonical(ink), "application/json"),
        "picture": take_whole(organisation, OFFICE, picture, "image/png"),
    }
