"""Two application servers with folders of their own on one PostgreSQL and one bucket, behind a proxy that alternates: each is killed in turn."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.app import create_app
from server.cli.tick import tick
from server.config import Settings
from server.evidence import bucket as buckets
from server.evidence.bucket import Transfer
from server.evidence.store import of
from server.kernel.chain import sha256
from server.kernel.db import db
from tests.browser.server_process import free_port
from tests.bucket import running_bucket
from tests.kills.crew import hired
from tests.kills.inspection import crooked
from tests.kills.ledger import Ledger
from tests.kills.server_kills import Serving, on_postgresql, wait
from tests.patience import SECONDS

FEW = ("liming", "wangqiang", "zhaolei")
SOME = random.SystemRandom().randrange(10**6)


@dataclass
class Alternating:
    """Each connection goes to the next server, or to the one after it where nobody answers."""

    targets: list[int]
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=128))
    served: dict[int, int] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    def start(self) -> None:
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        turn = 0
        with contextlib.suppress(OSError):  # the end: nobody listens any more
            while True:
                client, _ = self.listening.accept()
                turn += 1
                threading.Thread(target=self._serve, args=(client, turn), daemon=True).start()

    def _serve(self, client: socket.socket, turn: int) -> None:
        for offset in range(len(self.targets)):
            port = self.targets[(turn + offset) % len(self.targets)]
            with contextlib.suppress(ConnectionError):
                server = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
                self.served[port] = self.served.get(port, 0) + 1
                threading.Thread(target=_copy, args=(server, client), daemon=True).start()
                _copy(client, server)
                return
        client.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, Settings]]:
    """Settings of two servers that share the database, the keys and the bucket, and nothing else."""
    with on_postgresql(tmp_path) as (first, _), running_bucket() as bucket:
        for name, value in bucket.environment.items():
            monkeypatch.setenv(name, value)
        buckets._client.cache_clear()
        first = first.at(evidence_bucket=bucket.address, keys_dir=tmp_path / "keys")
        yield first, first.at(data_dir=tmp_path / "other" / "data", checkpoints_dir=tmp_path / "other" / "checkpoints")
        buckets._client.cache_clear()


def serving(settings: Settings) -> Serving:
    settings.data_dir.parent.mkdir(exist_ok=True)
    return Serving(
        settings,
        free_port(),
        beside={"DOORSTEP_EVIDENCE": settings.evidence_bucket, "DOORSTEP_KEYS": str(settings.keys)},
    )


def started(server: Serving) -> None:
    """It answers when this returns."""
    server.start()
    until = time.monotonic() + 2 * SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz"):
            return
        assert time.monotonic() < until and not server.ended(), server.said()
        time.sleep(0.1)


def test_each_of_two_servers_is_killed_and_every_piece_is_read_through_both(two: tuple[Settings, Settings]) -> None:
    """Guard: server/evidence/bucket.py:Bucket, server/kernel/installation.py:tie"""
    print(f"seed {SOME}")
    ledger, servers = Ledger(), [serving(each) for each in two]
    proxy = Alternating([each.port for each in servers])
    proxy.start()
    crew = hired(two[0], proxy.port, SOME, ledger, FEW)
    try:
        for each in servers:
            started(each)
        with crew.at_work():
            wait(crew, servers[0], 30)
            both = dict(proxy.served)
            servers[1].kill_all()
            wait(crew, servers[0], 20)
            started(servers[1])
            servers[0].kill_all()
            wait(crew, servers[1], 20)
    finally:
        for each in servers:
            each.kill_all()
        proxy.listening.close()
    assert len(both) == 2, "only one of the servers was asked"
    assert ledger.broken == [] and ledger.home
    assert crooked(two[0].database) == []
    read_through_both(two, ledger, on_its_way=True)
    carried(two[0])
    read_through_both(two, ledger, on_its_way=False)
    assert not any((each.data_dir / "evidence").exists() for each in two)


def read_through_both(two: tuple[Settings, Settings], ledger: Ledger, *, on_its_way: bool) -> None:
    """No piece that was acknowledged is missing, from wherever one asks."""
    for settings in two:
        app = create_app(settings)
        with app.app_context():
            store = of(settings.data_dir, settings.evidence_bucket)
            for organisation, digest in ledger.home:
                content = store.read(organisation, digest)
                assert content is not None and sha256(content) == digest
            assert bool(db.session.query(Transfer).count()) or not on_its_way
            db.session.remove()
            db.engine.dispose()


def carried(settings: Settings) -> None:
    """The job of either server brings everything into the bucket."""
    app = create_app(settings)
    with app.app_context():
        assert tick()["failed"] == 0
        assert db.session.query(Transfer).count() == 0
        db.session.remove()
        db.engine.dispose()
