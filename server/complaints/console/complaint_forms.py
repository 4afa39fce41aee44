"""What the office does about a complaint: each form is one act and leads back to the complaint's page."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for

from server.complaints import actions, agreeing, statements
from server.complaints.candidates import decide
from server.complaints.console.taking import said_of, taken_of, was_read
from server.complaints.facts import LONGEST, SHORT
from server.complaints.models import Complaint
from server.complaints.opening import open_complaint
from server.console.form import Again, all_the_same, back_to, with_query
from server.console.page import form
from server.console.typed import moment_typed
from server.kernel.authorise import current
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.typed import text_typed
from server.visits.console.view import view_context


def page_of(complaint_id: str, doing: str | None = None) -> str:
    """The complaint's page, with a form open."""
    return url_for("console.complaint", complaint_id=complaint_id, do=doing)


@form("/complaints", *DECIDING, at=lambda: url_for("console.take_complaint"))
def record_complaint() -> str:
    """Record what somebody complains of (CP-1), who answers by when, and whom to ask; lead to its page. A caller has heard it read back."""
    if request.form.get("look") or request.form.get("other"):
        raise Again
    who, reader = current(), view_context(current())
    taken = taken_of(who.organisation.id, request.form, reader)
    said = said_of(who.organisation, taken, reader)
    if taken.is_spoken and not was_read(taken, who.organisation.id, reader):
        raise Problem("bad_input", {"read": ["console.taking.mistake.read"]})
    complaint = open_complaint(who.organisation.id, who.person.id, said)
    return with_query(page_of(complaint), "done", "complaint_recorded")


@form("/complaints/<complaint_id>/<doing>", *DECIDING, at=lambda complaint_id, doing: page_of(complaint_id, doing))
def act_on_complaint(complaint_id: str, doing: str) -> str:
    """One of the acts of the page."""
    if doing not in ACTS:
        raise Problem("not_found")
    who = current()
    must_find(Complaint, who.organisation.id, complaint_id)  # before anything typed is looked at
    ACTS[doing](who.organisation.id, who.person.id, complaint_id)
    return back_to(page_of(complaint_id), done=f"complaint_{doing}")


@form("/complaints/candidates/<fact_id>/decide", *DECIDING, at=lambda fact_id: url_for("console.complaints"))
def decide_candidate(fact_id: str) -> str:
    """Make words that were found a complaint, or say why they are none."""
    who, typed = current(), request.form
    complaint = decide(
        who.organisation.id,
        who.person.id,
        fact_id,
        is_one=typed.get("is_one") == "1",
        reason=text_typed(typed, "reason", 300),
    )
    if complaint:
        return with_query(page_of(complaint), "done", "complaint_recorded")
    return back_to(url_for("console.complaints"), done="complaint_candidate")


def _id(name: str) -> str:
    value = request.form.get(name, "")
    return value if is_id(value) else ""


def _words(name: str, longest: int = 1000) -> str:
    return text_typed(request.form, name, longest)


def _answer(organisation: str, by: str, complaint: str) -> None:
    typed = request.form
    actions.answer(
        organisation,
        by,
        complaint,
        channel=typed.get("channel", "phone"),
        contact=typed.get("contact", ""),
        text=text_typed(typed, "text", LONGEST),
        result=typed.get("result", ""),
        next_at=moment_typed("next_day", "next", prefilled=True) or "",
        all_the_same=all_the_same(),
    )


def _next(organisation: str, by: str, complaint: str) -> None:
    at = moment_typed("next_day", "next", prefilled=True)
    if at is None:
        raise Problem("bad_input", {"next": ["time"]})
    actions.promise_next(organisation, by, complaint, at)


def _note(organisation: str, by: str, complaint: str) -> None:
    stage = request.form.get("stage", "")
    if stage not in actions.STAGE_KINDS:
        raise Problem("bad_input", {"stage": ["choice"]})
    actions.note_stage(organisation, by, complaint, stage, _words("note"))


def _ask(organisation: str, by: str, complaint: str) -> None:
    told = request.form.get("told") == "1"
    statements.ask_statement(organisation, by, complaint, _id("person"), _words("gist", SHORT), told=told)


def _state(organisation: str, by: str, complaint: str) -> None:
    statements.state(organisation, by, complaint, text_typed(request.form, "text", LONGEST))


def _state_for(organisation: str, by: str, complaint: str) -> None:
    refused = request.form.get("refused") == "1"
    text = text_typed(request.form, "text", LONGEST)
    if not text and not refused:
        raise Problem("bad_input", {"text": ["missing"]})
    statements.state_for(organisation, by, complaint, _id("person"), text, refused=refused)


def _release(organisation: str, by: str, complaint: str) -> None:
    statements.release(organisation, by, complaint, _id("person"), _words("why", SHORT))


def _together(organisation: str, by: str, complaint: str) -> None:
    teams = [each for each in dict.fromkeys(request.form.getlist("teams")) if is_id(each)]
    agreeing.propose(organisation, by, complaint, teams, _words("plan"))


def _judge(organisation: str, by: str, complaint: str) -> None:
    typed = request.form
    actions.judge(
        organisation,
        by,
        complaint,
        typed.get("claim", "")[:60],
        valid=typed.get("valid", ""),
        ground=typed.get("ground", ""),
        cause=_words("cause", 40),
        why=_words("why"),
        loss=_words("loss", SHORT),
    )


def _mend(organisation: str, by: str, complaint: str) -> None:
    due = moment_typed("due_day", "due", prefilled=True, ahead=True)
    actions.mend(
        organisation,
        by,
        complaint,
        what=_words("what", SHORT),
        owner=_id("owner"),
        due=due or "",
        nothing=_words("nothing", SHORT),
    )


ACTS: dict[str, Callable[[str, str, str], None]] = {
    "note": _note,
    "take": lambda organisation, by, complaint: actions.take(organisation, by, complaint, _id("person") or by),
    "ask": _ask,
    "state": _state,
    "state_for": _state_for,
    "release": _release,
    "together": _together,
    "agree": agreeing.agree,
    "object": lambda organisation, by, complaint: agreeing.object_to(organisation, by, complaint, _words("why")),
    "arbitrate": lambda organisation, by, complaint: agreeing.arbitrate(
        organisation, by, complaint, _id("leads"), _words("decision")
    ),
    "answer": _answer,
    "next": _next,
    "serious": lambda organisation, by, complaint: actions.make_serious(
        organisation, by, complaint, _words("why", SHORT)
    ),
    "head": actions.tell_head,
    "judge": _judge,
    "mend": _mend,
    "close": lambda organisation, by, complaint: actions.close(
        organisation,
        by,
        complaint,
        request.form.get("how", ""),
        _words("note"),
        all_the_same=all_the_same(),
    ),
    "reopen": lambda organisation, by, complaint: actions.reopen(organisation, by, complaint, _words("why")),
}
