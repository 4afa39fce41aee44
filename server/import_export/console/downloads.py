"""A table as a file that a browser keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response

from server.import_export.csv_files import write_csv
from server.import_export.xlsx_files import write_xlsx
from server.kernel.problem import Problem

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def attachment(name: str, ending: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> Response:
    """The table as CSV or XLSX; `not_found` for another ending."""
    if ending not in KINDS:
        raise Problem("not_found")
    content = b"".join(write_csv([headings, *rows])) if ending == "csv" else write_xlsx(headings, rows)
    answer = Response(content, mimetype=KINDS[ending])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
    return answer
