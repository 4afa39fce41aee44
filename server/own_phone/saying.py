"""What the customer says beside the signature on their own phone: the survey and a comment, for the company alone, each once (0168)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.kernel.db import db
from server.kernel.problem import Problem
from server.own_phone.offer import Offer
from server.visits import standard
from server.visits.log.kinds import OFFICE
from server.visits.log.log import Log
from server.visits.log.withdrawn import Logged, shown_facts
from server.visits.models import Fact
from server.visits.office.append import report
from server.visits.rules import Entry

SURVEYED, COMMENTED = KINDS = ("surveyed", "commented")


def asked_survey(offer: Offer) -> dict[str, Any] | None:
    """The questions of the visit's standard in the language of the code; None where they were answered, or there are none. Only reads."""
    log = db.session.scalars(
        select(Fact)
        .where(Fact.organisation_id == offer.visit.organisation_id, Fact.subject_id == offer.visit.id)
        .order_by(Fact.position)
    ).all()
    survey, language = _survey(offer), offer.document["language"]
    if not survey["questions"] or _is_answered(log):
        return None
    return {
        "title": survey["title"][language],
        "questions": [
            {
                "id": each["id"],
                "text": each["text"][language],
                "choices": [{"value": one["value"], "label": one["label"][language]} for one in each["choices"]],
            }
            for each in survey["questions"]
        ],
    }


def said_beside(offer: Offer, form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Kind → body of what the form says beside the signature. `bad_input` for an answer to nothing that was asked."""
    under = {"language": offer.document["language"], "offer": offer.hash}
    found: dict[str, dict[str, Any]] = {}
    if answers := form.get("answers"):
        asked = {each["id"]: {one["value"] for one in each["choices"]} for each in _survey(offer)["questions"]}
        if answers.keys() != asked.keys() or any(value not in asked[name] for name, value in answers.items()):
            raise Problem("bad_input", {"answers": ["choice"]})
        found[SURVEYED] = {"answers": answers} | under
    if comment := form.get("comment", "").strip():
        found[COMMENTED] = {"text": comment} | under
    return found


def is_same(log: Sequence[Entry], offer: Offer, said: dict[str, dict[str, Any]]) -> bool:
    """Whether this was said before under this offer, word for word. A technician's phone cannot say it in the customer's place."""
    ours = [each for each in log if each.device == OFFICE and each.kind in KINDS]
    before = {each.kind: dict(each.body) for each in ours if each.body.get("offer") == offer.hash}
    return before == {kind: body for kind, body in said.items() if kind in before or not _was_there(log, kind)}


def append(log: Log, said: dict[str, dict[str, Any]], now: str) -> list[str]:
    """Inside `write`: what was said under the signature; a survey that was answered meanwhile stays alone."""
    fresh = [kind for kind in KINDS if kind in said and not _was_there(log.entries, kind)]
    for kind in fresh:
        report(log, kind, said[kind], log.visit.customer_id, now)
    return fresh


def _was_there(log: Sequence[Logged], kind: str) -> bool:
    return kind == SURVEYED and _is_answered(log)


def _is_answered(log: Sequence[Logged]) -> bool:
    return any(each.kind == SURVEYED for each in shown_facts(log))


def _survey(offer: Offer) -> dict[str, Any]:
    visit = offer.visit
    found: dict[str, Any] = standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)[
        "survey"
    ]
    return found
