"""What people do with an import: hand a file in, name its columns, confirm, take back, drop.

A form does what follows at once where the file is small; else the job does, which is called at once, so that an
import goes on when the browser is closed.
"""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import func, select

from server.import_export import bad_rows
from server.import_export.files import Table, read_table
from server.import_export.mapping import remember
from server.import_export.models import ImportFile, ImportRun
from server.import_export.running import AT_ONCE, JOB, WAITING, WORKING, end, file_of, hold, kind_of, work
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.jobs import call_job
from server.kernel.problem import Problem
from server.kernel.tables import Asker
from server.kernel.text.letters import tidy

SMALL = 64 * 1024  # bytes of a file for which nobody waits for the job
MOST_OPEN = 20  # imports of an organisation that have not ended


def take_file(asker: Asker, kind: str, name: str, content: bytes, table: Table | None) -> ImportRun:
    """Inside `write`: a new import of this file; `table` where it was read already, else the job reads it. `import_many` where too many are open."""
    open_ones = select(func.count()).where(
        ImportRun.organisation_id == asker.organisation, ImportRun.state.in_((*WORKING, *WAITING))
    )
    if (db.session.scalar(open_ones) or 0) >= MOST_OPEN:
        raise Problem("import_many")
    run = ImportRun(
        organisation_id=asker.organisation,
        id=new_id(),
        kind=kind,
        state="reading",
        file_name=tidy(name, 120),
        file_hash=hashlib.sha256(content).hexdigest(),
        created_by=asker.person,
        created_at=clock.now(),
    )
    file = ImportFile(organisation_id=asker.organisation, import_id=run.id, content=content, lines=None)
    db.session.add_all((run, file))
    if table is not None:
        hold(run, file, table)
    db.session.flush()
    if table is None:
        call_job(asker.organisation, JOB)
    return run


def read_anew(run: ImportRun, encoding: str) -> None:
    """Inside `write`: read the file in another encoding, because the one that was taken shows nonsense."""
    file = file_of(run)
    if run.state not in WAITING or not run.encoding:
        raise Problem("import_moved_on")
    hold(run, file, read_table(file.content, encoding))
    bad_rows.forget(run)


def map_columns(asker: Asker, run: ImportRun, mapping: list[str]) -> None:
    """Inside `write`: what each column is; the rows are checked next. `bad_input` names what is missing or chosen twice."""
    if run.state not in WAITING:
        raise Problem("import_moved_on")
    kind, known = kind_of(run), {each.name for each in kind_of(run).columns}
    mapping = [name if name in known else "" for name in mapping][: len(json.loads(run.headings))]
    mistakes = {
        f"column{place}": ["column_twice"] for place, name in enumerate(mapping) if name in mapping[:place] and name
    }
    missing = [each.name for each in kind.columns if each.needed and each.name not in mapping]
    if missing and not mistakes:
        mistakes["column0"] = [f"no_column_{missing[0]}"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    remember(run, mapping)
    bad_rows.forget(run)
    run.mapping, run.state, run.version = json.dumps(mapping), "checking", run.version + 1
    db.session.flush()
    _at_once(run)


def confirm(asker: Asker, run: ImportRun, version: str, only_good: bool) -> None:
    """Inside `write`: store what was shown. `import_changed` where it is no longer that, `import_has_bad_rows` where all were wanted and some are bad."""
    if run.state != "checked" or version != str(run.version):
        raise Problem("import_changed")
    if run.bad and not only_good:
        raise Problem("import_has_bad_rows")
    run.state, run.only_good, run.done, run.created_by = "importing", only_good, 0, asker.person
    db.session.flush()
    _at_once(run)


def undo(asker: Asker, run: ImportRun) -> None:
    """Inside `write`: take the whole import back; what something rests on meanwhile stays."""
    if run.state != "done" or not run.made:
        raise Problem("import_moved_on")
    run.state, run.done, run.kept, run.created_by = "undoing", 0, 0, asker.person
    db.session.flush()
    if run.made <= AT_ONCE:
        work(run.organisation_id, run.id)
    else:
        call_job(run.organisation_id, JOB)


def may_drop(run: ImportRun) -> bool:
    """Whether nothing of it is being written just now."""
    return run.state in (*WAITING, "reading", "stopped")


def drop(run: ImportRun) -> None:
    """Inside `write`: nothing of this file is wanted."""
    if not may_drop(run):
        raise Problem("import_moved_on")
    bad_rows.forget(run)
    end(run, "dropped")


def _at_once(run: ImportRun) -> None:
    if len(file_of(run).content) <= SMALL:
        work(run.organisation_id, run.id)
    else:
        call_job(run.organisation_id, JOB)
