"""A run of tests that is interrupted leaves no server, database or browser behind, in whichever way it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import SECONDS
from tests.reaper import MARK, left_of

ROOT = Path(__file__).resolve().parents[2]
CASE = "tests/browser/running.py"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "1", CASE)
BY_MAKE = ("bash", ".ci/run", "test-prepared", f"TESTS={CASE}", "WORKERS=1")


@dataclass
class Run:
    """A run that has started everything: its first process, and the marks of it and of its worker."""

    process: subprocess.Popen[bytes]
    mark: str
    worker: str
    worker_process: int
    database: Path

    def started(self) -> set[str]:
        """What of a server, a database and a browser is there."""
        words = {"server.cli": "server", "postgres": "database", "chrom": "browser"}
        commands = [" ".join(each.cmdline()) for each in left_of(self.worker)]
        return {name for word, name in words.items() if any(word in command for command in commands)}


def hears_ctrl_c() -> None:
    """Because a shell starts what it puts in the background deaf to it, these tests among it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Start a run by this command and wait until everything is there."""
    begun: list[subprocess.Popen[bytes]] = []

    def begin(*command: str) -> Run:
        ready = tmp_path / f"ready-{len(begun)}"
        with (tmp_path / f"log-{len(begun)}").open("wb") as log:
            begun.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=os.environ | {"DOORSTEP_TEST_READY": str(ready)},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=hears_ctrl_c,
                )
            )
        until = time.monotonic() + 2 * SECONDS
        while not ready.exists():
            assert begun[-1].poll() is None and time.monotonic() < until, (
                tmp_path / f"log-{len(begun) - 1}"
            ).read_text()
            soon()
        marks, worker, folder = ready.read_text().split()
        outer = os.environ[MARK].count(":") + 1
        return Run(begun[-1], marks.split(":")[outer], marks.split(":")[-1], int(worker), Path(folder))

    yield begin
    for process in begun:
        process.kill()
        process.wait()


def by_worker(run: Run) -> None:
    """The worker of the run is killed, as the kernel does when memory ends."""
    os.kill(run.worker_process, signal.SIGKILL)


def by_signal(how: signal.Signals) -> Callable[[Run], None]:
    return lambda run: run.process.send_signal(how)


@pytest.mark.parametrize(
    ("command", "end"),
    [
        pytest.param(PYTEST, by_worker, id="worker killed"),
        pytest.param(PYTEST, by_signal(signal.SIGINT), id="Ctrl-C"),
        pytest.param(BY_MAKE, by_signal(signal.SIGKILL), id="make killed, which sends SIGTERM"),
    ],
)
def test_an_interrupted_run_leaves_nothing_behind(
    begun: Callable[..., Run], command: tuple[str, ...], end: Callable[[Run], None]
) -> None:
    run = begun(*command)
    assert run.started() == {"server", "database", "browser"}
    end(run)
    until = time.monotonic() + SECONDS
    while left := left_of(run.worker if end is by_worker else run.mark):
        assert time.monotonic() < until, [each.cmdline() for each in left]
        soon()
    while run.database.exists():
        assert time.monotonic() < until, "the database's folder is still there"
        soon()


def soon() -> None:
    """Between two looks."""
    time.sleep(0.05)
