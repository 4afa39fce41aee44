"""The server as docs/DEPLOY.md puts it on a host: gunicorn with a process for each core; commits survive a power cut."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import text

from server.app import create_app
from server.cli import migrate
from server.cli.serve import PROCESSES
from server.config import Settings
from server.kernel.db import db
from tests.browser.server_process import free_port
from tests.postgres import running_postgres
from tests.reaper import folder_prefix

DATABASES = ("SQLite", "PostgreSQL")
WORKERS = dict.fromkeys(DATABASES, PROCESSES)


@dataclass
class Installation:
    """A data folder and a database with all tables; nobody serves it yet."""

    database: str
    settings: Settings
    postgres: int | None = None  # the process of the database server

    def look_round(self) -> None:
        """Let PostgreSQL look what its tables hold, as it does by itself within a minute; before that it reads all facts of a firm to find twenty."""
        if self.postgres:
            app = self.app()
            with app.app_context(), db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
            with app.app_context():
                db.engine.dispose()

    def app(self) -> Flask:
        """The application in this process, to fill the database."""
        return create_app(self.settings)


@dataclass
class Serving:
    """A server that answers; `largest` is the most memory that one of its processes ever had, in bytes."""

    process: psutil.Process
    postgres: psutil.Process | None
    port: int
    largest: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def cpu(self) -> float:
        """Seconds of CPU that the server's processes have taken so far, those of PostgreSQL included."""
        return sum(_seconds(each) for each in self._family())

    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        return self.process.children(recursive=True)

    def watch(self) -> None:
        """Look every tenth of a second how much memory the largest process holds, until it is over."""
        while not self.over.wait(0.1):
            with suppress(psutil.Error):
                self.largest = max([self.largest, *(each.memory_info().rss for each in self.workers())])

    def _family(self) -> list[psutil.Process]:
        database = [self.postgres, *self.postgres.children(recursive=True)] if self.postgres else []
        return [self.process, *self.workers(), *database]


@contextmanager
def installation(database: str) -> Iterator[Installation]:
    """A fresh one on one of `DATABASES`; PostgreSQL as it comes, not in the haste of tests."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name:
        folder = Path(name)
        if database == "SQLite":
            yield _with_tables(Installation(database, Settings(data_dir=folder)))
            return
        with running_postgres() as postgres:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                postgres.execute(f"ALTER SYSTEM RESET {setting}")
            postgres.execute("SELECT pg_reload_conf()")
            process = int((postgres.folder / "postmaster.pid").read_text().split()[0])
            settings = Settings(data_dir=folder, database_url=postgres.address(postgres.create()))
            yield _with_tables(Installation(database, settings, process))


@contextmanager
def serving(place: Installation) -> Iterator[Serving]:
    """The server started as its systemd unit starts it, stopped at the end."""
    environment = os.environ | {
        "DOORSTEP_DATA": str(place.settings.data_dir),
        "DOORSTEP_DATABASE_URL": place.settings.database_url,
    }
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "server.cli",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(WORKERS[place.database]),
    ]
    with open(place.settings.data_dir / "serve.log", "wb") as log:
        started = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    server = Serving(psutil.Process(started.pid), psutil.Process(place.postgres) if place.postgres else None, port)
    watcher = threading.Thread(target=server.watch, daemon=True)
    try:
        _wait_for(server, started)
        watcher.start()
        yield server
    finally:
        server.over.set()
        started.terminate()
        started.wait(30)


def _with_tables(place: Installation) -> Installation:
    app = place.app()
    with app.app_context():
        migrate.upgrade(app)
        db.session.remove()
        db.engine.dispose()
    return place


def _wait_for(server: Serving, started: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz") as answer:
            if answer.status == 200:
                return
        if started.poll() is not None:
            raise RuntimeError("the server did not start")
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.Error:
        return 0.0
    return spent.user + spent.system
