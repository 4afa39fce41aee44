"""What is done with an import: read, checked whole, stored in parts, taken back in parts. Each part is one write that another process can go on from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import ColumnElement, delete, func, insert, select

from server.accounts import audit
from server.accounts.models import Organisation
from server.import_export import bad_rows
from server.import_export.files import Table, read_table, rows_of
from server.import_export.mapping import guessed
from server.import_export.models import ImportBadRow, ImportedRow, ImportFile, ImportRun
from server.kernel import clock
from server.kernel.alone import alone, alone_in_this_write
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.tables import Asker, ImportKind, TableRow
from server.kernel.transaction import write

JOB = "imports"
AT_ONCE = 500  # rows of one write
KEPT_DAYS = 30  # a file that was not imported, and the bad rows of one that was
WORKING = ("reading", "checking", "importing", "undoing")
WAITING = ("mapping", "checked")


def advance(organisation: str) -> int:
    """The job: bring every import to its next stop; how many rows were done. Files and bad rows that nobody came back for go."""
    _forget_old(organisation)
    waiting = select(ImportRun.id).where(ImportRun.organisation_id == organisation, ImportRun.state.in_(WORKING))
    return sum(work(organisation, each) for each in list(db.session.scalars(waiting.order_by(ImportRun.id))))


def work(organisation: str, run_id: str) -> int:
    """Do what this import's state says until it waits for a person or has ended; how many rows. Nothing while somebody else works for this organisation."""
    steps = {"reading": _read, "checking": _check, "importing": _store, "undoing": _take_back}
    with alone(f"imports-{organisation}", wait=False) as ours:
        state = db.session.scalar(select(ImportRun.state).where(*_is(organisation, run_id))) if ours else None
        return steps[state](organisation, run_id) if state in steps else 0


def file_of(run: ImportRun) -> ImportFile:
    """The file of an import that has not ended."""
    found = db.session.get(ImportFile, (run.organisation_id, run.id))
    if found is None:
        raise Problem("import_moved_on")
    return found


def kind_of(run: ImportRun) -> ImportKind:
    """What is imported."""
    return installed().imports()[run.kind]


def _read(organisation: str, run_id: str) -> int:
    db.session.expire_all()
    content = db.session.get_one(ImportFile, (organisation, run_id)).content
    try:
        table: Table | Problem = read_table(content)
    except Problem as problem:
        table = problem

    def keep() -> int:
        run = _run(organisation, run_id)
        if isinstance(table, Problem):
            run.trouble = table.code
            end(run, "stopped")
            return 0
        hold(run, file_of(run), table)
        return table.rows

    return write(keep)


def _check(organisation: str, run_id: str) -> int:
    def begin() -> None:
        run = _run(organisation, run_id)
        bad_rows.forget(run)
        run.good = run.known = run.bad = run.done = 0

    write(begin)
    run = _run(organisation, run_id)
    asker, kind, seen = _asker(run), kind_of(run), dict[str, int]()
    for batch in _batches(run):

        def enter(batch: list[TableRow] = batch) -> None:
            run = _run(organisation, run_id)
            _understand(asker, kind, batch, seen)
            bad_rows.enter(run, [row for row in batch if row.troubles])
            run.good += sum(row.good for row in batch)
            run.known += sum(row.known and not row.troubles for row in batch)
            run.bad += sum(bool(row.troubles) for row in batch)
            run.done += len(batch)

        write(enter)

    def finish() -> int:
        run = _run(organisation, run_id)
        run.state = "checked"
        return run.rows

    return write(finish)


def _store(organisation: str, run_id: str) -> int:
    run = _run(organisation, run_id)
    asker, kind, seen, passed = _asker(run), kind_of(run), dict[str, int](), 0
    begun = run.done
    for batch in _batches(run):
        passed += len(batch)
        if passed <= begun:  # stored by whoever was stopped; what it held still counts as seen
            for row in batch:
                kind.understand(row)
                seen.setdefault(row.key, row.number)
            continue
        if not write(lambda batch=batch: _store_batch(asker, kind, run_id, batch, seen)):  # type: ignore[misc]
            return _take_back(organisation, run_id)

    def finish() -> int:
        run = _run(organisation, run_id)
        audit.note(organisation, "imported", run.id, by=run.created_by, kind=run.kind, made=run.made)
        end(run, "done")
        return run.made

    return write(finish)


def _store_batch(asker: Asker, kind: ImportKind, run_id: str, batch: list[TableRow], seen: dict[str, int]) -> bool:
    """Inside `write`: False where all or nothing was wanted, and a row cannot be taken any more: then everything goes."""
    alone_in_this_write(f"import {asker.organisation}")
    run = _run(asker.organisation, run_id)
    _understand(asker, kind, batch, seen)
    bad, good = [row for row in batch if row.troubles], [row for row in batch if row.good]
    if bad and not run.only_good:
        bad_rows.enter(run, bad)
        run.state, run.trouble, run.done = "undoing", "import_changed", 0
        return False
    if bad:
        bad_rows.enter(run, bad)
    made = kind.store(asker, good) if good else []
    rows = [
        {"organisation_id": run.organisation_id, "import_id": run.id, "number": row.number, "made": id_}
        for row, id_ in zip(good, made, strict=True)
    ]
    if rows:
        db.session.execute(insert(ImportedRow.__table__), rows)
    run.made += len(made)
    run.done += len(batch)
    return True


