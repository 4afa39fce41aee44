"""The request's bytes: gzip unpacked within bounds, JSON read, fields checked."""

from __future__ import annotations

import json
import zlib
from typing import Any

from flask import request

from server.kernel.fast_validation import errors_in
from server.kernel.problem import Problem
from server.sync.schemas import SyncRequest

MOST_FACTS = 250  # a day's work in one exchange; what it costs everybody else: docs/decisions/0041
MOST_COMPRESSED = 256 * 1024
MOST_UNPACKED = 3400 * 1024  # a hundred facts of full size with their quotes escaped; a batch of one always fits
_schema = SyncRequest()


def sync_request() -> dict[str, Any]:
    """The fields of a sync request; `batch_too_large`, `bad_input` or `wrong_format` where they cannot be had."""
    packed = request.stream.read(MOST_COMPRESSED + 1)
    if len(packed) > MOST_COMPRESSED:
        raise Problem("batch_too_large")
    if request.mimetype not in ("application/json", ""):
        raise Problem("wrong_format")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem("wrong_format")
    fields: dict[str, Any] = _json(unpacked(packed) if encoding == "gzip" else packed)
    errors = errors_in(_schema, fields)
    if errors:
        raise Problem("bad_input", errors)
    if len(fields["facts"]) > MOST_FACTS:
        raise Problem("batch_too_large")
    return fields


def unpacked(packed: bytes) -> bytes:
    """The bytes of one gzip member; never more than the bound, however small the packet was."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(packed, MOST_UNPACKED)
    except zlib.error:
        raise Problem("bad_input") from None
    if inflate.unconsumed_tail:
        raise Problem("batch_too_large")
    if not inflate.eof or inflate.unused_data:
        raise Problem("bad_input")
    return plain


def _json(plain: bytes) -> Any:
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        raise Problem("bad_input") from None
