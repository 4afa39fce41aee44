"""One consistent picture of the database in a file, taken while others write, and the way back; for SQLite and for PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text

from server.kernel.problem import Problem

COUNTED = ("organisation", "person", "device", "visit", "fact", "received", "stored", "server_key")
FINDINGS = 20  # lines of damage that an operator is shown; one is enough to refuse
PAGES = 512  # of a step; between two steps others have the file


@dataclass
class Snapshot:
    """What the picture holds: schema revision, rows of the tables that count, and evidence as (organisation, sha256)."""

    revision: str
    counts: dict[str, int]
    evidence: list[tuple[str, str]]


def kind_of(address: str) -> str:
    """`sqlite` or `postgresql`."""
    return make_url(address).get_backend_name()


def file_of(address: str) -> Path:
    """The file of an SQLite database."""
    return Path(make_url(address).database or "")


def copy_of(address: str, target: Path) -> Snapshot:
    """Write the database into `target` and say what it holds. `backup_no_database`, `backup_no_tool`, `backup_tool_failed`, `database_damaged`."""
    if kind_of(address) == "sqlite":
        return _copy_sqlite(file_of(address), target)
    with _postgresql(address) as connection:
        if not inspect(connection).has_table("alembic_version"):
            raise Problem("backup_no_database")
        name = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run(
            "pg_dump",
            address,
            "--format=custom",
            "--schema=public",
            "--no-owner",
            "--no-privileges",  # because a role that is named there need not exist where it is put back; `raise_fence` grants anew
            f"--snapshot={name}",
            f"--file={target}",
        )
        return seen_in(connection)


def put_back(address: str, dump: Path) -> None:
    """Fill an empty PostgreSQL database out of a dump, everything or nothing, ready to be asked."""
    _run(
        "pg_restore",
        address,
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--schema=public",
        str(dump),
    )
    with opened(address) as connection:
        connection.execute(text("ANALYZE"))  # a dump brings no statistics, and the first plans would read whole tables
        connection.commit()


def refuse_damaged(database: Path) -> None:
    """`database_damaged` where SQLite finds a page, a row or an index that is not as it should be. The whole check, because the quick one
    leaves out whether indexes and rows agree. PostgreSQL needs none: its dump reads each row and builds each index anew.
    """
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({FINDINGS})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise Problem("database_damaged", {database.name: found})
    refuse_strangers(database)


def refuse_strangers(database: Path) -> None:
    """`database_damaged` where the file holds what Doorstep never makes: a trigger or a view would act in our name after a restore."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')")
        found = [f"{kind} {name}" for kind, name in rows]
    if found:
        raise Problem("database_damaged", {database.name: found})


def seen_in(connection: Connection) -> Snapshot:
    """What a database holds, as one connection sees it."""
    counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in COUNTED}
    evidence = connection.execute(text("SELECT organisation_id, sha256 FROM stored ORDER BY organisation_id, sha256"))
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return Snapshot(revision, counts, [(organisation, sha256) for organisation, sha256 in evidence])


@contextmanager
def opened(address: str) -> Iterator[Connection]:
    """A connection of its own, closed afterwards with all that belongs to it."""
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _copy_sqlite(source: Path, target: Path) -> Snapshot:
    if not source.is_file():
        raise Problem("backup_no_database")
    try:
        _copy_pages(source, target)
    except sqlite3.OperationalError:
        raise  # because no room, or no turn, is no damage
    except sqlite3.DatabaseError as error:
        raise Problem("database_damaged", {source.name: [str(error)]}) from error
    refuse_damaged(target)
    with opened(f"sqlite:///{target}") as connection:
        return seen_in(connection)


def _copy_pages(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, isolation_level=None, timeout=30)) as live:
        live.execute("BEGIN")
        if not live.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            raise Problem("backup_no_database")
        # the snapshot stays open all the while, because every commit of others would make the copy begin anew
        with closing(sqlite3.connect(target)) as copy:
            live.backup(copy, pages=PAGES)
            copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _postgresql(address: str) -> Iterator[Connection]:
    with opened(address) as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield connection


def _run(tool: str, address: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        raise Problem("backup_no_tool")
    url = make_url(address).set(drivername="postgresql")
    secret = (
        {"PGPASSWORD": str(url.password)} if url.password else {}
    )  # because a command line can be read by everybody
    place = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [tool, f"--dbname={place}", *arguments], env=os.environ | secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Problem("backup_tool_failed", {tool: [done.stderr.strip()[-600:]]})
