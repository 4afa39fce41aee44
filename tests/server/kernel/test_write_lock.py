"""Who may write to SQLite: one at a time among threads and processes, and nobody is passed over."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from server.kernel.write_lock import FairLock, among_processes, leader_lock
from tests.patience import SECONDS

HOLD = """
import sys
from server.kernel.write_lock import among_processes
with among_processes(sys.argv[1]):
    print("mine", flush=True)
    sys.stdin.readline()
"""


def another_process(database: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout and started.stdout.readline() == "mine\n"
    return started


def waiting(database: Path, came: list[str], name: str) -> threading.Thread:
    def write() -> None:
        with among_processes(str(database)):
            came.append(name)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def until_in_front(writer: threading.Thread, database: Path) -> None:
    """Wait until this one stands in front, or has gone by."""
    while writer.is_alive() and (front := leader_lock(f"{database}-next")) is not None:
        os.close(front)


def test_while_another_process_writes_nobody_else_does_and_its_death_gives_the_turn_back(tmp_path: Path) -> None:
    """Guard: server/kernel/write_lock.py:among_processes"""
    database, came = tmp_path / "doorstep.sqlite3", list[str]()
    other = another_process(database)
    writer = waiting(database, came, "ours")
    until_in_front(writer, database)
    assert came == [] and writer.is_alive()
    other.kill()
    other.communicate()
    writer.join(SECONDS)
    assert came == ["ours"]


def test_who_has_just_written_queues_behind_who_waits(tmp_path: Path) -> None:
    """Guard: server/kernel/write_lock.py:among_processes, the lock in front. Locks of two opened files exclude each other as those of two processes do."""
    database, came = tmp_path / "doorstep.sqlite3", list[str]()
    with among_processes(str(database)):
        other = waiting(database, came, "other")
        until_in_front(other, database)
    with among_processes(str(database)):
        came.append("again")
    other.join(SECONDS)
    assert came == ["other", "again"]


def test_waiting_threads_go_in_the_order_in_which_they_came() -> None:
    """Guard: server/kernel/write_lock.py:FairLock.release"""
    lock, came = FairLock(), list[int]()

    def work(number: int) -> None:
        lock.acquire()
        came.append(number)
        lock.release()

    lock.acquire()
    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=work, args=(number,)))
        threads[-1].start()
        while len(lock._queue) <= number:
            pass
    lock.release()
    for thread in threads:
        thread.join(SECONDS)
    assert came == [0, 1, 2, 3, 4, 5]


def test_what_one_process_has_taken_another_leaves_to_it(tmp_path: Path) -> None:
    database = tmp_path / "doorstep.sqlite3"
    other = another_process(database)
    assert leader_lock(f"{database}-turn") is None
    other.communicate("\n")
    assert leader_lock(f"{database}-turn") is not None
