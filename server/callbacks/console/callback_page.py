"""One call: whom and why, the questions in the customer's language, and after the answers what the record says beside them (picture quality/04b)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.accounts.names import PeopleNames
from server.callbacks import calling
from server.callbacks.console.record import beside
from server.callbacks.models import CallBack
from server.callbacks.rules import ASKED, PLANNED, QUESTIONS, RESULTS, WORDS
from server.complaints.escalations import on_visit
from server.complaints.models import ComplaintCandidate
from server.console.form import with_query
from server.console.layout import name_of, render, t
from server.console.page import form, here, page
from server.console.typed import moment_typed
from server.console.view import ViewContext
from server.customers.access import saw
from server.customers.models import Customer
from server.customers.rules import addressed_as
from server.i18n import dates
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone
from server.kernel.text.typed import text_typed
from server.visits.console.view import view_context
from server.visits.console.visit_query import Line, lines_of

LONGEST = 2000
KEYS = {"later": "T", "refused": "X"}  # of the results that are chosen while somebody is on the line
CHOICES = (("I", "opinion", "0"), ("O", "complaint", "1"), ("V", "let_be", "0"))


@page("/callbacks/<call_back_id>", *DECIDING)
def callback(call_back_id: str) -> Any:
    """The number is shown when it is asked for, which is on record; what the visit's record says is shown once the customer has answered."""
    who, reader = current(), view_context(current())
    row = must_find(CallBack, who.organisation.id, call_back_id)
    customer = db.session.get_one(Customer, (row.organisation_id, row.customer_id))
    line = next(iter(lines_of(row.organisation_id, [row.visit_id])), None) if row.visit_id else None
    open_, own = row.state == PLANNED, calling.is_own_team(row.organisation_id, who.person.id, row)
    own = own or calling.is_own_matter(row, who.person.id)
    shown = open_ and not own and not row.code and request.args.get("number") == "1" and bool(customer.phone)
    if shown:
        saw(who, "phone", customer.id, row.visit_id)
    return render(
        "callbacks/callback",
        "callbacks",
        one=_head(row, customer, line, reader),
        open=open_,
        own=own,
        form_url=url_for("call_back_pages.ask", code=row.code, _external=True) if row.code and not own else "",
        phone=customer.phone if shown else masked_phone(customer.phone) if customer.phone else "",
        shown=shown,
        reveal=here(number="1"),
        action=url_for("console.call_back_result", call_back_id=row.id),
        opening=translate("callbacks.say.opening", customer.language, **_blanks(who, customer, line)),
        closing=translate("callbacks.say.closing", customer.language, hotline=who.organisation.hotline),
        tongue=customer.language,
        questions=_questions(row, customer.language),
        last=translate(f"callbacks.question.{WORDS}", customer.language),
        results=[
            {"value": each, "label": t(f"callback.result.{each}"), "key": KEYS.get(each, "")}
            for each in (calling.REACHED, *RESULTS)
        ],
        tomorrow=clock.day_of(clock.later(reader.now, days=1), reader.zone),
        attempts=_attempts(row, reader),
        beside=beside(row, line, reader) if row.state == ASKED and line is not None else [],
        words=row.words,
        low=None if own else _low(row, reader),
    )


@form(
    "/callbacks/<call_back_id>/result",
    *DECIDING,
    at=lambda call_back_id: url_for("console.callback", call_back_id=call_back_id),
)
def call_back_result(call_back_id: str) -> str:
    """What came of a call: the answers, or why there are none."""
    who, typed = current(), request.form
    must_find(CallBack, who.organisation.id, call_back_id)  # before anything typed is looked at
    state = calling.called(
        who.organisation.id,
        who.person.id,
        call_back_id,
        typed.get("result", ""),
        answers={name: typed.get(name, "") for name in QUESTIONS},
        words=text_typed(typed, WORDS, LONGEST),
        note=text_typed(typed, "note", calling.HINT),
        next_at=_next_typed(),
    )
    if state == PLANNED:
        return with_query(url_for("console.callbacks"), "done", "call_back_again")
    return with_query(url_for("console.callback", call_back_id=call_back_id), "done", f"call_back_{state}")


def _next_typed() -> str:
    if request.form.get("result") != "later":
        return ""
    if (at := moment_typed("next_day", "next", prefilled=True, ahead=True)) is None:
        raise Problem("bad_input", {"next": ["time"]})
    return at


def _head(row: CallBack, customer: Customer, line: Line | None, reader: ViewContext) -> dict[str, Any]:
    return {
        "name": addressed_as(customer.name, customer.salutation, reader.language),
        "why": t(f"callback.plan.{row.plan}"),
        "due": dates.short_day(row.due_on),
        "place": row.place,
        "state": t(f"callback.state.{row.state}"),
        "visit": line.visit.number if line else "",
        "visit_url": url_for("console.visit", visit_id=row.visit_id) if row.visit_id else "",
        "customer_url": url_for("console.customer", customer_id=customer.id),
        "who": name_of(line.lead, reader.language) if line and line.lead else "",
        "sample_url": url_for("console.call_back_sample", month=row.month, team_id=row.team_id) if row.month else "",
        "hard_of_hearing": customer.hard_of_hearing,
    }


def _blanks(who: Caller, customer: Customer, line: Line | None) -> dict[str, str]:
    tongue = customer.language
    return {
        "customer": addressed_as(customer.name, customer.salutation, tongue),
        "organisation": who.organisation.name_en
        if tongue == "en" and who.organisation.name_en
        else who.organisation.name,
        "caller": name_of(who.person, tongue),
        "technician": name_of(line.lead, tongue) if line and line.lead else translate("callbacks.say.we", tongue),
    }


def _questions(row: CallBack, tongue: str) -> list[dict[str, Any]]:
    given = calling.answers_of(row)
    return [
        {
            "name": name,
            "words": translate(f"callbacks.question.{name}", tongue),
            "options": [
                {"value": each, "label": translate(f"callbacks.answer.{name}.{each}", tongue)} for each in options
            ],
            "given": translate(f"callbacks.answer.{name}.{given[name]}", tongue) if name in given else "",
        }
        for name, options in QUESTIONS.items()
    ]


def _low(row: CallBack, reader: ViewContext) -> dict[str, Any] | None:
    """A low answer: the customer is asked what becomes of it; afterwards what was said, by whom. Nobody who was on that visit asks or reads it."""
    found = db.session.get(ComplaintCandidate, (row.organisation_id, row.id))
    if found is None or current().person.id in on_visit(row.organisation_id, row.visit_id or ""):
        return None
    names = PeopleNames(row.organisation_id, reader.language)
    return {
        "open": found.state == "open",
        "action": url_for("console.decide_candidate", fact_id=row.id),
        "choices": [
            {
                "key": key,
                "label": t(f"callback.low.{name}"),
                "is_one": is_one,
                "reason": "" if is_one == "1" else t(f"callback.low_reason.{name}"),
            }
            for key, name, is_one in CHOICES
        ],
        "url": url_for("console.complaint", complaint_id=found.complaint_id) if found.complaint_id else "",
        "why": found.reason,
        "who": names.get(found.decided_by or "", ""),
        "at": dates.moment_short(found.decided_at, reader.today, reader.zone) if found.decided_at else "",
    }


def _attempts(row: CallBack, reader: ViewContext) -> list[dict[str, str]]:
    return [
        {
            "at": dates.moment_short(each.at, reader.today, reader.zone),
            "result": t(f"callback.result.{each.result}"),
            "note": each.note,
        }
        for each in calling.attempts_of(row)
    ]
