"""The language and theme of an answer: the person's, else what this browser chose, else what it asks for."""

from __future__ import annotations

from flask import current_app, g, request
from werkzeug.wrappers import Response

from server.i18n.messages import LANGUAGES, language_of
from server.kernel import authorise

LANGUAGE_COOKIE, THEME_COOKIE = "doorstep_language", "doorstep_theme"
THEMES = ("light", "dark")


def language() -> str:
    """`zh-CN` or `en` for this request."""
    if "language" not in g:
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        g.language = _of_person() or language_of(
            chosen if chosen in LANGUAGES else None, request.headers.get("Accept-Language")
        )
    return str(g.language)


def theme() -> str | None:
    """`light` or `dark` when this browser chose one; None follows the system."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else None


def remember(response: Response, cookie: str, choice: str) -> None:
    """Keep a choice of language or theme in this browser for a year."""
    secure = current_app.config["DOORSTEP"].https
    response.set_cookie(cookie, choice, max_age=365 * 86400, httponly=True, samesite="Lax", secure=secure)


def _of_person() -> str | None:
    try:
        who = authorise.caller()
    except Exception:  # noqa: BLE001 - because the words of an error must not fail a second time
        return None
    return who.person.language if who else None
