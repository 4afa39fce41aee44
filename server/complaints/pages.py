"""The customer's side of a complaint: following it by its code, saying whether the answer satisfies. No script, no sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from server.accounts.models import Organisation
from server.complaints import actions
from server.complaints.clocks import ANSWER_HOURS, BACKSTOP_HOURS
from server.complaints.facts import LONGEST
from server.complaints.models import Complaint
from server.complaints.rules import ANSWERED, CLOSED, REOPEN_DAYS, Case
from server.complaints.story import case_in, facts_in
from server.i18n import dates
from server.i18n.messages import LANGUAGES, translate
from server.kernel import clock
from server.kernel.codes import code_in
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, count_try, refuse_guesses
from server.kernel.text.letters import tidy

blueprint = Blueprint("complaint_pages", __name__, template_folder="templates", url_prefix="/t")
WRONG_GUESSES = 30  # of codes, by one network in 15 minutes
SWITCH = "switch"  # a form's button for the other language: what was typed comes along
SAID = ("sent", "heard", "again", "empty")
OVERTAKEN = ("complaint_not_answered", "complaint_open", "complaint_too_old")


@blueprint.get("/<string:code>")
def follow(code: str) -> Response | str:
    """How it stands: received, being looked into, answered, the next answer by when."""
    row = _opened(code)
    language = _language(row)
    return page("follow", language, row=followed(row, language), said=_said())


@blueprint.post("/<string:code>")
def answer(code: str) -> Response | str:
    """The customer says whether the answer satisfies, or takes a closed complaint up again within 30 days."""
    row, result = _opened(code), request.form.get("result", "")
    if request.form.get(SWITCH):
        language = _language(row)
        return page("follow", language, row=followed(row, language), said="")
    text = tidy(request.form.get("text"), None)
    if len(text) > LONGEST:
        return _given_back(row, "long")
    count_try(f"complaint\n{row.id}", 20)
    try:
        return _taken(row, result, text)
    except Problem as problem:
        if problem.code not in OVERTAKEN:
            raise
    return _given_back(row, "changed")


def _taken(row: Complaint, result: str, text: str) -> Response:
    """What the customer says, stored; one of OVERTAKEN where the complaint is no longer what their page showed."""
    organisation, by = row.organisation_id, row.customer_id or row.organisation_id
    if row.state == ANSWERED and result in ("satisfied", "not_satisfied"):
        actions.hear(organisation, by, row.id, result, text)
        return go_to(row, "heard")
    said_before = _arrived_before(row, result, text)
    if said_before:
        return go_to(row, said_before)
    if row.state == CLOSED and (result == "again" or (result == "not_satisfied" and text)):  # closed while they wrote
        if not text:
            return go_to(row, "empty")
        actions.reopen(organisation, by, row.id, text, by_customer=True)
        return go_to(row, "again")
    raise Problem("complaint_not_answered")


def _arrived_before(row: Complaint, result: str, text: str) -> str:
    """Which of SAID to show again where the newest word of the customer is this one: the form arrived twice."""
    for fact in reversed(facts_in(row.organisation_id, row.id)):
        if fact.kind == "heard":
            return "heard" if (fact.body["result"], fact.body.get("text", "")) == (result, text) else ""
        if fact.kind == "reopened":
            return "again" if result != "satisfied" and fact.body["why"] == text else ""
    return ""


def _given_back(row: Complaint, why: str) -> Response:
    """The page as it stands now, with what was typed and why nothing of it was stored."""
    language = _language(row)
    db.session.refresh(row)
    answer = make_response(page("follow", language, row=followed(row, language), said=why))
    answer.status_code = 409 if why == "changed" else 422
    return answer


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: mark, when, sentence."""

    mark: str
    at: str
    words: str


