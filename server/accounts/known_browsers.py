"""Browsers in which somebody was signed in before: a cookie says so, so that strangers' wrong passwords do not lock them out.

It opens nothing: whoever has it may still try only so often, and needs the password.
"""

from __future__ import annotations

import hmac
import secrets

from flask import request
from werkzeug.wrappers import Response

from server.accounts import sessions
from server.kernel.arrives import by_https
from server.kernel.rate_limit import keyed_hash

COOKIE = "doorstep_known"
DAYS = 400  # as long as browsers keep a cookie
MOST = 5  # people of one phone or desk


def known(login: str) -> str | None:
    """The mark of this browser, if it was signed in with this login before."""
    for mark, proof in _pairs():
        if hmac.compare_digest(proof, _proof(login, mark)):
            return mark
    return None


def remember(response: Response, login: str) -> None:
    """Let the browser know that this login was signed in here."""
    if known(login):
        return
    mark = secrets.token_urlsafe(12)
    kept = [(mark, _proof(login, mark)), *_pairs()][:MOST]
    response.set_cookie(
        sessions.cookie_name(COOKIE),
        "~".join(f"{each}.{proof}" for each, proof in kept),
        max_age=DAYS * 86400,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=by_https(),
    )


def _pairs() -> list[tuple[str, str]]:
    parts = (part.partition(".") for part in request.cookies.get(sessions.cookie_name(COOKIE), "").split("~")[:MOST])
    return [(mark, proof) for mark, _, proof in parts if mark and proof.isascii()]


def _proof(login: str, mark: str) -> str:
    return keyed_hash(f"known browser\n{login}\n{mark}")[:32]
