"""Words and marks of a visit that may be a complaint: found by a rule, decided by a person (4.2, ruling 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.complaints.escalations import on_visit
from server.complaints.models import Complaint, ComplaintCandidate
from server.complaints.opening import Said, open_complaint
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.deadlines import due
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.letters import plain
from server.visits.models import Fact, Visit
from server.visits.office.append import act
from server.visits.rules import SIGNATURES

WORDS = ("投诉", "举报", "12345", "12315", "complain")
UNTOUCHED_WORKING_HOURS = 4
DISSATISFIED = 2  # answers to `satisfied` up to this one
ASKED_FOR_MORE = 1  # the answer to `honest` that says yes, money or gifts were asked for
NOT_SATISFIED = ("对结果不满意", "Not satisfied")  # how the customer's page words it; twin of customer-mode/messages
COMMENT, SURVEY, DECLINED, OBJECTED, SLIP = "comment", "survey", "declined", "objected", "slip"
CALL_BACK = "call_back"
WHYS = (COMMENT, SURVEY, DECLINED, OBJECTED, SLIP, CALL_BACK)
BY_A_PAGE = frozenset({"objected", "signed_on_own_phone", "surveyed", "commented"})
KINDS = ("commented", "surveyed", *SIGNATURES, "objected", "slipped")


def react(arrivals: list[Arrival]) -> None:
    """Inside `write`: a phone's facts have landed. A slip about a complaint is a complaint; other words and marks are candidates."""
    for each in arrivals:
        if each.stored and each.fact and each.subject[0] == "visit" and each.fact["kind"] in KINDS:
            _look_at(
                each.organisation,
                each.subject[1],
                each.fact["id"],
                each.fact["kind"],
                each.fact["body"],
                each.fact["person"],
            )


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office wrote about a visit; what the customer said on a page of ours stands among it."""
    said = kinds & BY_A_PAGE
    if said:
        db.session.flush()
        wanted = select(Fact).where(Fact.organisation_id == organisation, Fact.subject_id == visit, Fact.kind.in_(said))
        for fact in db.session.scalars(wanted):
            if why := why_of(fact.kind, fact.body):
                _found(organisation, visit, fact.id, why)


def found_by_call(organisation: str, call: str, visit: str, customer: str, text: str) -> None:
    """Inside `write`: a customer who was called back answered low (SV-1). `visit` is '' where no visit was spoken of."""
    _found(organisation, visit, call, CALL_BACK, customer=customer, text=text)


def why_of(kind: str, body: Mapping[str, Any]) -> str:
    """Why a fact of a visit may be a complaint; '' where nothing speaks for it."""
    if kind == "commented" and _complains(str(body.get("text", ""))):
        return COMMENT
    if kind == "slipped" and body.get("about") != "complaint" and _complains(str(body.get("text", ""))):
        return SLIP
    if kind == "surveyed" and _is_dissatisfied(body.get("answers", {})):
        return SURVEY
    if kind == "objected":
        return OBJECTED
    if kind in SIGNATURES and body.get("way") == "declined":
        reason = str(body.get("reason", ""))
        return DECLINED if reason.startswith(NOT_SATISFIED) or _complains(reason) else ""
    return ""


@act
def decide(organisation: str, by: str, fact: str, *, is_one: bool, reason: str = "") -> str:
    """A person decides: a complaint, whose id is returned, or none, with a reason; `own_matter` for who was on that visit.

    `candidate_decided` where somebody was quicker.
    """
    row = must_find(ComplaintCandidate, organisation, fact)
    if row.state != "open":
        raise Problem("candidate_decided")
    if by in on_visit(organisation, row.visit_id):
        raise Problem("own_matter")
    if not is_one and not reason:
        raise Problem("bad_input", {"reason": ["reason"]})
    row.decided_by, row.decided_at, row.reason = by, clock.now(), reason
    row.state = "made" if is_one else "dismissed"
    if is_one:
        row.complaint_id = _make(organisation, by, row)
    return row.complaint_id or ""


def _look_at(organisation: str, visit: str, fact: str, kind: str, body: Mapping[str, Any], person: str) -> None:
    if kind == "slipped" and body.get("about") == "complaint":
        contact = body.get("contact") or {}
        said = Said(
            via="slip",
            text=str(body["text"]),
            visit=visit,
            source=fact,
            caller=str(contact.get("name", "")),
            phone=str(contact.get("phone", "")),
            sure=True,
        )
        open_complaint(organisation, person, said)
    elif why := why_of(kind, body):
        _found(organisation, visit, fact, why)


def _found(organisation: str, visit: str, fact: str, why: str, *, customer: str | None = None, text: str = "") -> None:
    if db.session.get(ComplaintCandidate, (organisation, fact)) is not None or _is_taken_up(organisation, fact):
        return
    now = clock.now()
    db.session.add(
        ComplaintCandidate(
            organisation_id=organisation,
            id=fact,
            visit_id=visit,
            why=why,
            found_at=now,
            due_at=due(now, UNTOUCHED_WORKING_HOURS, "wh", calendar_of(organisation)).at,
            state="open",
            customer_id=customer,
            text=text,
        )
    )


def _is_taken_up(organisation: str, fact: str) -> bool:
    wanted = select(Complaint.id).where(Complaint.organisation_id == organisation, Complaint.source_fact == fact)
    return db.session.scalar(wanted.limit(1)) is not None


def _make(organisation: str, by: str, row: ComplaintCandidate) -> str:
    if row.why == CALL_BACK:
        return open_complaint(organisation, by, _said_in_a_call(organisation, row))
    fact = db.session.scalars(select(Fact).where(Fact.organisation_id == organisation, Fact.id == row.id)).one()
    visit = db.session.get_one(Visit, (organisation, row.visit_id))
    text = str(fact.body.get("text") or "") or row.why
    persons = (visit.lead_id,) if visit.lead_id else ()  # who was there; the office may name others
    via = "slip" if row.why == SLIP else "visit_comment"
    said = Said(via=via, text=text, visit=visit.id, source=fact.id, persons=persons, sure=True)
    return open_complaint(organisation, by, said)


def _said_in_a_call(organisation: str, row: ComplaintCandidate) -> Said:
    visit = db.session.get(Visit, (organisation, row.visit_id)) if row.visit_id else None
    persons = (visit.lead_id,) if visit and visit.lead_id else ()
    text = row.text or CALL_BACK
    return Said(
        via="call_back", text=text, visit=row.visit_id, customer=row.customer_id or "", persons=persons, sure=True
    )


def _complains(text: str) -> bool:
    seen = plain(text).casefold()
    return any(each in seen for each in WORDS)


def _is_dissatisfied(answers: Mapping[str, Any]) -> bool:
    value = answers.get("satisfied")
    low = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= DISSATISFIED
    return low or answers.get("honest") == ASKED_FOR_MORE
