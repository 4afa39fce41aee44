"""Pages of signing in and out, of choosing a password, and the switches of language and theme."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from server.accounts import people, sessions
from server.accounts.models import Organisation, Person
from server.accounts.rules import OFFICE
from server.accounts.signing_in import sign_in as check
from server.i18n import preferences
from server.i18n.messages import LANGUAGES, say
from server.kernel.authorise import caller
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

blueprint = Blueprint("accounts_pages", __name__, template_folder="templates")


@blueprint.route("/signin", methods=["GET", "POST"])
def sign_in() -> AnyResponse | tuple[str, int]:
    """The office's sign-in; `next` leads on within this site only."""
    onward = local(request.values.get("next", ""))
    if request.method == "GET":
        return _sign_in_page(onward, "")
    login = request.form.get("login", "")[:80]
    try:
        token = check(login, request.form.get("password", "")[:200], surface=sessions.OFFICE)
    except Problem as problem:
        return _sign_in_page(onward, login, problem)
    answer = redirect(onward, 303)
    sessions.give_cookie(answer, sessions.OFFICE, token)
    return answer


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
        return _password_page(invited, mistake=say((problem.errors or {})["password"][0], preferences.language()))
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
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and "\\" not in address
    return address if inside and address.isprintable() and len(address) <= 500 else otherwise


def _sign_in_page(onward: str, login: str, problem: Problem | None = None) -> Any:
    organisations = db.session.scalars(select(Organisation).limit(2)).all()
    named = organisations[0] if len(organisations) == 1 else None
    name = (named.name_en if preferences.language() == "en" else None) or named.name if named else None
    told = problem.document(preferences.language()) if problem else None
    page = render_template("accounts/signin.html", onward=onward, login=login, problem=told, organisation=name)
    answer = Response(page, problem.status if problem else 200)
    if problem and "retry_after" in problem.extra:
        answer.headers["Retry-After"] = str(problem.extra["retry_after"])
    return answer


def _password_page(person: Person, mistake: str | None = None, done: bool = False) -> tuple[str, int]:
    roles = person.roles.split()
    context = {
        "purpose": "reset" if person.password_hash else "invite", "name": person.name, "login": person.login,
        "office": bool(set(roles) & set(OFFICE)), "technician": "technician" in roles, "mistake": mistake, "done": done,
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
