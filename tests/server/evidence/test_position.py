"""S-12: a position is found wherever it stands in a picture, and nowhere where there is none."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from server.evidence.position import carries_position
from tests.server.evidence.conftest import jpeg, png

XMP = '<x:xmpmeta xmlns:{0}="http://ns.adobe.com/exif/1.0/"><r {0}:GPSLatitude="30,15N"/></x:xmpmeta>'


def exif() -> bytes:
    found = Image.Exif()
    found[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)}
    return found.tobytes()


def with_segments(*bodies: bytes) -> bytes:
    plain = jpeg(1)
    return plain[:2] + b"".join(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body for body in bodies) + plain[2:]


def with_chunk(kind: bytes, body: bytes) -> bytes:
    plain = png()
    return (
        plain[:33]
        + struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
        + plain[33:]
    )


def webp(**more: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", **more)
    return out.getvalue()


def harmless() -> bytes:
    found = Image.Exif()
    found[0x0112] = 1
    return found.tobytes()


PLACED = {
    "Exif": with_segments(exif()),
    "a second Exif segment": with_segments(harmless(), exif()),
    "XMP with another prefix": with_segments(b"http://ns.adobe.com/xap/1.0/\0" + XMP.format("e").encode()),
    "XMP in UTF-16": with_segments(b"http://ns.adobe.com/xap/1.0/\0" + XMP.format("exif").encode("utf-16")),
    "PNG eXIf": with_chunk(b"eXIf", exif().removeprefix(b"Exif\0\0")),
    "PNG compressed iTXt": with_chunk(
        b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP.format("exif").encode())
    ),
    "PNG compressed zTXt": with_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(XMP.format("exif").encode())),
    "PNG raw profile": with_chunk(b"tEXt", b"Raw profile type exif\0\nexif\n  99\n" + exif().hex().encode() + b"\n"),
    "WebP XMP": webp(xmp=XMP.format("exif").encode()),
    "WebP Exif": webp(exif=exif()),
}
PLAIN = {
    "JPEG": jpeg(1),
    "PNG": png(),
    "WebP": webp(),
    "Exif without a position": with_segments(harmless()),
    "PNG text": with_chunk(b"tEXt", b"Software\0x"),
    "cut off": jpeg(1)[:60],
    "nothing": b"",
    "strokes": b'{"v":1}',
}


@pytest.mark.parametrize("name", PLACED)
def test_S12_a_position_is_found(name: str) -> None:
    assert carries_position(PLACED[name])


@pytest.mark.parametrize("name", PLAIN)
def test_S12_where_there_is_none_none_is_found(name: str) -> None:
    assert not carries_position(PLAIN[name])
