"""What every request passes before a view sees it: its size, where it comes from, and whether its text can be stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, current_app, request

from server.kernel.canonical import SAFE_INTEGER
from server.kernel.problem import Problem

SAFE = {"GET", "HEAD", "OPTIONS"}
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def attach(app: Flask, request_bytes: int) -> None:
    """Put the gate in front of every view."""
    app.config["MAX_CONTENT_LENGTH"] = request_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = request_bytes
    app.before_request(size_must_fit)
    app.before_request(must_come_from_here)
    app.before_request(text_must_be_storable)


def size_must_fit() -> None:
    """Refuse by the announced length, before anything is read; a view that takes files says how large they may be."""
    if largest := getattr(_view(), "largest_body", 0):
        request.max_content_length = largest
    if (request.content_length or 0) > (largest or current_app.config["MAX_CONTENT_LENGTH"]):
        raise Problem("batch_too_large")


def must_come_from_here() -> None:
    """Close cross-site request forgery: what changes something must come from our own pages, or from no browser at all.

    Browsers tell by Sec-Fetch-Site, older ones by Origin; a program sends neither and carries no stolen cookie.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        allowed = origin is None or urlsplit(origin).netloc == request.host
    if not allowed:
        raise Problem("from_elsewhere")


def text_must_be_storable() -> None:
    """Refuse U+0000 and lone surrogates anywhere, because no database stores them and half of the browsers cannot send them."""
    if "\x00" in request.path:
        raise Problem("not_found")
    _check(request.args.items(multi=True))
    if request.method in SAFE or getattr(_view(), "reads_own_body", False):
        return
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        _check(request.form.items(multi=True))
    elif request.is_json:
        _check_json(request.get_data(cache=True))


def _check_json(raw: bytes) -> None:
    """Each number as wide as a browser's, each text storable; so deep that it cannot be read is refused, too."""
    try:
        waiting = [json.loads(raw, parse_constant=_no_number)]
    except (ValueError, RecursionError):
        raise Problem("bad_input", {"_": ["web.not_json"]}) from None
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int) and abs(value) > SAFE_INTEGER:
            raise Problem("bad_input", {"_": ["web.too_large_number"]})


def _no_number(_name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _check(pairs: Iterable[tuple[str, str]]) -> None:
    for name, value in pairs:
        _check_text(name)
        _check_text(value)


def _check_text(text: str) -> None:
    if UNSTORABLE.search(text):
        raise Problem("bad_input", {"_": ["web.unstorable"]})


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")
