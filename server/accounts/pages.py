"""Pages of signing in and out, of choosing a password, and the switches of language and theme."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import known_browsers, people, second_factor, sessions
from server.accounts.models import Organisation, Person
from server.accounts.rules import normal_login
from server.accounts.signing_in import SecondFactorAsked, finish
from server.accounts.signing_in import sign_in as check
from server.console import form
from server.console.once import Fields
from server.i18n import preferences
from server.i18n.messages import LANGUAGES, translate
from server.kernel.authorise import caller
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.roles import OFFICE
from server.kernel.transaction import write

blueprint = Blueprint("accounts_pages", __name__, template_folder="templates")


@blueprint.route("/signin", methods=["GET", "POST"])
def sign_in() -> AnyResponse | tuple[str, int]:
    """The office's sign-in; `next` leads on within this site only."""
    onward = local(request.values.get("next", ""))
    if request.method == "GET":
        return _sign_in_page(onward, "")
    if "login" not in request.form:  # a form of the console whose sign-in had ended: see `web.errors`
        return _sign_in_page(
            onward, "", Problem("form_signed_out"), held_of(request.args.get("form", ""), request.form)
        )
    login, held = request.form.get("login", "")[:80], request.form.get("held", "")
    try:
        token = check(login, request.form.get("password", "")[:200], surface=sessions.OFFICE)
    except SecondFactorAsked as asked:
        return _code_page(onward, held, asked.pending, second_factor.offered() if asked.needs == "enrol" else "", login)
    except Problem as problem:
        return _sign_in_page(onward, login, problem, held)
    return _signed_in(token, login, onward, held)


@blueprint.post("/signin/code")
def confirm_sign_in() -> AnyResponse | tuple[str, int]:
    """The second half: a code, or the first code of an authenticator that is set up here, because the organisation asks for one."""
    onward, held = local(request.form.get("next", "")), request.form.get("held", "")
    pending, offer = request.form.get("pending", "")[:2000], request.form.get("offer", "")[:2000]
    try:
        token, login, codes = finish(pending, request.form.get("code", "")[:40], offer, surface=sessions.OFFICE)
    except Problem as problem:
        if problem.code in ("second_factor_wrong", "bad_input", "slow_down"):
            return _code_page(onward, held, pending, offer, "", problem)
        return _sign_in_page(onward, "", problem, held)
    answer = _signed_in(token, login, onward, held)
    if codes:
        address = answer.headers["Location"]
        answer.set_data(
            render_template("accounts/recovery.html", codes=in_halves(codes), onward=address, here="/signin")
        )
        answer.status_code, answer.content_type = 200, "text/html; charset=utf-8"
        del answer.headers["Location"]
    return answer


def _signed_in(token: str, login: str, onward: str, held: str) -> Response:
    who = sessions.caller_of(token)
    action, fields = read_held(held)
    if who and fields and form.is_ours(action) and form.is_ours(onward):
        onward = form.come_back(who.organisation.id, who.person.id, action, fields, Problem("form_signed_out"), onward)
    answer = Response("", 303, {"Location": url_for("accounts_pages.arrived", next=onward)})
    sessions.give_cookie(answer, sessions.OFFICE, token)
    known_browsers.remember(answer, normal_login(login))
    return answer


@blueprint.get("/signin/arrived")
def arrived() -> AnyResponse:
    """Whether the browser brings the sign-in back; else say why not, because the sign-in page alone would look as if nothing had happened."""
    onward = local(request.args.get("next", ""))
    if sessions.presented(sessions.OFFICE):
        return redirect(onward, 303)
    https = current_app.config["DOORSTEP"].https and not request.is_secure
    return _sign_in_page(onward, "", Problem("cookie_needs_https" if https else "cookie_lost"))


def held_of(action: str, typed: MultiDict[str, str]) -> str:
    """A form that came without a sign-in, as text that the sign-in page carries through."""
    return json.dumps(
        [["", action], *([name, value] for name, value in typed.items(multi=True) if name not in form.OWN)],
        ensure_ascii=False,
    )


def read_held(text: str) -> tuple[str, Fields]:
    """(where the form was sent, its fields) out of what `held_of` made; nothing out of anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return "", []
    pairs = found if isinstance(found, list) else []
    whole = [
        (each[0], each[1])
        for each in pairs
        if isinstance(each, list) and len(each) == 2 and all(isinstance(part, str) for part in each)
    ]
    fields = [(name, value) for name, value in whole if name and form.storable(name + value)]
    return next((value for name, value in whole if not name), ""), fields


@blueprint.post("/signout")
def sign_out() -> AnyResponse:
    """End the office's sign-in of this browser."""
    sessions.end_presented(sessions.OFFICE)
    answer = redirect("/signin", 303)
    sessions.take_cookie(answer, sessions.OFFICE)
    return answer