def followed(row: Complaint, language: str) -> dict[str, Any]:
    """What the customer reads: {number, promise, lines, answer, may_judge, may_reopen, hotline}. Never a statement, never a name of staff."""
    case = case_in(row.organisation_id, row.id)
    organisation = db.session.get_one(Organisation, row.organisation_id)
    zone, now = organisation.time_zone, clock.now()
    today = clock.day_of(now, zone)

    def moment(at: str) -> str:
        return dates.moment_short(at, today, zone)

    facts = facts_in(row.organisation_id, row.id)
    lines = [Line("✓", moment(row.received_at), say("received", language))]
    begun = next((each for each in facts if each.kind in ("handled_by", "listened", "asked")), None)
    if begun is not None:
        lines.append(Line("✓", moment(begun.corrected_at), say("in_hand", language)))
    answers = [each for each in facts if each.kind == "answered" and each.body["contact"] == "reached"]
    lines += [Line("✓", moment(each.corrected_at), say("answered", language)) for each in answers]
    due = promised(case)
    if row.state == CLOSED:
        lines.append(Line("✓", moment(row.closed_at or now), say(f"closed_{row.closed_how}", language)))
    elif due and row.state != ANSWERED:
        lines.append(Line("○", moment(due), say("next", language)))
    since = actions.days_since(row.organisation_id)
    return {
        "organisation": organisation.name_en if language == "en" and organisation.name_en else organisation.name,
        "hotline": organisation.hotline,
        "number": row.number,
        "code": row.code,
        "promise": say("promise_by", language, time=moment(due))
        if due and row.state not in (ANSWERED, CLOSED)
        else say(f"promise_{row.state}", language),
        "words": str(facts[0].body["text"]),
        "lines": lines,
        "answer": str(answers[-1].body.get("text", "")) if answers else "",
        "may_judge": row.state == ANSWERED,
        "judged": case.answers[-1].result if case.answers else "",
        "may_reopen": row.state == CLOSED and row.closed_at is not None and since(row.closed_at) <= REOPEN_DAYS,
    }


def promised(case: Case) -> str | None:
    """The moment that the customer reads: the agreed next answer, else the latest computed one; never "48 hours" (ruling 3)."""
    if case.next_answer:
        return case.next_answer
    if case.anonymous or case.clock is None:
        return None
    hours = BACKSTOP_HOURS if case.names_persons else ANSWER_HOURS
    return clock.later(case.received_at, hours=hours) if case.cycle == 1 else case.clock.due_at


def _opened(typed: str) -> Complaint:
    """The complaint that this code opens. `slow_down` before anything is looked up, `complaint_unknown` for a code that nobody has, `complaint_erased`."""
    refuse_guesses("complaint", WRONG_GUESSES)
    code = code_in(typed)
    row = db.session.scalar(select(Complaint).where(Complaint.code == code).limit(1)) if code else None
    if row is None:
        count_guess("complaint", WRONG_GUESSES)
        raise Problem("complaint_unknown")
    if case_in(row.organisation_id, row.id).erased:
        raise Problem("complaint_erased")
    return row


def _language(row: Complaint) -> str:
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else row.language


def _said() -> str:
    said = request.args.get("said", "")
    return said if said in SAID else ""


def go_to(row: Complaint, said: str) -> Response:
    """To the complaint's page, which says one of SAID."""
    lang = request.values.get("lang") if request.values.get("lang") in LANGUAGES else None
    target = url_for(
        "complaint_pages.follow", code=row.code, said=said or None, lang=lang, _anchor="said" if said else None
    )
    return redirect(target, 303)  # type: ignore[return-value]


def page(name: str, language: str, **context: Any) -> str:
    """One of the customer's pages, in this language and with the way to the other one."""
    other = next(one for one in LANGUAGES if one != language)
    return render_template(f"complaint_pages/{name}.html", language=language, other=other, words=say, **context)


def say(key: str, language: str, **blanks: Any) -> str:
    """The page's words for a key."""
    return translate(f"complaints.page.{key}", language, **blanks)
