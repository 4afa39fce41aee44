"""SIGKILL of the process that writes, at random moments under load: everything acknowledged is there once, and phones go on."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from server.config import Settings
from tests.browser.server_process import free_port
from tests.kills.crew import PHONES, Crew, hired
from tests.kills.inspection import crooked, missing
from tests.kills.ledger import Ledger
from tests.patience import SECONDS
from tests.postgres import running_postgres

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 2 * SECONDS
WHOLE_EVERY = 100  # kills between two looks at everything
WORKERS = (1, 2)  # processes that serve: of two, one goes on while the other is killed, and both write
# The parent makes the application and forks it, because making it anew takes most of the time of a kill; else it is the server as it is.
WARM = """
import server.cli.serve as serve
load_config, serve.tick.start = serve.Server.load_config, lambda *_: None
serve.Server.load_config = lambda self: (load_config(self), self.cfg.set('preload_app', True))
"""


@dataclass
class Serving:
    """`doorstep serve` on a port that stays the same; its worker writes and is put back by its parent when it is killed."""

    settings: Settings
    port: int
    workers: int = 1
    beside: dict[str, str] = field(default_factory=dict)  # further environment
    first: str = ""  # Python that runs before the server: a guard taken out, to see that it is missed
    parent: psutil.Process | None = None

    @property
    def log(self) -> Path:
        """Where it writes what it has to say."""
        return self.settings.data_dir.parent / "serve.log"

    def start(self) -> None:
        """Start it; returns before it answers."""
        environment = (
            os.environ
            | {"DOORSTEP_DATA": str(self.settings.data_dir), "DOORSTEP_DATABASE_URL": self.settings.database_url}
            | self.beside
        )
        run = (
            ["-m", "server.cli"]
            if not self.first
            else ["-c", f"{self.first}\nfrom server.cli.__main__ import main; main()"]
        )
        command = [sys.executable, *run, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.parent = psutil.Process(started.pid)
        self.started = started

    def kill_a_worker(self, chance: random.Random) -> None:
        """The process that writes is gone at once; nothing of it hears of it."""
        for worker in chance.sample(found := self.parent.children() if self.parent else [], len(found))[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()

    def kill_all(self) -> None:
        """The whole server is gone at once."""
        if self.parent is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.parent.pid, signal.SIGKILL)
        self.started.wait(SECONDS)
        self.parent = None

    def said(self) -> str:
        """The end of what it wrote to its log."""
        return self.log.read_bytes()[-4000:].decode(errors="replace") if self.log.exists() else ""

    def ended(self) -> bool:
        """Whether it ended by itself."""
        return self.started.poll() is not None


@dataclass
class Figures:
    """What was done and what came of it."""

    worker_kills: int = 0
    server_kills: int = 0
    backend_kills: int = 0
    back_after: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    def told(self) -> str:
        """In one line."""
        waits = sorted(self.back_after) or [0.0]
        ledger = self.ledger
        return (
            f"{self.worker_kills} kills of the writer, {self.server_kills} of the whole server, {self.backend_kills} of a PostgreSQL backend; "
            f"{len(ledger.facts)} facts and {len(ledger.home)} pieces of evidence acknowledged in {ledger.exchanges} exchanges; "
            f"answers again after {1000 * waits[len(waits) // 2]:.0f} ms (median), {1000 * waits[-1]:.0f} ms (longest); "
            f"answers that were no yes: {ledger.refused or 'none'}; lost or crooked: {len(self.broken)}"
        )


def kill_servers(
    count: int,
    seed: int,
    settings: Settings,
    backends: int | None = None,
    first: str = "",
    phones: tuple[str, ...] = PHONES,
    workers: int = 1,
) -> Figures:
    """Kill so often; `backends` is the process of a PostgreSQL server whose backends are killed, too; `first` and `workers` as in `Serving`.

    Ends early when something is broken.
    """
    chance, figures = random.Random(seed), Figures()
    serving = Serving(settings, free_port(), workers, first=first)
    crew = hired(settings, serving.port, seed, figures.ledger, phones)
    seen: set[object] = set()
    serving.start()
    try:
        with crew.at_work():
            for turn in range(count):
                _work_a_while(crew, serving, chance)
                _kill(serving, chance, figures, backends)
                figures.back_after.append(wait(crew, serving, 1))
                figures.broken += figures.ledger.broken + missing(
                    settings.database, settings.data_dir, figures.ledger, since=seen
                )
                if (turn + 1) % WHOLE_EVERY == 0:
                    figures.broken += crooked(settings.database)
                    print(f"  {turn + 1} kills: {figures.told()}", flush=True)
                if figures.broken:
                    break
        figures.broken += _at_rest(crew)
    finally:
        serving.kill_all()
    return figures


def _at_rest(crew: Crew) -> list[str]:
    """All phones have sent all: everything acknowledged is there, everything is whole, and the phones show what the server has."""
    settings, ledger = crew.settings, crew.ledger
    wrong = ledger.broken + missing(settings.database, settings.data_dir, ledger) + crooked(settings.database)
    unheard = sum(phone.phone.seq for phone in crew.phones) - len(ledger.facts)
    return wrong + ([f"of {unheard} facts no outcome was ever heard"] if unheard else [])


def _work_a_while(crew: Crew, serving: Serving, chance: random.Random) -> None:
    wait(crew, serving, chance.randint(0, 4))
    time.sleep(chance.random() * 0.03)  # so that the kill falls anywhere in a request


def _kill(serving: Serving, chance: random.Random, figures: Figures, backends: int | None) -> None:
    fate = chance.random()
    if backends and fate < 0.5:
        figures.backend_kills += _kill_a_backend(backends, chance)
    elif fate > 0.98:
        serving.kill_all()
        serving.start()
        figures.server_kills += 1
    else:
        serving.kill_a_worker(chance)
        figures.worker_kills += 1


def _kill_a_backend(postmaster: int, chance: random.Random) -> int:
    """A backend that serves somebody; PostgreSQL ends all others then and recovers."""
    serving = [
        each for each in psutil.Process(postmaster).children() if "postgres doorstep_" in " ".join(_command(each))
    ]
    for backend in chance.sample(serving, len(serving))[:1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            backend.kill()
            return 1
    return 0


def _command(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.Error):
        return process.cmdline()
    return []


def wait(crew: Crew, serving: Serving, exchanges: int) -> float:
    """Until so many more exchanges were answered; seconds. AssertionError where the server does not come back."""
    began, before = time.monotonic(), crew.ledger.exchanges
    while crew.ledger.exchanges < before + exchanges and not crew.ledger.broken:
        assert time.monotonic() < began + READY_WITHIN and not serving.ended(), (
            f"the server did not come back:\n{serving.said()}"
        )
        time.sleep(0.005)
    return time.monotonic() - began


@contextlib.contextmanager
def on_postgresql(folder: Path) -> Iterator[tuple[Settings, int]]:
    """Settings of an installation on a PostgreSQL that flushes as it comes, and the process of that."""
    with running_postgres() as postgres:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            postgres.execute(f"ALTER SYSTEM RESET {setting}")
        postgres.execute("SELECT pg_reload_conf()")
        process = int((postgres.folder / "postmaster.pid").read_text().split()[0])
        yield Settings(data_dir=folder / "data", database_url=postgres.address(postgres.create())), process
