"""A file that was handed in, as rows: which kind it is, its headings, and its lines as they are kept until the import has ended."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from server.import_export.csv_files import UNREADABLE, encoding_of, read_csv
from server.import_export.xlsx_files import MOST_COLUMNS, MOST_ROWS, read_xlsx
from server.kernel.problem import Problem
from server.kernel.tables import TableRow
from server.kernel.text.letters import tidy

LARGEST = 16 * 1024 * 1024  # bytes
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Table(NamedTuple):
    """Headings, how many rows follow them, and these as compressed lines of JSON; `encoding` is '' for XLSX."""

    encoding: str
    headings: list[str]
    rows: int
    lines: bytes


def is_spreadsheet(content: bytes) -> bool:
    """Whether it is an XLSX, or claims to be."""
    return content.startswith(ZIP)


def read_table(content: bytes, encoding: str = "") -> Table:
    """The whole file. `import_old_excel`, `import_file`, `import_too_large`, `import_empty` where it cannot be taken."""
    if content.startswith(OLD_EXCEL):
        raise Problem("import_old_excel")
    if is_spreadsheet(content):
        return _packed("", read_xlsx(content))
    encoding = encoding or encoding_of(content)
    return _packed(encoding, read_csv(content, encoding))


def rows_of(lines: bytes, mapping: list[str], after: int = 0) -> Iterator[TableRow]:
    """The rows after a number, each cell under the field that its column was mapped to. What a file says unreadably is a trouble."""
    for line in _unpacked(lines):
        number, cells = json.loads(line)
        if number <= after:
            continue
        row = TableRow(number, {})
        row.cells = {name: text_of(cell) for name, cell in zip(mapping, cells, strict=False) if name}
        row.troubles += [
            (name, "digits_lost" if isinstance(cell, list) else "unreadable")
            for name, cell in zip(mapping, cells, strict=False)
            if name and (isinstance(cell, list) or UNREADABLE in cell)
        ]
        if cells == [UNREADABLE]:
            row.troubles.append((next(filter(None, mapping), ""), "unreadable"))
        yield row


def first_lines(lines: bytes, most: int) -> list[list[str]]:
    """The first rows as they stand in the file."""
    found = []
    for line, _ in zip(_unpacked(lines), range(most), strict=False):
        found.append([text_of(cell) for cell in json.loads(line)[1]])
    return found


def cells_at(lines: bytes, numbers: set[int]) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of these rows."""
    for line in _unpacked(lines):
        number, cells = json.loads(line)
        if number in numbers:
            yield number, [text_of(cell) for cell in cells]


def names_any(lines: bytes, said: Sequence[str]) -> bool:
    """Whether one of these texts stands in a row."""
    return any(each in line for line in _unpacked(lines) for each in said)


def text_of(cell: Any) -> str:
    """A cell as it is shown."""
    return str(cell[0] if isinstance(cell, list) else cell)


def _packed(encoding: str, rows: Iterator[tuple[int, list[Any]]]) -> Table:
    packer, parts, headings, count = zlib.compressobj(3), [], None, 0
    for number, cells in rows:
        if headings is None:
            headings = [tidy(text_of(cell), 80) for cell in cells]
            if len(headings) > MOST_COLUMNS:
                raise Problem("import_too_large")
            continue
        count += 1
        if count > MOST_ROWS:
            raise Problem("import_too_large")
        line = json.dumps([number, cells[: len(headings)]], ensure_ascii=False)
        parts.append(packer.compress(line.encode("utf-8", "replace") + b"\n"))
    if not headings or not count:
        raise Problem("import_empty")
    return Table(encoding, headings, count, b"".join((*parts, packer.flush())))


def _unpacked(lines: bytes) -> Iterator[str]:
    unpacker, rest = zlib.decompressobj(), b""
    for start in range(0, len(lines), 65_536):
        *whole, rest = (rest + unpacker.decompress(lines[start : start + 65_536])).split(b"\n")
        yield from (line.decode() for line in whole)