def _take_back(organisation: str, run_id: str) -> int:
    run = _run(organisation, run_id)
    asker, kind, last, done = _asker(run), kind_of(run), 0, 0
    while True:
        wanted = select(ImportedRow.number, ImportedRow.made).where(
            ImportedRow.organisation_id == organisation, ImportedRow.import_id == run_id, ImportedRow.number > last
        )
        rows = db.session.execute(wanted.order_by(ImportedRow.number).limit(AT_ONCE)).all()
        if not rows:
            break

        def take(rows: list[tuple[int, str]] = rows) -> None:  # type: ignore[assignment]
            alone_in_this_write(f"import {organisation}")
            stay, run = kind.undo(asker, [made for _, made in rows]), _run(organisation, run_id)
            gone = [number for number, made in rows if made not in stay]
            ours = (ImportedRow.organisation_id == organisation, ImportedRow.import_id == run_id)
            db.session.execute(delete(ImportedRow).where(*ours, ImportedRow.number.in_(gone)))
            run.done += len(rows)

        write(take)
        last, done = rows[-1][0], done + len(rows)

    def finish() -> int:
        run = _run(organisation, run_id)
        left = select(func.count()).where(ImportedRow.organisation_id == organisation, ImportedRow.import_id == run_id)
        run.kept = db.session.scalar(left) or 0  # counted at the end, because a part may have been done twice
        audit.note(organisation, "import_undone", run.id, by=run.created_by, kind=run.kind, kept=run.kept)
        end(run, "stopped" if run.trouble else "undone")
        return done

    return write(finish)


def _understand(asker: Asker, kind: ImportKind, batch: list[TableRow], seen: dict[str, int]) -> None:
    for row in batch:
        kind.understand(row)
    kind.look(asker, [row for row in batch if not row.troubles])
    for row in batch:
        if row.key and not row.troubles and seen.setdefault(row.key, row.number) != row.number:
            row.troubles.append((kind.columns[0].name, f"row_twice:{seen[row.key]}"))


def _batches(run: ImportRun) -> Iterator[list[TableRow]]:
    lines = file_of(run).lines
    assert lines is not None
    rows = rows_of(lines, json.loads(run.mapping))
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def hold(run: ImportRun, file: ImportFile, table: Table) -> None:
    """Inside `write`: the file was read; its columns are to be named now."""
    file.lines = table.lines
    run.encoding, run.rows, run.state = table.encoding, table.rows, "mapping"
    run.headings = json.dumps(table.headings, ensure_ascii=False)
    run.mapping = json.dumps(guessed(run, kind_of(run)))
    run.version = (run.version or 0) + 1


def end(run: ImportRun, state: str) -> None:
    """Inside `write`: nothing more is done with the file."""
    run.state, run.ended_at = state, clock.now()
    ours = (ImportFile.organisation_id == run.organisation_id, ImportFile.import_id == run.id)
    db.session.execute(delete(ImportFile).where(*ours))


def _forget_old(organisation: str) -> None:
    """What names customers and that nobody came back for."""
    before = clock.later(clock.now(), hours=-24 * KEPT_DAYS)
    old = select(ImportRun.id).where(
        ImportRun.organisation_id == organisation, ImportRun.created_at < before, ImportRun.state.not_in(WORKING)
    )
    left = select(ImportBadRow.import_id).where(
        ImportBadRow.organisation_id == organisation, ImportBadRow.import_id.in_(old)
    )
    open_ones = select(ImportFile.import_id).where(
        ImportFile.organisation_id == organisation, ImportFile.import_id.in_(old)
    )
    for run_id in {*db.session.scalars(left.distinct()), *db.session.scalars(open_ones)}:

        def forget(run_id: str = run_id) -> None:
            run = _run(organisation, run_id)
            bad_rows.forget(run)
            if run.state in WAITING:
                end(run, "dropped")

        write(forget)


def _run(organisation: str, run_id: str) -> ImportRun:
    return db.session.get_one(ImportRun, (organisation, run_id))


def _is(organisation: str, run_id: str) -> tuple[ColumnElement[bool], ...]:
    return ImportRun.organisation_id == organisation, ImportRun.id == run_id


def _asker(run: ImportRun) -> Asker:
    organisation = db.session.get_one(Organisation, run.organisation_id)
    return Asker(run.organisation_id, run.created_by, organisation.language, organisation.time_zone)
