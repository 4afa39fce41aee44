"""CSV as offices have it: UTF-8, GB18030 or Big5, with and without a mark at the beginning, parted by comma, semicolon or tab. Pure.

A text that a spreadsheet would take for a formula is written with an apostrophe before it, and read without.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PARTS = (",", ";", "\t", "，")
LOOKED_AT = 20  # lines by which the separator is told
LONGEST_CELL = 32_767
UNREADABLE = "\ufffd"
FORMULA = re.compile("^[\\s\u200b-\u200f\u3000\ufeff]*[=+\\-@\t\r＝＋－＠]")
NONSENSE = re.compile("[\ufffd\ue000-\uf8ff]")  # what UTF-8 looks like in GB18030
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
MARKED = re.compile("^'(?=[\\s\u200b-\u200f\u3000\ufeff]*[=+\\-@\t\r＝＋－＠])")


def encoding_of(content: bytes) -> str:
    """By its mark; else UTF-8 where nearly all of it is, or less is broken than in GB18030, which is what Excel writes in China."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    beyond = len(content) - len(content.translate(None, bytes(range(128, 256))))
    broken = content.decode("utf-8", "replace").count(UNREADABLE)
    if broken * 50 <= beyond:
        return "utf-8"
    return "utf-8" if broken < len(NONSENSE.findall(content.decode("gb18030", "replace"))) else "gb18030"


def read_csv(content: bytes, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each record that is not empty. What cannot be read in this encoding is U+FFFD, and a line that is no CSV one such cell."""
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace").removeprefix("\ufeff")
    csv.field_size_limit(LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator_of(text))
    for number in count(1):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell that is too long
            cells, reader = [UNREADABLE], csv.reader(lines, delimiter=separator_of(text))
        if any(cell.strip() for cell in cells):
            yield number, [MARKED.sub("", cell) for cell in cells]


def separator_of(text: str) -> str:
    """What parts the cells: that by which the first lines have the most columns, all of them."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:LOOKED_AT]

    def columns(part: str) -> tuple[int, int]:
        try:
            counts = [len(cells) for cells in csv.reader(lines, delimiter=part) if cells]
        except csv.Error:
            return 0, 0
        return (min(counts), counts[0]) if counts else (0, 0)

    return max(PARTS, key=columns)


def write_csv(rows: Iterable[Sequence[str | int | None]]) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark, because Excel takes it for GBK without; texts that would be formulas with an apostrophe."""
    yield codecs.BOM_UTF8
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_safe(cell) if isinstance(cell, str) else cell for cell in row])
        yield line.getvalue().encode("utf-8", "replace")


def _safe(text: str) -> str:
    """Numbers, and telephone numbers as we keep them, stay as they are: no spreadsheet takes them for a formula."""
    return text if not FORMULA.match(text) or NUMBER.fullmatch(text) else f"'{text}"
