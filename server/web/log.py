"""One line a request: method, the route's pattern, status, milliseconds, and an id that the answer carries too. No query, no names, no addresses.

As text for people or as one JSON object a line for programs. A fault is told without its message (`kernel.faults`).
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from server.kernel import clock
from server.kernel.faults import told
from server.kernel.ids import new_id

log = logging.getLogger("doorstep.access")
HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")  # what a proxy may say; anything else would be a way into the log


def configure(kind: str) -> None:
    """Write everything that is worth it to stderr, as `text` or as `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if kind == "json" else AsText())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def attach(app: Flask) -> None:
    """Write the line after every answer."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def write_line(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no route)"
        milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000)
        said = {"method": request.method, "route": rule, "status": response.status_code, "ms": milliseconds}
        log.info("%s %s %s %sms", *said.values(), extra={"said": said})
        response.headers[HEADER] = request_id()
        return response


def request_id() -> str:
    """The id of the request that is answered here: the proxy's where it gave one, else a new one; '' outside of one."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if GIVEN.fullmatch(given) else new_id()
    return str(g.request_id)


class AsText(logging.Formatter):
    """Moment, level, logger, message, and the request's id where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The fault stands on the same line."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        line += f": {told(record.exc_info[1])}" if record.exc_info and record.exc_info[1] else ""
        return f"{line} {id_}" if (id_ := request_id()) else line


class AsJson(logging.Formatter):
    """One object a line: `at`, `level`, `logger`, `message`, and where there are: `request`, `error`, the parts of an access line."""

    def format(self, record: logging.LogRecord) -> str:
        """Chinese is written as it is."""
        at = clock.text_of(datetime.fromtimestamp(record.created, UTC))
        line: dict[str, Any] = {
            "at": at,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if id_ := request_id():
            line["request"] = id_
        if record.exc_info and record.exc_info[1]:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line | getattr(record, "said", {}), ensure_ascii=False)
