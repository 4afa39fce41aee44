"""Nothing that a run of tests has started outlives it: no server, database or browser, however the run ends, SIGKILL included.

`start()` marks the environment of its process, so that everything started from it carries the mark, and starts a second process, the
reaper. That one waits for the end of the first, which is the end of a pipe that nobody else holds, and ends whatever carries the mark.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psutil

MARK = "DOORSTEP_TEST_RUN"  # ids of runs within runs, the innermost last
WITH_PARENT = "DOORSTEP_ENDS_WITH_PARENT"  # set by the Makefile, because a killed `make` tells nobody
GRACE = 5  # seconds between the request to end and the end
PR_SET_PDEATHSIG = 1
_lifelines: list[int] = []  # the end of the pipe, closed by the end of this process alone


def start() -> None:
    """Make this process a run; a second call does nothing."""
    if _lifelines:
        return
    run = uuid.uuid4().hex[:8]
    reading, writing = os.pipe()
    outside = {name: value for name, value in os.environ.items() if name != MARK}  # because no reaper ends another one
    subprocess.Popen(
        [sys.executable, __file__, run],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=outside,
        start_new_session=True,
    )
    os.close(reading)
    _lifelines.append(writing)
    os.environ[MARK] = f"{os.environ.get(MARK, '')}:{run}".strip(":")
    if os.environ.pop(WITH_PARENT, "") and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def folder_prefix() -> str:
    """How the names of folders begin that go with the run."""
    return f"doorstep-{os.environ.get(MARK, '').rpartition(':')[2]}-"


def left_of(run: str) -> list[psutil.Process]:
    """Processes that carry the mark of a run, and what they have started, because a server may overwrite its environment."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        try:
            if run in process.environ().get(MARK, "").split(":"):
                found |= {each.pid: each for each in (process, *process.children(recursive=True))}
        except psutil.Error:
            continue
    return [each for each in found.values() if _counts(each)]


def _counts(process: psutil.Process) -> bool:
    """Whether it lives and is no reaper: each of those ends by itself."""
    try:
        return process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD) and not any(
            each.endswith("/reaper.py") for each in process.cmdline()
        )
    except psutil.Error:
        return False


def reap(run: str) -> None:
    """End all of them: asked first, so that a database gives back its memory, then killed."""
    for end in (psutil.Process.terminate, psutil.Process.kill):
        until = time.monotonic() + GRACE
        while (left := left_of(run)) and time.monotonic() < until:
            for process in left:
                try:
                    end(process)
                except psutil.Error:
                    continue
            psutil.wait_procs(left, timeout=GRACE / 5)
    for folder in Path(tempfile.gettempdir()).glob(f"doorstep-{run}-*"):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.buffer.read()  # nothing ever comes but the end
    reap(sys.argv[1])
