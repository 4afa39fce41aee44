"""Whether a picture's bytes tell where it was taken, wherever in them that stands: Exif, XMP in any spelling, compressed text. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from PIL import Image

GPS_DIRECTORY = 0x8825
NAMES = ("GPSLatitude", "GPSLongitude", "GPSPosition", "GPSDestLatitude")
SPELT = [name.encode(encoding) for name in NAMES for encoding in ("ascii", "utf-16-le", "utf-16-be")]
MOST = 4 * 1024 * 1024  # bytes of a text when unpacked
NO_LENGTH = {0x01, *range(0xD0, 0xDA)}


def carries_position(content: bytes) -> bool:
    """Whether a JPEG, PNG or WebP says where it was taken."""
    if any(name in content for name in SPELT):
        return True
    return any(_exif_has_position(part) or any(name in part for name in SPELT) for part in _parts(content))


def _exif_has_position(block: bytes) -> bool:
    if not block.startswith((b"Exif\0\0", b"II*\0", b"MM\0*")):
        return False
    exif = Image.Exif()
    try:
        exif.load(block)
        return bool(exif.get_ifd(GPS_DIRECTORY))
    except Exception:  # noqa: BLE001 - because what cannot be read may hold anything, and a picture of ours holds no such block
        return True


def _parts(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\xff\xd8"):
        yield from _segments(content)
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _chunks(content)
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        yield from _riff(content)


def _segments(content: bytes) -> Iterator[bytes]:
    """Every application segment of a JPEG, up to the picture itself."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind == 0xDA:
            return
        if kind in NO_LENGTH or kind == 0xFF:
            place += 1 if kind == 0xFF else 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4])
        if 0xE0 <= kind <= 0xEF or kind == 0xFE:
            yield content[place + 4 : place + 2 + length]
        place += 2 + max(length, 2)


def _chunks(content: bytes) -> Iterator[bytes]:
    """Exif and texts of a PNG, unpacked; a raw profile is hex of an Exif block."""
    place = 8
    while place + 8 <= len(content):
        length, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        body = content[place + 8 : place + 8 + length]
        if kind == b"eXIf":
            yield body
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            for text in (body, *_unpacked(body)):
                yield text
                yield from _raw_profile(text)
        place += 12 + length


def _unpacked(body: bytes) -> Iterator[bytes]:
    """What of a text chunk may be compressed: everything from a zlib header on."""
    for start in (match.start() for match in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", body)):
        try:
            yield zlib.decompressobj().decompress(body[start:], MOST)
            return
        except zlib.error:
            continue


def _raw_profile(text: bytes) -> Iterator[bytes]:
    digits = re.sub(rb"\s", b"", text.rpartition(b"\0")[2])
    start = digits.find(b"457869660000")  # Exif\0\0
    if start >= 0:
        found = re.match(rb"(?:[0-9a-fA-F]{2})+", digits[start:])
        yield bytes.fromhex(found.group().decode()) if found else b""


def _riff(content: bytes) -> Iterator[bytes]:
    place = 12
    while place + 8 <= len(content):
        kind, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        if kind in (b"EXIF", b"XMP "):
            yield content[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
