"""The real server as its own process, through the command line people use: started, stopped, killed, started again."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from tests.forking import Forked
from tests.patience import SECONDS

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = (sys.executable, "-m", "server.cli")


class ServerProcess:
    """`doorstep serve` on a port and a data folder that stay the same over stops and starts."""

    from_scratch = False  # as a process that imports what it needs, for tests of the start itself

    def __init__(
        self,
        folder: Path,
        arguments: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        program: tuple[str, ...] = CHECKOUT,
    ) -> None:
        self.folder, self.port = folder, free_port()
        self.arguments, self.environment, self.program = arguments, environment or {}, program
        self.process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which this server, and commands on its data, run."""
        return os.environ | {"DOORSTEP_DATA": str(self.folder), "DOORSTEP_PUBLIC_URL": self.url} | self.environment

    def start(self) -> None:
        """Start and return when `/healthz` answers 200; AssertionError with the log's end when it does not."""
        assert self.process is None, "already running"
        self.folder.mkdir(parents=True, exist_ok=True)
        # One process, because a second one would be started for a single phone; tests/sync/test_two_processes.py tries what two do.
        arguments = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", *self.arguments]
        with self.log.open("ab") as log:
            if self.from_scratch or self.program != CHECKOUT:
                self.process = subprocess.Popen(
                    [*self.program, *arguments],
                    cwd=ROOT,
                    env=self.environ,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            else:
                self.process = Forked(arguments, self.environ, log, log)
        self._wait_until_healthy()

    def stop(self) -> None:
        """Stop as an operator would (SIGTERM); afterwards nothing listens on the port."""
        self._end(signal.SIGTERM)

    def sigkill(self) -> None:
        """End it as a power cut would: every process of it, at once."""
        self._end(signal.SIGKILL)

    def command(self, *arguments: str, code: int = 0) -> str:
        """Run `doorstep …` on this server's data, which must exit with this code, and return what it printed."""
        exit_code, out, err = doorstep(self.environ, *arguments)
        assert exit_code == code, out + err
        return out

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def _wait_until_healthy(self) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            assert self.process is not None and self.process.poll() is None, f"the server ended:\n{self._log_end()}"
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if fetch_status(f"{self.url}/healthz") == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the server did not come up:\n{self._log_end()}")

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(SECONDS)
        self.process = None

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]


def doorstep(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    """Run `doorstep …` in this environment; exit code, and what it printed on either output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        code = Forked(arguments, environment, out, err).wait()
        said, complained = ((each.seek(0), each.read().decode())[1] for each in (out, err))
    return code, said, complained


def fetch_status(url: str) -> int:
    """HTTP status of a GET that goes past any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=SECONDS) as answer:
        return answer.status


def free_port() -> int:
    """A port for this process alone, whatever else is tested on the machine: a stopped server finds it again, because the file that claims it is
    locked while this process lives. Below the ephemeral range, so that no outgoing connection takes it while the server is down."""
    claims = CLAIMS / f"doorstep-ports-{os.getuid()}"
    claims.mkdir(exist_ok=True)
    for port in PORTS:
        claim = (claims / str(port)).open("ab")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
        else:
            _claimed.append(claim)
            return port
    raise RuntimeError("no free port")


PORTS = range(21_000, 29_000)
# One folder for all runs of the machine, wherever each keeps its temporary files.
CLAIMS = Path("/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir())
_claimed: list[IO[bytes]] = []
