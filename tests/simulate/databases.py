"""Where a world's server keeps its rows: copied under a name as a beginning or a backup, put back in a moment."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from server.kernel.db import db
from tests.postgres import Postgres


class Store(Protocol):
    """A database that can be copied while nobody is connected; `rows` reads what is committed, `let_go` ends what that has open."""

    address: str
    concurrent: bool

    def rows(self, statement: str, named: dict[str, Any]) -> list[Any]: ...
    def let_go(self) -> None: ...
    def keep(self, name: str) -> None: ...
    def put_back(self, name: str) -> None: ...


class SqliteFile:
    """One file; its write-ahead log is folded in when the last connection closes."""

    concurrent = False

    def __init__(self, folder: Path) -> None:
        self.file = folder / "world.sqlite3"
        self.address = f"sqlite:///{self.file}"
        self._reading: sqlite3.Connection | None = None

    def rows(self, statement: str, named: dict[str, Any]) -> list[Any]:
        # Past the server's session, because a model that asks after every step would cost as much as the world.
        self._reading = self._reading or sqlite3.connect(self.file, isolation_level=None)
        return self._reading.execute(statement, named).fetchall()

    def let_go(self) -> None:
        if self._reading:
            self._reading.close()
        self._reading = None

    def keep(self, name: str) -> None:
        shutil.copyfile(self.file, self.file.with_name(f"{name}.sqlite3"))

    def put_back(self, name: str) -> None:
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.file.with_name(f"{name}.sqlite3"), self.file)


class PostgresDatabase:
    """One database of a running server; copies are made by the server itself."""

    concurrent = True

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.name = server.create()
        # Nobody waits for a lock here: who holds it is further down on the same stack (the fate "overtaken").
        self.address = f"{server.address(self.name)}&options=-clock_timeout%3D50"

    def rows(self, statement: str, named: dict[str, Any]) -> list[Any]:
        return list(db.session.execute(text(statement), named).all())

    def let_go(self) -> None:
        """Nothing: it reads in the server's own connections."""

    def keep(self, name: str) -> None:
        self._copy(self.name, f"{self.name}_{name}")

    def put_back(self, name: str) -> None:
        self._copy(f"{self.name}_{name}", self.name)

    def _copy(self, source: str, target: str) -> None:
        self.server.drop(target)
        self.server.execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")
