"""A table as a file that a browser keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from tempfile import TemporaryFile

from flask import Response, send_file

from server.import_export.csv_files import write_csv
from server.import_export.xlsx_files import write_xlsx
from server.kernel.problem import Problem

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def attachment(name: str, ending: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> Response:
    """The table as CSV or XLSX; `not_found` for another ending.

    It goes through a file that nobody else sees, row by row: a list of a hundred thousand takes no memory, and one that breaks off is never sent.
    """
    if ending not in KINDS:
        raise Problem("not_found")
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    if ending == "csv":
        file.writelines(write_csv(chain([headings], rows)))
    else:
        write_xlsx(file, headings, rows)
    file.seek(0)
    return send_file(file, mimetype=KINDS[ending], as_attachment=True, download_name=f"{name}.{ending}")
