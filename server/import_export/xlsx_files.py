"""XLSX: read in a process of its own with bounds to memory, time, rows and columns; written row by row, texts never as formulas.

As a program (`python -m server.import_export.xlsx_files FILE`) it prints a line of JSON for each row that is not empty: its number and its cells, which
are texts, or a text in a list where a number has lost its last digits.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from server.kernel.problem import Problem

MOST_ROWS, MOST_COLUMNS = 100_000, 60
MEMORY = 512 * 1024 * 1024  # bytes of address space of the process that reads
SECONDS = 100  # of its CPU
LARGEST_UNPACKED = 256 * 1024 * 1024
LONGEST_CELL = 32_767
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
TOO_LARGE, BROKEN = 3, 4  # exit codes


def read_xlsx(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    """(number, cells) of the first sheet's rows; `import_file` where it is no spreadsheet, `import_too_large` where it does not fit into the bounds."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        path.write_bytes(content)
        command = [sys.executable, "-m", __name__, str(path)]
        reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_root())
        assert reader.stdout is not None
        try:
            for line in reader.stdout:
                number, cells = json.loads(line)
                yield number, cells
            ended = reader.wait()
        finally:
            reader.kill()
            reader.wait()
            reader.stdout.close()
    if ended:
        raise Problem("import_file" if ended == BROKEN else "import_too_large")


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> None:
    """Write a workbook of one sheet, its first row fixed, row by row. Whole numbers are numbers, everything else is text."""
    import xlsxwriter  # here, because only a download needs it

    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
            for number, row in enumerate(rows, 1):
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, place, cell)
                    elif cell:
                        sheet.write_string(number, place, cell[:LONGEST_CELL])


def _root() -> Path:
    return Path(__file__).parents[2]


def _print_rows(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
                return TOO_LARGE
        return _print_sheet(path)
    except MemoryError:
        return TOO_LARGE
    except Exception:  # because a broken file fails in whatever way it is broken
        return BROKEN


def _print_sheet(path: str) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # because what a file says of its own size is often wrong
    printed = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] == "":
            cells.pop()
        if not any(cells):
            continue
        printed += 1
        if printed > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
            return TOO_LARGE
        print(json.dumps([number, cells]))
    return 0


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        if abs(value) >= EXACT:
            return [str(value)]
        return str(int(value)) if float(value).is_integer() else str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))[:LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(_print_rows(sys.argv[1]))
