"""What tus says in headers instead of bodies, as the API's description (OpenAPI) tells it."""

from __future__ import annotations

from typing import Any

from server.evidence.rules import LARGEST, LARGEST_CHUNK

Json = dict[str, Any]
CHUNK_TYPE = "application/offset+octet-stream"


def _asked(name: str, schema: Json, description: str, *, required: bool = False) -> Json:
    return {"in": "header", "name": name, "schema": schema, "required": required, "description": description}


def _told(schema: Json, description: str) -> Json:
    return {"schema": schema, "required": True, "description": description}


VERSION = _asked("Tus-Resumable", {"type": "string", "enum": ["1.0.0"]}, "The version of tus; 412 for any other.")
DEVICE = _asked(
    "Doorstep-Device",
    {"type": "string"},
    "Id of a revoked phone whose sign-in has ended and which still hands in its bytes.",
)
LENGTH = _asked(
    "Upload-Length", {"type": "integer", "minimum": 1, "maximum": LARGEST}, "Bytes of the whole.", required=True
)
OFFSET = _asked(
    "Upload-Offset",
    {"type": "integer", "minimum": 0, "maximum": LARGEST},
    "Where the chunk begins; 409 where it is not how far the upload has come.",
    required=True,
)
METADATA = _asked(
    "Upload-Metadata",
    {"type": "string", "format": "tus-metadata"},
    "`sha256 <base64>,type <base64>`: lower-case hex SHA-256 of the whole, and its media type (image/jpeg, image/png, image/webp, application/json).",
    required=True,
)

RESUMABLE = {"Tus-Resumable": _told({"type": "string", "enum": ["1.0.0"]}, "The version of tus.")}
REACHED = {"Upload-Offset": _told({"type": "integer", "minimum": 0}, "How far the upload has come.")}
BEGUN = RESUMABLE | REACHED | {"Location": _told({"type": "string"}, "The upload.")}
UPLOAD_HEADERS = (
    RESUMABLE
    | REACHED
    | {
        "Upload-Length": _told({"type": "integer", "minimum": 1}, "Bytes of the whole."),
        "Upload-Expires": _told({"type": "string"}, "The moment until which it can be gone on with."),
    }
)
SPOKEN = RESUMABLE | {
    "Tus-Version": _told({"type": "string"}, "Every version that is spoken here."),
    "Tus-Max-Size": _told({"type": "integer"}, "Bytes of the largest upload."),
    "Tus-Extension": _told({"type": "string"}, "Every extension that is spoken here."),
}


def chunk(*, required: bool) -> Json:
    """The request's body: a chunk of at most 512 KB."""
    content = {"schema": {"type": "string", "format": "tus-chunk", "maxLength": LARGEST_CHUNK}}
    return {"required": required, "content": {CHUNK_TYPE: content}}
