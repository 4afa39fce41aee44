"""Importing a list: a file is handed in, its columns are named, every bad row is shown with its reason, and what came in can be taken back."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select

from server.accounts.models import Person
from server.console.form import back_to, post, storable
from server.console.layout import name_of, render, t
from server.console.page import form, here, page
from server.console.sections import shown
from server.console.view import ViewContext, view_of
from server.customers.access import saw
from server.i18n import dates
from server.i18n.messages import mistake_said, sentences
from server.import_export import acts, bad_rows, running
from server.import_export.console.downloads import attachment
from server.import_export.csv_files import ENCODINGS
from server.import_export.files import LARGEST, Table, first_lines, is_spreadsheet, read_table
from server.import_export.models import ImportBadRow, ImportFile, ImportRun
from server.import_export.xlsx_files import MOST_ROWS
from server.kernel.authorise import Caller, current, takes_file
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem, entries
from server.kernel.registry import installed
from server.kernel.roles import IMPORTING
from server.kernel.tables import Asker, ImportKind

SHOWN, PAGE, PREVIEWED = 50, 100, 4  # imports of the list, bad rows of a page, rows below each heading
FORM_BYTES = 64 * 1024  # what a form has beside its file


@page("/imports", *IMPORTING)
def imports() -> Any:
    """What can be imported, what can be exported, and the latest imports."""
    who, reader = current(), view_of(current())
    kinds = _kinds(who)
    rows = select(ImportRun).where(
        ImportRun.organisation_id == who.organisation.id, ImportRun.kind.in_([each.name for each in kinds])
    )
    found = db.session.scalars(rows.order_by(ImportRun.id.desc()).limit(SHOWN)).all()
    context: dict[str, Any] = {
        "kinds": [{"value": each.name, "label": t(f"table.{each.name}")} for each in kinds],
        "rows": [_row(each, reader) for each in found],
        "lists": [
            {"name": t(f"table.{each.name}"), "csv": _download(each.name, "csv"), "xlsx": _download(each.name, "xlsx")}
            for each in installed().exports().values()
            if who.person.has_role(*each.roles)
        ],
    }
    context["below"] = shown("imports", "below", None)
    part = request.args.get("part") == "list"
    return render(f"import_export/{'_imports' if part else 'imports'}", "imports", **context)


@page("/imports", *IMPORTING, methods=("POST",))
@takes_file(LARGEST + FORM_BYTES)
def hand_in_file() -> Any:
    """Take a file. A large spreadsheet is read by the job, because that takes seconds; anything else at once."""
    upload, kind = request.files.get("file"), request.form.get("kind", "")
    outcome: Table | Problem | None = None
    content = upload.read(LARGEST + 1) if upload else b""
    if not content or len(content) > LARGEST or not all(map(storable, request.form.values())):
        outcome = Problem("bad_input", {"file": ["file_size" if content else "file_missing"]})
    elif not is_spreadsheet(content) or len(content) <= acts.SMALL:
        try:  # outside of the write, because nobody else writes meanwhile
            outcome = read_table(content)
        except Problem as problem:
            outcome = problem

    def keep() -> str:
        if isinstance(outcome, Problem):
            raise outcome
        if kind not in [each.name for each in _kinds(current())]:
            raise Problem("bad_input", {"kind": ["choice"]})
        run = acts.take_file(_asker(), kind, (upload.filename if upload else "") or "", content, outcome)
        return _address(run.id)

    return post(keep, lambda: url_for("console.imports"))


@page("/imports/<import_id>", *IMPORTING)
def one_import(import_id: str) -> Any:
    """How an import stands: its columns, its bad rows, how far it is, what came of it."""
    run, reader = _theirs(import_id), view_of(current())
    kind = running.kind_of(run)
    context: dict[str, Any] = {"run": _row(run, reader), "encoding": run.encoding}
    if run.state in running.WAITING:
        context |= _columns(run, kind)
    if run.bad:
        saw(current(), "list", count=run.bad)
    context |= _bad_rows(run, kind)
    part = request.args.get("part") == "import"
    return render(f"import_export/{'_import' if part else 'import'}", "imports", **context)


@form("/imports/<import_id>/encoding", *IMPORTING, at=lambda import_id: _address(import_id))
def read_import_anew(import_id: str) -> str:
    """Read the file in another encoding."""
    run, encoding = _theirs(import_id), request.form.get("encoding", "")
    if encoding not in ENCODINGS:
        raise Problem("bad_input", {"encoding": ["choice"]})
    acts.read_anew(run, encoding)
    return _address(import_id)


@form("/imports/<import_id>/columns", *IMPORTING, at=lambda import_id: _address(import_id))
def map_import(import_id: str) -> str:
    """Say what each column is; every row is checked then."""
    run = _theirs(import_id)
    chosen = [request.form.get(f"column{place}", "") for place in range(len(json.loads(run.headings)))]
    acts.map_columns(_asker(), run, chosen)
    return _address(import_id)


@form("/imports/<import_id>/confirm", *IMPORTING, at=lambda import_id: _address(import_id))
def confirm_import(import_id: str) -> str:
    """Store all rows, or those that are good."""
    given = request.form
    acts.confirm(_asker(), _theirs(import_id), given.get("version", ""), given.get("only_good") == "1")
    return _address(import_id)


@form("/imports/<import_id>/undo", *IMPORTING, at=lambda import_id: _address(import_id))
def undo_import(import_id: str) -> str:
    """Take the whole import back."""
    acts.undo(_asker(), _theirs(import_id))
    return _address(import_id)


@form("/imports/<import_id>/drop", *IMPORTING, at=lambda import_id: _address(import_id))
def drop_import(import_id: str) -> str:
    """Nothing of this file is wanted."""
    acts.drop(_theirs(import_id))
    return back_to(url_for("console.imports"), done="import_dropped")


@page("/imports/<import_id>/bad.<ending>", *IMPORTING)
def bad_rows_file(import_id: str, ending: str) -> Response:
    """Every bad row with its reason, as a file to mend and hand in again."""
    run = _theirs(import_id)
    kind = running.kind_of(run)
    names = [name for name in json.loads(run.mapping) if name]
    headings = [*(t(f"table.{name}") for name in names), t("imports.row"), t("imports.why")]

    def rows() -> Any:
        for each in bad_rows.of(run, 0, MOST_ROWS):
            cells = json.loads(each.cells)
            yield [*(cells.get(name, "") for name in names), each.number, _why(each, kind)]

    saw(current(), "export", count=run.bad)
    return attachment(f"{run.kind}-{t('imports.bad_file')}", ending, headings, rows())


def _kinds(who: Caller) -> list[ImportKind]:
    return [each for each in installed().imports().values() if who.person.has_role(*each.roles)]


def _theirs(import_id: str) -> ImportRun:
    """One import of the caller's organisation, of a kind that they may import; `not_found` for anything else."""
    found = db.session.get(ImportRun, (current().organisation.id, import_id)) if is_id(import_id) else None
    if found is None or found.kind not in [each.name for each in _kinds(current())]:
        raise Problem("not_found")
    return found


