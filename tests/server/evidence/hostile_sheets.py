"""Files that somebody might hand in as a list: bombs, paths, entities, wrong types, bidi and other names that lie, each with what it claims to be."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from functools import cache

from openpyxl import Workbook

BIDI = "\u202e\u2066"
NAMES = (
    f"客户{BIDI}xslx.exe",
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "a/b/c.csv",
    "\u0000.csv",
    "",
    "." * 300,
    "con.csv",
    "<script>alert(1)</script>.csv",
    '"; rm -rf /.csv',
    "客户.csv\r\nX-Evil: 1",
)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + "x" * 1000
    + '">'
    + "".join(f'<!ENTITY {other} "{f"&{one};" * 10}">' for one, other in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><x>&i;</x>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def sheets() -> Iterator[tuple[str, str, bytes]]:
    """(what it is, file name, bytes)."""
    for number, name in enumerate(NAMES):
        yield f"name {number}", name, f"姓名,电话\n甲{number},13800000000\n".encode()
    good = _members(_good())
    for path in ("../../evil.xml", "/etc/passwd", "xl/../../x", f"xl/{BIDI}.xml", "C:\\x"):
        yield f"member {path!r}", "客户.xlsx", _zipped(good | {path: b"x"})
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        yield f"entities in {name}", "客户.xlsx", _zipped(good | {name: ENTITIES.encode()})
        yield f"a file from outside in {name}", "客户.xlsx", _zipped(good | {name: OUTSIDE.encode()})
        yield f"no {name}", "客户.xlsx", _zipped({key: value for key, value in good.items() if key != name})
        yield f"zeros for {name}", "客户.xlsx", _zipped(good | {name: bytes(40_000_000)})
    yield "a sheet that says it is endless", "客户.xlsx", _zipped(good | {"xl/worksheets/sheet1.xml": _endless()})
    chance = random.Random(12)
    whole = _good()
    for part in range(1, 16):
        yield f"cut {part}", "客户.xlsx", whole[: len(whole) * part // 16]
    for number in range(5):
        bent = bytearray(whole)
        for _ in range(1 + number % 9):
            bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
        yield f"bent {number}", "客户.xlsx", bytes(bent)
    for encoding in ("utf-16", "utf-16-be", "gb18030", "big5", "utf-7", "utf-8-sig"):
        yield encoding, "客户.csv", "姓名,生日\n甲,13800000000\n".encode(encoding, "replace")
    yield "a line of a million columns", "客户.csv", b"a," * 1_000_000
    yield "quotes that never end", "客户.csv", b'"' + b"x\n" * 50_000
    yield "formulas", "客户.csv", "姓名,电话\n=HYPERLINK(1),+1\n@x,-1\n".encode()
    yield "NUL", "客户.csv", b"a\0b,c\n\0,\0\n"
    yield "bidi", "客户.csv", f"姓名{BIDI},电话\n{BIDI}甲,1\n".encode()


@cache
def _good() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (["姓名", "电话"], ["甲", "13800000000"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _endless() -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
