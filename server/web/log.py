"""One line a request: method, the route's pattern, status, milliseconds. No query, no names, no addresses."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("doorstep.access")


def attach(app: Flask) -> None:
    """Write the line after every answer."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no route)"
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000)
        log.info("%s %s %s %sms", request.method, rule, response.status_code, milliseconds)
        return response
