"""Two hundred files that somebody might send as a photograph: cut, bent, disguised, far too large, or telling where they were taken."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from tests.server.evidence.conftest import jpeg, png
from tests.server.evidence.test_position import PLACED, exif, webp, with_chunk, with_segments

DISGUISED = {
    "HTML": b"<!doctype html><script>alert(document.cookie)</script>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "PDF": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "zip": b"PK\x03\x04" + bytes(60),
    "program": b"\x7fELF" + bytes(200),
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (r) file\n",
    "PSD": b"8BPS\0\1" + bytes(60),
    "JSON": b'{"v":1,"strokes":[]}',
    "nothing but a mark": b"\xff\xd8",
    "PNG's mark": b"\x89PNG\r\n\x1a\n",
}
SHAPES = {"image/jpeg": jpeg(5), "image/png": png(), "image/webp": webp()}


@dataclass(frozen=True)
class Sent:
    """One file: what it is, the bytes, as what it is sent, and whether it may be shown at all."""

    name: str
    content: bytes
    type: str
    shown: bool | None = None  # None: either, as long as what is shown is a picture of ours


def all_of_them() -> list[Sent]:
    """The same two hundred each time."""
    found = [*_cut(), *_bent(), *_disguised(), *_placed(), *_bombs(), *_lying()]
    return found[:200]


def _cut() -> Iterator[Sent]:
    for media_type, content in SHAPES.items():
        for part in range(1, 16):
            yield Sent(f"cut {media_type} {part}", content[: max(1, len(content) * part // 16)], media_type, shown=None)


def _bent() -> Iterator[Sent]:
    chance = random.Random(19)
    for number in range(45):
        media_type = list(SHAPES)[number % 3]
        content = bytearray(SHAPES[media_type])
        for _ in range(1 + number % 7):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield Sent(f"bent {number}", bytes(content), media_type)


def _disguised() -> Iterator[Sent]:
    for name, content in DISGUISED.items():
        for media_type in SHAPES:
            yield Sent(f"{name} as {media_type}", content + media_type.encode(), media_type, shown=False)
    for form in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA"):
        out = io.BytesIO()
        Image.new("RGB", (16, 16)).save(out, form)
        yield Sent(f"{form} as image/jpeg", out.getvalue(), "image/jpeg", shown=False)
    for media_type, other in (("image/jpeg", "image/png"), ("image/png", "image/webp"), ("image/webp", "image/jpeg")):
        yield Sent(f"{media_type} as {other}", SHAPES[media_type] + b"\0", other, shown=False)


def _placed() -> Iterator[Sent]:
    """Where it was taken, in every place that a file has for it; also twice over, so that all bytes differ."""
    for name, content in PLACED.items():
        media_type = next(
            each
            for each, mark in (("image/jpeg", b"\xff\xd8"), ("image/png", b"\x89PNG"), ("image/webp", b"RIFF"))
            if content.startswith(mark)
        )
        for tail in (b"", b"\0", b"\0\0"):
            yield Sent(f"{name} {len(tail)}", content + tail, media_type, shown=False)
    packet = '<x:xmpmeta xmlns:q="http://ns.adobe.com/exif/1.0/"><q:GPSLongitude>120,9E</q:GPSLongitude></x:xmpmeta>'
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "utf-16"):
        body = b"http://ns.adobe.com/xap/1.0/\0" + packet.encode(encoding)
        text = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet.encode(encoding))
        yield Sent(f"XMP {encoding}", with_segments(body), "image/jpeg", shown=False)
        yield Sent(f"PNG iTXt {encoding}", with_chunk(b"iTXt", text), "image/png", shown=False)
    yield Sent("Exif in the third segment", with_segments(b"x" * 9, b"y" * 9, exif()), "image/jpeg", shown=False)


def _bombs() -> Iterator[Sent]:
    for side in (5_001, 13_000, 30_000, 65_535, 2**31 - 1):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        rows = zlib.compress(bytes(200_000), 9)
        content = b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunk(kind, body) for kind, body in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
        )
        yield Sent(f"PNG of {side} px", content, "image/png", shown=False)
    for side in (6_000, 65_500):
        plain = jpeg(6)
        place = plain.index(b"\xff\xc0") + 5
        large = plain[:place] + struct.pack(">HH", side, side) + plain[place + 4 :]
        yield Sent(f"JPEG of {side} px", large, "image/jpeg", shown=False)
    for kind in (b"zTXt", b"iTXt", b"iCCP"):
        body = {b"zTXt": b"a\0\0", b"iTXt": b"a\0\1\0\0\0", b"iCCP": b"a\0\0"}[kind] + zlib.compress(
            bytes(60_000_000), 9
        )
        yield Sent(f"{kind.decode()} that unpacks to 60 MB", with_chunk(kind, body), "image/png", shown=None)


def _lying() -> Iterator[Sent]:
    """Lengths that lead out of the file, back to its beginning, or nowhere."""
    for length in (0, 1, 2**31 - 1, 2**32 - 1):
        yield Sent(
            f"PNG chunk of {length}",
            png()[:33] + struct.pack(">I", length) + b"tEXt" + b"x" * 40 + png()[33:],
            "image/png",
        )
        yield Sent(f"WebP part of {length}", webp()[:16] + struct.pack("<I", length) + webp()[20:], "image/webp")
    for length in (0, 1, 0xFFFF):
        yield Sent(
            f"JPEG segment of {length}",
            jpeg(8)[:2] + b"\xff\xe1" + struct.pack(">H", length) + b"Exif\0\0" + jpeg(8)[2:],
            "image/jpeg",
        )
    for offset in (0, 4, 8, 0x7FFFFFFF, 0xFFFFFFFF):
        ring = (
            b"Exif\0\0II*\0"
            + struct.pack("<I", offset)
            + struct.pack("<HHHII", 1, 0x8825, 4, 1, 8)
            + struct.pack("<I", 8)
        )
        yield Sent(f"Exif that leads to {offset}", with_segments(ring), "image/jpeg", shown=None)
    for number in range(40):
        yield Sent(
            f"noise {number}", random.Random(number).randbytes(50 + number * 37), list(SHAPES)[number % 3], shown=False
        )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
