"""Whose turn it is to write to SQLite: one after the other, in the order in which they came, among the threads and the processes of a host."""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext


class FairLock:
    """Waiting threads go in the order in which they came, because SQLite's own busy wait is a lottery."""

    def __init__(self) -> None:
        self._guard, self._held, self._queue = threading.Lock(), False, deque[threading.Event]()

    def acquire(self) -> None:
        """Wait for one's turn."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._queue.append(turn)
        turn.wait()

    def release(self) -> None:
        """Let the next one go."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False


_threads = FairLock()


@contextmanager
def turn(database: str | None) -> Iterator[None]:
    """Nobody else of this host writes to the database file meanwhile; whoever dies gives the turn back. One in memory is nobody else's."""
    _threads.acquire()
    try:
        with among_processes(database) if database and database != ":memory:" else nullcontext():
            yield
    finally:
        _threads.release()


@contextmanager
def among_processes(database: str) -> Iterator[None]:
    """Two locks, because with one the process that gives it back would take it again before the other has woken.

    Who waits for the turn holds the place in front, so that whoever has just written queues behind. Opened anew each time, because a lock
    belongs to the open file and a process that was forked would share it.
    """
    writing = opened(f"{database}-turn")
    try:
        front = opened(f"{database}-next")
        try:
            fcntl.flock(front, fcntl.LOCK_EX)
            fcntl.flock(writing, fcntl.LOCK_EX)
        finally:
            os.close(front)
        yield
    finally:
        os.close(writing)


def leader_lock(path: str) -> int | None:
    """Take a lock file for as long as this process lives; None where another process of this host has it."""
    file = opened(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    return file


def opened(path: str) -> int:
    """A file to lock, made where there is none."""
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