@blueprint.get("/password/<token>")
def choose_password(token: str) -> tuple[str, int]:
    """Behind a one-time link: a new password, once."""
    person = people.invited(token)
    if person is None:
        raise Problem("link_expired")
    return _password_page(person)


@blueprint.post("/password/<token>")
def save_password(token: str) -> tuple[str, int]:
    """Store the password of a one-time link; a weak one is said so and the link stays good."""
    try:
        person = people.set_password(token, request.form.get("password", ""))
    except Problem as problem:
        invited = people.invited(token) if problem.code == "bad_input" else None
        if invited is None:
            raise
        return _password_page(invited, mistake=translate((problem.errors or {})["password"][0], preferences.language()))
    return _password_page(person, done=True)


@blueprint.post("/look")
def change_look() -> AnyResponse:
    """Switch language or theme, in this browser and, when signed in, for the person; works without a script."""
    answer = redirect(local(request.form.get("next", ""), "/"), 303)
    language, theme = request.form.get("language"), request.form.get("theme")
    if language in LANGUAGES:
        preferences.remember(answer, preferences.LANGUAGE_COOKIE, language)
        _person_reads(language)
    if theme in preferences.THEMES:
        preferences.remember(answer, preferences.THEME_COOKIE, theme)
    return answer


def local(address: str, otherwise: str = "/console/") -> str:
    """An address of this site to go on to; else another, because a foreign one would be a trap."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    inside = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and "\\" not in address
    )
    return address if inside and address.isprintable() and len(address) <= 500 else otherwise


def _sign_in_page(onward: str, login: str, problem: Problem | None = None, held: str = "") -> Response:
    organisations = db.session.scalars(select(Organisation).limit(2)).all()
    named = organisations[0] if len(organisations) == 1 else None
    name = (named.name_en if preferences.language() == "en" else None) or named.name if named else None
    told = problem.document(preferences.language()) if problem else None
    here = url_for(
        "accounts_pages.sign_in", next=onward
    )  # because another language is asked of the page, not of a form that was sent to it
    page = render_template(
        "accounts/signin.html", onward=onward, login=login, problem=told, organisation=name, held=held, here=here
    )
    answer = Response(page, problem.status if problem else 200)
    if problem and "retry_after" in problem.extra:
        answer.headers["Retry-After"] = str(problem.extra["retry_after"])
    return answer


def _code_page(
    onward: str, held: str, pending: str, offer: str, login: str, problem: Problem | None = None
) -> Response:
    """Where the six digits are typed; with an `offer` also what the authenticator is to scan."""
    told = problem.document(preferences.language()) if problem and problem.code != "bad_input" else None
    try:
        said = second_factor.open_pending(pending)
        address, secret = second_factor.shown(offer, *_names_of(said)) if offer else ("", "")
    except Problem as late:
        return _sign_in_page(onward, login, late, held)
    context: dict[str, Any] = {"onward": onward, "held": held, "pending": pending, "offer": offer, "secret": secret}
    context |= {"qr": second_factor.qr_of(address) if address else "", "problem": told, "here": "/signin"}
    mistake = translate("accounts.trouble.second_factor", preferences.language()) if problem and not told else ""
    page = render_template("accounts/code.html", mistake=mistake, **context)
    return Response(page, problem.status if problem else 200)


def _names_of(said: dict[str, str]) -> tuple[str, str]:
    person = db.session.get_one(Person, (said["organisation"], said["person"]))
    return person.login, db.session.get_one(Organisation, said["organisation"]).name


def in_halves(codes: list[str]) -> list[str]:
    """Recovery codes as people copy them: ABCDE-FGHJK."""
    return [f"{each[:5]}-{each[5:]}" for each in codes]


def _password_page(person: Person, mistake: str | None = None, done: bool = False) -> tuple[str, int]:
    roles = person.roles.split()
    context = {
        "purpose": "reset" if person.password_hash else "invite",
        "name": person.name,
        "login": person.login,
        "office": bool(set(roles) & set(OFFICE)),
        "technician": "technician" in roles,
        "mistake": mistake,
        "done": done,
        **({"here": "/signin"} if done else {}),  # because the link itself works no more
    }
    return render_template("accounts/password.html", **context), 422 if mistake else 200


def _person_reads(language: str) -> None:
    who = caller()
    if who is None:
        return

    def work() -> None:
        person = db.session.get(Person, (who.organisation.id, who.person.id))
        if person:
            person.language = language

    write(work)
