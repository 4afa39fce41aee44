"""Who is measured: each with its real server as a process of its own, and its real client as another."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.bench.deployment import installation, serving
from tests.bench.sync.packages import HERE, NODE, ROOT, installed
from tests.bench.sync.pages import PageClient
from tests.bench.sync.visits import LOGINS, give_visits
from tests.browser.server_process import free_port
from tests.cast import PASSWORD

STEP, VALUES = "symptoms", ("offline", "slow", "offline")
PWA = ROOT / "pwa"
LOADER = ROOT / "tests" / "pwa" / "loader.mjs"


class Client(Protocol):
    """Somebody who does what is asked, and is timed by a clock of their own."""

    def do(self, what: str, asked: dict[str, Any]) -> tuple[float, Any]:
        """Seconds that it took, and what came of it."""

    def close(self) -> None:
        """End it."""


@dataclass
class Contestant:
    """Where its server listens, and who its client is."""

    name: str
    port: int
    client: Callable[[Path], Client]

    def asked(self, url: str, turn: int) -> dict[str, Any]:
        """What the client is told in this round."""
        return {
            "url": url,
            "round": turn,
            "login": LOGINS[turn],
            "password": PASSWORD,
            "step": STEP,
            "value": VALUES[turn],
        }


class NodeClient:
    """A client as a process of Node."""

    def __init__(self, script: str, texts: Path) -> None:
        command = [NODE, "--import", str(LOADER), str(HERE / script)]
        packages = (
            PWA if script.startswith("doorstep") else installed()
        )  # Doorstep's own client needs none of the others'
        environment = os.environ | {"PACKAGES": str(packages), "TEXTS": str(texts)}
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def do(self, what: str, asked: dict[str, Any]) -> tuple[float, Any]:
        """Seconds that it took by the client's own clock, and what came of it."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"do": what} | asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the client died over: {what}")
        said = json.loads(line)
        return said["seconds"], said.get("found")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


@contextmanager
def pouchdb(folder: Path, *, page: bool = False) -> Iterator[Contestant]:
    """PouchDB 9 and express-pouchdb, one process as its makers start it."""
    where = folder / ("page" if page else "node")
    where.mkdir()
    with _node("pouch_server.mjs", str(where)) as port:
        yield Contestant(
            f"PouchDB 9 → express-pouchdb, {_where(page)}",
            port,
            _client("pouch_page.mjs" if page else "pouch_client.mjs", page),
        )


@contextmanager
def rxdb(_folder: Path) -> Iterator[Contestant]:
    """RxDB and the simplest master."""
    with _node("rx_master.mjs") as port:
        yield Contestant("RxDB 17.6 → simplest master, Node", port, _client("rx_client.mjs", False))


@contextmanager
def doorstep(database: str, visits: int, *, page: bool = False) -> Iterator[Contestant]:
    """Doorstep as docs/DEPLOY.md deploys it, with authorisation, validation, signatures, merging, and commits that survive a power cut."""
    with installation(database) as place:
        give_visits(place.app(), visits)
        with serving(place) as server:
            yield Contestant(
                f"Doorstep, {database}, {_where(page)}",
                server.port,
                _client("doorstep_page.ts" if page else "doorstep_client.ts", page),
            )


def _client(script: str, page: bool) -> Callable[[Path], Client]:
    return lambda texts: PageClient(script, texts) if page else NodeClient(script, texts)


def _where(page: bool) -> str:
    return "Chromium" if page else "Node"


@contextmanager
def _node(script: str, *more: str) -> Iterator[int]:
    port = free_port()
    environment = os.environ | {"PACKAGES": str(installed())}
    process = subprocess.Popen(
        [NODE, str(HERE / script), str(port), *more],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()
