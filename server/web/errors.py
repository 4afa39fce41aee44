"""How a problem looks: RFC 9457 under /api, a page with the same words elsewhere; nothing unforeseen shows its inside."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from server.console import form
from server.i18n.preferences import language
from server.i18n.validation import sentence
from server.kernel.db import db
from server.kernel.faults import frames_of, reason_of
from server.kernel.problem import MEDIA_TYPE, Problem
from server.kernel.transaction import is_passing

log = logging.getLogger("doorstep.errors")
CODES = {
    400: "bad_input",
    401: "signed_out",
    403: "not_allowed",
    404: "not_found",
    405: "not_this_way",
    409: "passed_over",
    413: "batch_too_large",
    415: "wrong_format",
    422: "bad_input",
    429: "slow_down",
}


def attach(app: Flask) -> None:
    """Let every error of the app end here."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unforeseen)


def answer(problem: Problem) -> Any:
    """A problem as the caller can read it."""
    if _wants_page() and problem.code == "signed_out" and request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts_pages.sign_in", next=request.full_path.rstrip("?")), 303)
    if _wants_page() and problem.code == "signed_out" and "once" in request.form:
        return _sign_in_again()
    document = problem.document(language())
    if problem.errors:
        document["errors"] = _worded(_flat(problem.errors), language())
    if _wants_page():
        response = Response(render_template("problem.html", problem=document), problem.status, mimetype="text/html")
    else:
        response = jsonify(document)
        response.status_code, response.mimetype = problem.status, MEDIA_TYPE
    if "retry_after" in problem.extra:
        response.headers["Retry-After"] = str(problem.extra["retry_after"])
    return response


def _sign_in_again() -> Any:
    """A form whose sign-in has ended takes what was typed along to the sign-in page, which has an address that can be read again."""
    address = url_for("accounts_pages.sign_in", next=form.came_from("/console/"), form=request.path)
    if request.headers.get(form.BY_SCRIPT):
        return jsonify(go=address), 401
    return redirect(address, 307)


def http_error(error: HTTPException) -> Any:
    """Flask's and flask-smorest's errors in our words; 405 keeps its Allow."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code >= 500:
        return unforeseen(getattr(error, "original_exception", None) or error)
    messages = getattr(error, "data", {}).get("messages") if error.code in (400, 422) else None
    response = answer(Problem(CODES.get(error.code, "bad_input"), messages, status=error.code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def unforeseen(error: BaseException) -> Any:
    """Log what nobody foresaw, by place and kind only, because its message may carry what a person typed."""
    db.session.rollback()
    place = "; ".join(frames_of(error))
    log.error("%s%s on %s at %s", type(error).__name__, reason_of(error), request.endpoint, place)
    return answer(Problem("passing_fault", status=503 if is_passing(error) else 500))


def _wants_page() -> bool:
    return not request.path.startswith("/api/")


def _worded(errors: dict[str, list[str]], speak: str) -> dict[str, list[str]]:
    return {field: [sentence(each, speak) for each in found] for field, found in errors.items()}


def _flat(messages: Any, path: str = "") -> dict[str, list[str]]:
    """marshmallow's nested messages as one level: `facts.0`; the part of the request (json, query) is left out."""
    if isinstance(messages, dict):
        found: dict[str, list[str]] = {}
        for name, inner in messages.items():
            outer = not path and name in ("json", "query", "form", "files", "headers", "path")
            found |= _flat(inner, "" if outer else f"{path}.{name}".strip("."))
        return found
    return {path or "_": [str(each) for each in (messages if isinstance(messages, list) else [messages])]}
