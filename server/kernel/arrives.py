"""Whether this request came to people's front door by https, also where the settings have forgotten it."""

from __future__ import annotations

import logging

from flask import current_app, has_request_context, request

log = logging.getLogger("doorstep.settings")
FORGOTTEN = "doorstep.https_forgotten"


def by_https() -> bool:
    """By the settings, by the proxy that is trusted, or by the word of whoever stands in front.

    An untrusted word only adds flags to a cookie of whoever sends it, so that a setting that was forgotten costs nobody their sign-in.
    """
    if current_app.config["DOORSTEP"].https:
        return True
    if not has_request_context():
        return False  # a command of this host, as the demonstration's phones
    found = request.is_secure or request.headers.get("X-Forwarded-Proto", "").split(",")[0].strip().lower() == "https"
    if found and not current_app.extensions.get(FORGOTTEN):
        current_app.extensions[FORGOTTEN] = True
        log.warning(
            "People come by https, and DOORSTEP_PUBLIC_URL says http: links and QR codes are wrong. See docs/DEPLOY.md."
        )
    return found