def _asker() -> Asker:
    who = current()
    return Asker(who.organisation.id, who.person.id, who.person.language, who.organisation.time_zone)


def _address(import_id: str) -> str:
    return url_for("console.one_import", import_id=import_id)


def _download(name: str, ending: str) -> str:
    return url_for("console.export", name=name, ending=ending)


def _row(run: ImportRun, reader: ViewContext) -> dict[str, Any]:
    by = db.session.get(Person, (run.organisation_id, run.created_by))
    state = "kept" if run.state == "undone" and run.kept else run.state
    return {
        "id": run.id,
        "url": _address(run.id),
        "kind": t(f"table.{run.kind}"),
        "file": run.file_name,
        "at": dates.moment_short(run.created_at, reader.today, reader.zone),
        "by": name_of(by, reader.language) if by else "",
        "state": run.state,
        "words": t(f"imports.state.{state}", count=run.made, kept=run.kept),
        "trouble": _trouble(run.trouble, reader.language),
        "working": run.state in running.WORKING,
        "counted": run.state not in ("reading", "mapping", "checking"),
        **{name: getattr(run, name) for name in ("rows", "good", "known", "bad", "done", "made", "kept", "version")},
    }


def _trouble(code: str, language: str) -> str:
    return sentences(*(entries()[code][part][language] for part in ("detail", "next"))) if code else ""


def _columns(run: ImportRun, kind: ImportKind) -> dict[str, Any]:
    file = db.session.get_one(ImportFile, (run.organisation_id, run.id))
    lines = first_lines(file.lines or b"", PREVIEWED)
    options = [{"value": "", "label": t("imports.leave_out")}]
    options += [
        {"value": each.name, "label": t(f"table.{each.name}") + (t("imports.needed") if each.needed else "")}
        for each in kind.columns
    ]
    columns = [
        {"id": f"column{place}", "heading": heading, "value": name, "cells": [_at(line, place) for line in lines]}
        for place, (heading, name) in enumerate(zip(json.loads(run.headings), json.loads(run.mapping), strict=True))
    ]
    encodings = [{"value": each, "label": t(f"imports.encoding_{each.replace('-', '')}")} for each in ENCODINGS]
    return {"columns": columns, "options": options, "encodings": encodings}


def _bad_rows(run: ImportRun, kind: ImportKind) -> dict[str, Any]:
    after = request.args.get("after", "0")
    found = bad_rows.of(run, int(after) if after.isdecimal() and len(after) < 10 else 0, PAGE + 1)
    names = [name for name in json.loads(run.mapping) if name]
    rows = [{"number": each.number, "cells": json.loads(each.cells), "why": _why(each, kind)} for each in found[:PAGE]]
    return {
        "fields": [{"name": name, "label": t(f"table.{name}")} for name in names],
        "bad_rows": rows,
        "more": here(after=str(rows[-1]["number"])) if len(found) > PAGE else None,
        "bad_file": {
            ending: url_for("console.bad_rows_file", import_id=run.id, ending=ending) for ending in ("xlsx", "csv")
        },
    }


def _why(row: ImportBadRow, kind: ImportKind) -> str:
    """Each trouble with its column in words."""
    said = []
    for name, code in json.loads(row.troubles):
        sentence = mistake_said(code, current().person.language)
        said.append(f"{t(f'table.{name}')}{t('imports.colon')}{sentence}" if name else sentence)
    return sentences(*said)


def _at(line: list[str], place: int) -> str:
    return line[place][:80] if place < len(line) else ""
