"""Headers that every answer carries: what a page may load, who may frame it, what may be kept. A phone pays for each of them with each answer."""

from __future__ import annotations

from flask import Flask, Response, g, request

from server.kernel.arrives import by_https

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types doorstep"
)
# The customer's receipt needs no script; nor does anything that is not a page.
WITHOUT_SCRIPT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BY_A_CODE = ("/r/", "/t/", "/v/", "/calendar/")
NOTHING = "default-src 'none'; frame-ancestors 'none'"
NO_POWERS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
PHONE_POWERS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
ALWAYS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
# What speaks of a window, a frame, a link or a device only means something to a document; JSON for a program is none, and never becomes one (nosniff).
DOCUMENT = {"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY"}
DATA = ("application/json", "application/problem+json")


def attach(app: Flask, https: bool) -> None:
    """Add the headers to every answer of the app."""

    @app.after_request
    def add(response: Response) -> Response:
        return complete(response, https)


def complete(response: Response, https: bool) -> Response:
    """Add what is missing; what a view has set stays."""
    for name, value in (
        ALWAYS if response.mimetype in DATA else ALWAYS | DOCUMENT | {"Permissions-Policy": _powers()}
    ).items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy(response))
    response.headers.setdefault("Cache-Control", "no-store")
    if https or by_https():
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _powers() -> str:
    return PHONE_POWERS if request.path.startswith("/app/") else NO_POWERS


def _policy(response: Response) -> str:
    if request.path == "/app/sw.js":
        return PAGE  # because a service worker fetches under the policy of its own script
    if response.mimetype != "text/html":
        return NOTHING
    if request.path.startswith(BY_A_CODE):
        return WITHOUT_SCRIPT
    more = g.get("pictures_from")  # the operator's tile server, on the page of the map alone
    return PAGE.replace("img-src 'self'", f"img-src 'self' {more}") if more else PAGE
