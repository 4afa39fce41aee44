"""What counts as evidence: which bytes a fact names, and whether bytes are the picture that they claim to be. Pure."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from server.evidence.position import carries_position
from server.kernel.chain import sha256
from server.visits.rules import SIGNATURES

LARGEST = 1024 * 1024  # bytes of one piece of evidence; the phone aims at 300 KB
LARGEST_CHUNK = 512 * 1024  # bytes of one PATCH
MOST_PIXELS = 25_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TYPES = (*FORMATS, "application/json")
TURNS = {3: 180, 6: 270, 8: 90}  # degrees by the camera's note of how it was held
ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Named:
    """Bytes that a fact names: SHA-256, size in bytes, media type, and what they are for."""

    sha256: str
    size: int
    type: str
    purpose: str


def named_evidence(kind: str, body: dict[str, Any]) -> list[Named]:
    """The bytes that a fact of this kind names; a malformed mention names nothing."""
    known: dict[str, list[tuple[Any, str]]] = {
        "photographed": [(body, str(body.get("purpose", "")))],
        **dict.fromkeys(SIGNATURES, [(body.get("strokes"), "strokes"), (body.get("picture"), "signature")]),
    }
    return [found for mention, purpose in known.get(kind, []) if (found := _named(mention, purpose))]


def trouble_with(content: bytes, media_type: str, size: int) -> str | None:
    """None where the bytes are what the fact claims; else the code of the catalogue that says why they are not shown.

    Type and size are those of the fact that names the bytes, never what their sender said of them.
    """
    if len(content) != size:
        return "not_a_picture"
    if media_type not in FORMATS:
        return None
    try:
        return _trouble_with_picture(content, FORMATS[media_type])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return "not_a_picture"


def turn_of(picture: Image.Image) -> int:
    """By how many degrees a picture must be turned to stand upright, as the camera noted."""
    if picture.width * picture.height > MOST_PIXELS:
        return 0  # because reading the note of a PNG unpacks it, and `rendition` refuses it unopened
    told = picture.getexif().get(ORIENTATION)
    return TURNS.get(told, 0) if isinstance(told, int) else 0


def rendition(content: bytes, longest: int, turned: int = 0) -> bytes:
    """A JPEG of our own making, at most `longest` px on its longer side: what browsers are shown instead of received bytes.

    `turned`: degrees by which the picture is turned first (`turn_of`).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # because the next lines say it themselves
        opened = Image.open(io.BytesIO(content), formats=list(FORMATS.values()))
    with opened as picture:
        if (
            picture.width * picture.height > MOST_PIXELS
        ):  # because it is looked at before anything is unpacked, wherever the bytes came from
            raise ValueError("more pixels than a picture has here")
        flat = Image.new("RGB", picture.size, "white")
        with_alpha = picture.convert("RGBA")
        flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    if turned:
        flat = flat.rotate(turned, expand=True)
    flat.thumbnail((longest, longest))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()


def is_hash(text: object) -> bool:
    """Whether this is a lower-case hex SHA-256."""
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def matches(content: bytes, expected: str) -> bool:
    """Whether these are the bytes that were hashed."""
    return sha256(content) == expected


def _named(mention: Any, purpose: str) -> Named | None:
    if not isinstance(mention, dict) or not is_hash(mention.get("sha256")):
        return None
    size, media_type = mention.get("size"), mention.get("type")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1 or media_type not in TYPES:
        return None
    return Named(mention["sha256"], size, media_type, purpose[:40])


def _trouble_with_picture(content: bytes, expected_format: str) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # because Pillow only warns of a picture that unpacks to gigabytes
        with Image.open(io.BytesIO(content), formats=list(FORMATS.values())) as picture:
            if picture.format != expected_format or picture.width * picture.height > MOST_PIXELS:
                return "not_a_picture"
            if carries_position(content):
                return "carries_position"
            picture.load()
    return None
