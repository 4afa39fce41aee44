"""Customers who want no calls: the wish, the code of the form that they get instead, and what came of it (SV-1)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from server.accounts import audit
from server.callbacks.models import CallBack, CallBackWish
from server.callbacks.rules import ASKED, PLANNED, is_low, unknown_answers
from server.complaints.candidates import found_by_call
from server.customers.models import Customer
from server.kernel import clock
from server.kernel.codes import code_in, new_code
from server.kernel.db import db
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, refuse_guesses
from server.visits.office.append import act

WRONG_GUESSES = 30  # of codes, by one network in 15 minutes


@act
def wish_no_calls(organisation: str, by: str, customer: str, *, wanted: bool) -> None:
    """The customer wants no calls (or `wanted` them again): what is planned becomes a form, and so does what is planned later."""
    must_find(Customer, organisation, customer)
    row = db.session.get(CallBackWish, (organisation, customer))
    if wanted == (row is None):
        return
    if wanted:
        db.session.delete(row)
    else:
        db.session.add(
            CallBackWish(organisation_id=organisation, customer_id=customer, changed_at=clock.now(), changed_by=by)
        )
    waiting = select(CallBack).where(
        CallBack.organisation_id == organisation, CallBack.customer_id == customer, CallBack.state == PLANNED
    )
    for each in db.session.scalars(waiting):
        each.code = None if wanted else each.code or new_code(CallBack.code)
    audit.note(organisation, "call_back_wish", customer, by=by, calls=wanted)
    db.session.flush()


def code_for(organisation: str, customer: str) -> str | None:
    """The code of a new call-back's form where its customer wants no calls; None for a call."""
    return new_code(CallBack.code) if db.session.get(CallBackWish, (organisation, customer)) is not None else None


def opened(typed: str) -> CallBack:
    """The form that this code opens. `slow_down` before anything is looked up; `call_back_form_unknown`, also once it is taken back."""
    refuse_guesses("call back", WRONG_GUESSES)
    code = code_in(typed)
    row = db.session.scalar(select(CallBack).where(CallBack.code == code).limit(1)) if code else None
    if row is None:
        count_guess("call back", WRONG_GUESSES)
        raise Problem("call_back_form_unknown")
    return row


@act
def answered(organisation: str, by: str, call_back: str, answers: Mapping[str, str], words: str) -> None:
    """The customer's answers, once: `call_back_over` afterwards, `bad_input` for none at all or one that is not offered. `by` is the customer."""
    row = must_find(CallBack, organisation, call_back, locked=True)
    if row.state != PLANNED or row.code is None or row.customer_id != by:
        raise Problem("call_back_over")
    given = {name: value for name, value in answers.items() if value}
    if wrong := unknown_answers(given):
        raise Problem("bad_input", {wrong[0]: ["choice"]})
    if not given and not words:
        raise Problem("bad_input", {"satisfied": ["choice"]})
    row.state, row.answers, row.words, row.ended_at = ASKED, json.dumps(given), words, clock.now()
    if is_low(given):
        found_by_call(organisation, row.id, row.visit_id or "", row.customer_id, words)
