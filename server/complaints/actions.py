"""What the office does about a complaint, each act a signed fact in its log: listen, answer, judge, mend, close (CP-2 to CP-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.accounts.calendar import calendar_of
from server.accounts.responsibility import responsible
from server.complaints.acting import (
    colleague,
    concerned_in,
    locked,
    must_be_responsible,
    opened,
    refuse_own_matter,
    write_fact,
)
from server.complaints.clocks import NEXT_ANSWER_DAYS, REACHED
from server.complaints.grounds import check_ground
from server.complaints.models import Complaint
from server.complaints.opening import repeat_of
from server.complaints.rules import (
    ANSWERED,
    BY_HEAD,
    CLOSED,
    CLOSINGS,
    FINDINGS,
    GROUNDS,
    REOPEN_DAYS,
    Case,
    admits,
    may_close,
)
from server.complaints.story import case_in
from server.kernel import clock
from server.kernel.problem import Problem
from server.standards.wording_list import check_outgoing
from server.visits.office.append import act

STAGE_KINDS = ("listened", "asked", "followed")


@act
def note_stage(organisation: str, by: str, complaint: str, stage: str, note: str) -> None:
    """Listened to, asked through, followed: with a note (CP-2)."""
    opened(organisation, by, complaint)
    write_fact(organisation, by, complaint, stage, {"note": note} if note else {})


@act
def take(organisation: str, by: str, complaint: str, person: str) -> None:
    """Somebody of the office takes it in hand; not one of those concerned."""
    row, case = opened(organisation, by, complaint)
    taker = colleague(organisation, person)
    refuse_own_matter(case, taker)
    write_fact(organisation, by, row.id, "handled_by", {"person": taker})


@act
def answer(
    organisation: str,
    by: str,
    complaint: str,
    *,
    channel: str,
    contact: str,
    text: str,
    result: str,
    next_at: str = "",
    all_the_same: bool = False,
) -> None:
    """An answer to the customer, reached or not. One that does not satisfy names when the next one comes (`next_answer_missing`, CP-2).

    What the customer will read goes through the wording check (`forbidden_words`), and admits nothing before every claim is judged
    (`admission_too_early`).
    """
    row, case = opened(organisation, by, complaint)
    must_be_responsible(organisation, "complaint_manager", by, row, case)
    if case.anonymous:
        raise Problem("complaint_anonymous")
    reached = contact == REACHED
    if reached and not text:
        raise Problem("bad_input", {"text": ["reason"]})
    _check_words(organisation, by, row, case, text, all_the_same=all_the_same)
    again = reached and result == "not_satisfied"
    if again and not next_at:
        raise Problem("next_answer_missing", {"next": ["console.complaint.mistake.next"]})
    if next_at:
        _check_next(next_at)
    said = result if reached else "no_word"
    body = {"channel": channel, "contact": contact, "result": said} | ({"text": text} if text else {})
    now = clock.now()
    write_fact(organisation, by, row.id, "answered", body, now)
    if next_at and again:
        write_fact(organisation, by, row.id, "next_answer", {"at": next_at}, now)


@act
def promise_next(organisation: str, by: str, complaint: str, at: str) -> None:
    """Tell when the next answer comes: ahead, at most seven days."""
    row, case = opened(organisation, by, complaint)
    must_be_responsible(organisation, "complaint_manager", by, row, case)
    _check_next(at)
    write_fact(organisation, by, row.id, "next_answer", {"at": at})


@act
def make_serious(organisation: str, by: str, complaint: str, why: str) -> None:
    """Somebody says that it is serious: the head of department has to be told at once (CP-4)."""
    row, case = opened(organisation, by, complaint)
    if not why:
        raise Problem("bad_input", {"why": ["reason"]})
    if not case.serious:
        write_fact(organisation, by, row.id, "made_serious", {"why": why})


@act
def tell_head(organisation: str, by: str, complaint: str) -> None:
    """The head of department was told by telephone."""
    row, case = opened(organisation, by, complaint)
    head = responsible(organisation, "department_head", row.team_id, not_these=concerned_in(case))
    write_fact(organisation, by, row.id, "head_told", {"person": head})


@act
def judge(
    organisation: str,
    by: str,
    complaint: str,
    claim: str,
    *,
    valid: str,
    ground: str,
    cause: str,
    why: str,
    loss: str = "",
    evidence: tuple[str, ...] = (),
) -> None:
    """One claim, judged by the responsible manager, never in an own matter. A valid one names its ground, which has to hold (CP-5, `check_ground`)."""
    row, case = opened(organisation, by, complaint)
    must_be_responsible(organisation, "complaint_manager", by, row, case)
    if valid not in FINDINGS or (ground and ground not in GROUNDS):
        raise Problem("bad_input", {"valid": ["choice"]})
    if claim not in {each.id for each in case.claims}:
        raise Problem("not_found")
    if not why:
        raise Problem("bad_input", {"why": ["reason"]})
    if valid in ("yes", "partly") and not ground:
        raise Problem("bad_input", {"ground": ["console.complaint.mistake.ground"]})
    check_ground(row, ground, valid, loss)
    body: dict[str, Any] = {"claim": claim, "valid": valid, "why": why}
    named = {"ground": ground, "loss": loss, "cause": cause, "evidence": list(evidence)}
    body |= {name: value for name, value in named.items() if value}
    write_fact(organisation, by, row.id, "found", body)
    if cause:
        row.repeat_of = repeat_of(organisation, row, cause) or row.repeat_of


@act
def mend(organisation: str, by: str, complaint: str, *, what: str, owner: str, due: str, nothing: str) -> None:
    """What is changed so that the cause does not come back, with an owner and a day; or why nothing is (CP-7)."""
    row, _ = opened(organisation, by, complaint)
    if nothing:
        write_fact(organisation, by, row.id, "mending", {"nothing": nothing})
        return
    if not what or not due:
        raise Problem("bad_input", {name: ["reason"] for name, value in (("what", what), ("due", due)) if not value})
    write_fact(organisation, by, row.id, "mending", {"what": what, "owner": colleague(organisation, owner), "due": due})


@act
def close(organisation: str, by: str, complaint: str, how: str, note: str = "", *, all_the_same: bool = False) -> None:
    """Close it: satisfied by the customer's word, withdrawn by the customer, or by the head of department (BY_HEAD).

    `complaint_cause_open` where a cause was found and nothing is said about mending it.
    """
    row, case = opened(organisation, by, complaint)
    if how not in CLOSINGS:
        raise Problem("bad_input", {"how": ["choice"]})
    must_be_responsible(organisation, "department_head" if how in BY_HEAD else "complaint_manager", by, row, case)
    if code := may_close(case, how, days_since(organisation)):
        raise Problem(code)
    if how in (*BY_HEAD, "withdrawn") and not note:
        raise Problem("bad_input", {"note": ["reason"]})
    if case.cause and not case.mendings and not case.nothing_to_mend:
        raise Problem("complaint_cause_open")
    if how == "exhausted":  # the last answer, in writing
        _check_words(organisation, by, row, case, note, all_the_same=all_the_same)
    write_fact(organisation, by, row.id, "closed", {"how": how} | ({"note": note} if note else {}))


@act
def reopen(organisation: str, by: str, complaint: str, why: str, *, by_customer: bool = False) -> None:
    """Take a closed complaint up again: the customer any time within 30 days, the office with a reason."""
    row = locked(organisation, complaint)
    case = case_in(organisation, row.id)
    refuse_own_matter(case, by)
    if case.erased:
        raise Problem("complaint_erased")
    if row.state != CLOSED or row.closed_at is None:
        raise Problem("complaint_open")
    if by_customer and days_since(organisation)(row.closed_at) > REOPEN_DAYS:
        raise Problem("complaint_too_old")
    if not why:
        raise Problem("bad_input", {"why": ["reason"]})
    write_fact(organisation, by, row.id, "reopened", {"why": why, "by": "customer" if by_customer else "us"})


@act
def hear(organisation: str, by: str, complaint: str, result: str, text: str = "") -> None:
    """The customer says on the page whether the last answer satisfies; only the customer says so."""
    row = locked(organisation, complaint)
    if row.state != ANSWERED:
        raise Problem("complaint_not_answered")
    write_fact(organisation, by, row.id, "heard", {"result": result} | ({"text": text} if text else {}))


def days_since(organisation: str) -> Callable[[str], int]:
    """How many of the organisation's calendar days lie between a moment's day and today."""
    calendar, now = calendar_of(organisation), clock.now()

    def count(moment: str) -> int:
        passed: int = (calendar.day_of(now) - calendar.day_of(moment)).days
        return passed

    return count


def _check_words(organisation: str, by: str, row: Complaint, case: Case, text: str, *, all_the_same: bool) -> None:
    if case.valid == "none" and admits(text):
        raise Problem("admission_too_early", {"text": ["console.complaint.mistake.admits"]})
    check_outgoing(organisation, by, f"complaint {row.id}", text, all_the_same=all_the_same)


def _check_next(at: str) -> None:
    now = clock.now()
    if at <= now:
        raise Problem("time_has_passed", {"next": ["console.commitment.mistake.passed"]})
    if at > clock.later(now, days=NEXT_ANSWER_DAYS):
        raise Problem("next_answer_far", {"next": ["console.complaint.mistake.far"]})
