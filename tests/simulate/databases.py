"""Where a world's server keeps its rows: made from a template in a moment, copied for a backup, put back for a restore."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from tests.postgres import Postgres


class Store(Protocol):
    """A database that can be copied while nobody is connected."""

    address: str
    concurrent: bool

    def fresh(self) -> None: ...
    def keep_template(self) -> None: ...
    def back_up(self) -> None: ...
    def put_back(self) -> None: ...


class SqliteFile:
    """One file; its write-ahead log is folded in when the last connection closes."""

    concurrent = False

    def __init__(self, folder: Path) -> None:
        self.file = folder / "world.sqlite3"
        self.address = f"sqlite:///{self.file}"

    def keep_template(self) -> None:
        self._copy(self.file, "template")

    def fresh(self) -> None:
        self._back("template")

    def back_up(self) -> None:
        self._copy(self.file, "backup")

    def put_back(self) -> None:
        self._back("backup")

    def _copy(self, source: Path, name: str) -> None:
        shutil.copyfile(source, source.with_name(f"{name}.sqlite3"))

    def _back(self, name: str) -> None:
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

    def keep_template(self) -> None:
        self._copy(self.name, f"{self.name}_template")

    def fresh(self) -> None:
        self._copy(f"{self.name}_template", self.name)

    def back_up(self) -> None:
        self._copy(self.name, f"{self.name}_backup")

    def put_back(self) -> None:
        self._copy(f"{self.name}_backup", self.name)

    def _copy(self, source: str, target: str) -> None:
        self.server.drop(target)
        self.server.execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")
