"""The form by link for customers who want no calls: the same questions, without a sign-in and without a script. A GET changes nothing."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from server.accounts.models import Organisation
from server.callbacks import by_form
from server.callbacks.models import CallBack
from server.callbacks.rules import PLANNED, QUESTIONS, WORDS
from server.customers.models import Customer
from server.i18n.messages import LANGUAGES, translate
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.text.letters import tidy
from server.kernel.text.typed import text_typed

blueprint = Blueprint("call_back_pages", __name__, template_folder="templates", url_prefix="/b")
LONGEST = 2000
ACTS = 10  # of one form in 15 minutes, by whomever


@blueprint.get("/<string:code>")
def ask(code: str) -> Response:
    """The questions in the customer's language; after they were answered the thanks."""
    return _page(by_form.opened(code))


@blueprint.post("/<string:code>")
def take(code: str) -> Response:
    """Store the answers once; what was chosen survives a refusal."""
    row = by_form.opened(code)
    if request.form.get("switch"):  # the other language, with what was chosen
        return _page(row)
    count_try(f"call back\n{row.id}", ACTS)
    answers = {name: request.form.get(name, "") for name in QUESTIONS}
    try:
        by_form.answered(
            row.organisation_id, row.customer_id, row.id, answers, text_typed(request.form, WORDS, LONGEST)
        )
    except Problem as problem:
        if problem.code == "bad_input":
            return _page(row, wrong="long" if len(tidy(request.form.get(WORDS), None)) > LONGEST else "wrong")
        if problem.code != "call_back_over":
            raise
        db.session.refresh(row)
        if not _is_kept(row, answers):  # somebody called meanwhile, or it was called off
            return _page(row, wrong="over")
    return redirect(url_for("call_back_pages.ask", code=row.code, lang=_language(row)), 303)  # type: ignore[return-value]


def _is_kept(row: CallBack, answers: dict[str, str]) -> bool:
    """Whether these are the answers that are stored: the form arrived twice."""
    given = {name: value for name, value in answers.items() if value}
    return (row.words or "") == tidy(request.form.get(WORDS), None) and json.loads(row.answers or "{}") == given


def _page(row: CallBack, *, wrong: str = "") -> Response:
    organisation, language = db.session.get_one(Organisation, row.organisation_id), _language(row)

    def say(key: str, **blanks: Any) -> str:
        return translate(f"callbacks.{key}", language, **blanks)

    answer = make_response(
        render_template(
            "call_back_pages/form.html",
            code=row.code,
            language=language,
            other=next(each for each in LANGUAGES if each != language),
            organisation=organisation.name_en if language == "en" and organisation.name_en else organisation.name,
            hotline=organisation.hotline,
            open=row.state == PLANNED,
            wrong=wrong,
            typed=request.form,
            say=say,
            questions=[
                (name, say(f"question.{name}"), [(each, say(f"answer.{name}.{each}")) for each in options])
                for name, options in QUESTIONS.items()
            ],
            longest=LONGEST,
            words=WORDS,
        )
    )
    answer.status_code = {"": 200, "over": 409}.get(wrong, 422)
    return answer


def _language(row: CallBack) -> str:
    chosen = request.args.get("lang", "")
    own = db.session.get_one(Customer, (row.organisation_id, row.customer_id)).language
    return chosen if chosen in LANGUAGES else own if own in LANGUAGES else LANGUAGES[0]
