"""Pages of signing in and out and of choosing a password."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request

from server.accounts import sessions
from server.accounts.signing_in import sign_in as check
from server.kernel.problem import Problem

blueprint = Blueprint("accounts_pages", __name__, template_folder="templates")


@blueprint.route("/signin", methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int] | str:
    """The office's sign-in; `next` leads on within this site only."""
    onward = local(request.values.get("next", ""))
    if request.method == "GET":
        return render_template("accounts/signin.html", onward=onward, login="", problem=None)
    login = request.form.get("login", "")[:80]
    try:
        token = check(login, request.form.get("password", "")[:200], surface=sessions.OFFICE)
    except Problem as problem:
        return render_template("accounts/signin.html", onward=onward, login=login, problem=problem), problem.status
    answer = redirect(onward, 303)
    sessions.give_cookie(answer, sessions.OFFICE, token)
    return answer  # type: ignore[return-value]


@blueprint.post("/signout")
def sign_out() -> Response:
    """End the office's sign-in of this browser."""
    sessions.end_presented(sessions.OFFICE)
    answer = redirect("/signin", 303)
    sessions.take_cookie(answer, sessions.OFFICE)  # type: ignore[arg-type]
    return answer  # type: ignore[return-value]


def local(address: str) -> str:
    """An address of this site to go on to; the console for anything else, because a foreign one would be a trap."""
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if inside and address.isprintable() else "/console/"
