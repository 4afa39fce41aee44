"""The way back: a backup is checked, unpacked aside, made a new epoch, and only then put in its place; nothing is ever half-written."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from server.backup.databases import file_of, kind_of, opened, put_back, refuse_damaged, seen_in
from server.backup.manifest import DATABASES, Manifest, digest_of, verified
from server.kernel import clock
from server.kernel.folders import flush
from server.kernel.installation import FILE
from server.kernel.problem import Problem

UNFINISHED = "restore.unfinished"  # stands in the data folder while things are moved; nobody serves meanwhile
BeginAnew = Callable[[str, Path, list[str]], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup goes: the database's address, the data folder, and whether what is there may be set aside."""

    address: str
    data: Path
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Restoring:
    """One restore: where to, what came out of the backup, and where what was there is kept."""

    address: str
    data: Path
    fresh: Path
    aside: Path | None
    manifest: Manifest
    begin_anew: BeginAnew


def refuse_unfinished(data: Path) -> None:
    """`restore_unfinished` where somebody began to restore and did not come to an end."""
    if (data / UNFINISHED).exists():
        raise Problem("restore_unfinished")


def restore(
    file: Path, place: Place, known: Collection[str], begin_anew: BeginAnew, shared: Path | None = None
) -> tuple[Manifest, Path | None]:
    """Put a backup back; returns its manifest and the folder in which what was there is kept.

    `known`: the schema revisions of this version. `begin_anew(address, folder, missing evidence)` brings the restored
    tables up to date and begins a new epoch in them. Problems: those of `verified`, `backup_too_new`,
    `backup_other_database`, `restore_not_empty`, `restore_while_serving`, `backup_tool_failed`, `database_damaged`.
    """
    manifest = verified(file, shared)
    if manifest.revision not in known:
        raise Problem("backup_too_new")
    if manifest.database != kind_of(place.address):
        raise Problem("backup_other_database")
    place.data.mkdir(parents=True, exist_ok=True)
    occupied = _is_occupied(place.address, place.data)
    if occupied and not place.replace:
        raise Problem("restore_not_empty")
    aside = place.data / f"before-restore-{clock.now().replace(':', '').replace('.', '')}" if occupied else None
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=place.data) as folder:
        _unpack(file, manifest, Path(folder))
        _copy_shared(shared, manifest, Path(folder))
        put = _place_sqlite if manifest.database == "sqlite" else _place_postgresql
        put(Restoring(place.address, place.data, Path(folder), aside, manifest, begin_anew))
    return manifest, aside


def _is_occupied(address: str, data: Path) -> bool:
    if (data / UNFINISHED).exists() or any(data.glob("evidence/*/*/*")):
        return True
    if kind_of(address) == "sqlite":
        return file_of(address).exists()
    with opened(address) as connection:
        return bool(inspect(connection).get_table_names())


def _unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        for name, member in manifest.members.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as content, target.open("xb") as copy:
                if digest_of(content, copy) != (member["sha256"], member["size"]):
                    raise Problem("backup_not_readable")
                copy.flush()
                os.fsync(copy.fileno())
            target.chmod(0o600)


def _copy_shared(shared: Path | None, manifest: Manifest, folder: Path) -> None:
    for name in manifest.shared if shared else ():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with (shared / name).open("rb") as content, target.open("xb") as copy:  # type: ignore[operator]
            digest_of(content, copy)
            copy.flush()
            os.fsync(copy.fileno())
        target.chmod(0o600)


def _place_sqlite(this: Restoring) -> None:
    """The database is made ready where it was unpacked and comes to its place last, by one rename."""
    live, ready = file_of(this.address), this.fresh / DATABASES["sqlite"]
    if live.exists():
        _fold(live)
    refuse_damaged(ready)  # because a backup may be older than the check that `backup` makes
    _make_ready(f"sqlite:///{ready}", this)
    _fold(ready)
    (this.data / UNFINISHED).touch()
    _set_aside(this, [live, *(live.with_name(live.name + end) for end in ("-wal", "-shm"))])
    _place_evidence(this)
    os.replace(ready, live)
    flush(live.parent)
    (this.data / UNFINISHED).unlink()


def _place_postgresql(this: Restoring) -> None:
    """What was there stays in the database as a schema of its own; a dump that cannot be put back leaves everything as it was."""
    old = "".join(letter for letter in this.aside.name.lower() if letter.isalnum()) if this.aside else ""
    if old:
        _refuse_others(this.address)
    (this.data / UNFINISHED).touch()
    if old:
        _execute(this.address, f"ALTER SCHEMA public RENAME TO {old}", "CREATE SCHEMA public")
    try:
        put_back(this.address, this.fresh / DATABASES["postgresql"])
        _make_ready(this.address, this)
    except BaseException:
        _execute(
            this.address,
            "DROP SCHEMA public CASCADE",
            f"ALTER SCHEMA {old} RENAME TO public" if old else "CREATE SCHEMA public",
        )
        (this.data / UNFINISHED).unlink()
        raise
    _set_aside(this, [])
    _place_evidence(this)
    (this.data / UNFINISHED).unlink()


def _make_ready(address: str, this: Restoring) -> None:
    """What came out is what went in; then a new epoch begins."""
    with opened(address) as connection:
        found = seen_in(connection)
    if (found.revision, found.counts) != (this.manifest.revision, this.manifest.counts):
        raise Problem("backup_not_readable")
    this.begin_anew(address, this.fresh, this.manifest.missing)


def _set_aside(this: Restoring, files: list[Path]) -> None:
    there = [path for path in [*files, this.data / "evidence"] if path.exists()]
    if this.aside and there:
        this.aside.mkdir(mode=0o700)
        for path in there:
            os.replace(path, this.aside / path.name)


def _place_evidence(this: Restoring) -> None:
    if (this.fresh / "evidence").exists():
        os.replace(this.fresh / "evidence", this.data / "evidence")
    if (this.fresh / FILE).exists():
        os.replace(this.fresh / FILE, this.data / FILE)
    flush(this.data)


def _fold(database: Path) -> None:
    """Bring an SQLite database into its one file; `restore_while_serving` where somebody has it open."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise Problem("restore_while_serving") from error


def _refuse_others(address: str) -> None:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    with opened(address) as connection:
        if connection.execute(text(others)).scalar_one():
            raise Problem("restore_while_serving")


def _execute(address: str, *statements: str) -> None:
    with opened(address) as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))
