"""A Python that has imported the server once, and forks for each `doorstep …` that a test starts: an import takes as long as half of the work.

What is forked is a process of its own: its session, its environment, its folder, its output are those of the request; only the modules are there
already. What a test asks of the start itself, or starts with other modules, is started in the ordinary way.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
_lock = threading.Lock()
_mother: list[tuple[socket.socket, subprocess.Popen[bytes]]] = []


class Forked:
    """A process that was forked; as much of `subprocess.Popen` as tests ask for."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]
    ) -> None:
        self.args = list(arguments)
        self.returncode: int | None = None
        self._said, theirs = socket.socketpair()
        wish = json.dumps([self.args, dict(environment)]).encode()
        with theirs, _lock:
            mother = _mother_of_all()
            socket.send_fds(mother, [len(wish).to_bytes(4)], [out.fileno(), err.fileno(), theirs.fileno()])
            mother.sendall(wish)
        self.pid = int.from_bytes(self._said.recv(4))
        assert self.pid, "nothing was forked"

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """The same, when it has ended; subprocess.TimeoutExpired where it does not."""
        if (code := self._ended(timeout)) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._said], [], [], timeout)[0]:
            said = self._said.recv(4)
            self.returncode = int.from_bytes(said, signed=True) if said else -signal.SIGKILL
            self._said.close()
        return self.returncode


def _mother_of_all() -> socket.socket:
    """The connection to this process's own one, which ends with it."""
    if not _mother:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
            mother = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        _mother.append((ours, mother))
    return _mother[0][0]


def serve(wishes: socket.socket) -> None:
    """Fork for each wish until nobody can wish any more; says a child's id at once and its exit code when it has ended."""
    _import_everything()
    gc.freeze()  # because a child that looks through all of it would write to all of it
    heard, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([wishes.fileno(), heard], [], [])
        if heard in ready:
            os.read(heard, 512)
            for child, code in _ended(children):
                with suppress(OSError):
                    children.pop(child).sendall(code.to_bytes(4, signed=True))
        if wishes.fileno() in ready:
            size, descriptors, _, _ = socket.recv_fds(wishes, 4, 3)
            if not size:
                return
            wish = b""
            while len(wish) < int.from_bytes(size):
                wish += wishes.recv(int.from_bytes(size) - len(wish))
            child = os.fork()
            if child == 0:
                for other in (wishes, *children.values()):
                    other.close()
                _become(*json.loads(wish), descriptors=descriptors)
            children[child] = socket.socket(fileno=descriptors.pop())
            children[child].sendall(child.to_bytes(4))
            for each in descriptors:
                os.close(each)


def _ended(children: Mapping[int, socket.socket]) -> list[tuple[int, int]]:
    """(process, exit code) of those that have ended."""
    found = []
    for child in children:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            found.append((child, os.waitstatus_to_exitcode(status)))
    return found


def _become(arguments: list[str], environment: dict[str, str], descriptors: list[int]) -> None:
    """In the child: be `doorstep` with these arguments, in a session of its own."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    out, err, said = descriptors
    os.dup2(out, 1)
    os.dup2(err, 2)
    for each in (out, err, said):
        os.close(each)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["doorstep", *arguments]
    from server.cli import main

    sys.exit(main())


def _import_everything() -> None:
    """What a command imports at its start or later; no application is made, and nothing of an environment is read."""
    import pkgutil
    from importlib import import_module

    import server

    for found in pkgutil.walk_packages(server.__path__, "server."):
        if not found.name.endswith("__main__") and ".versions" not in found.name:
            import_module(found.name)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
