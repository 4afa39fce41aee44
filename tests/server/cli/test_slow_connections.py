"""Slow connections stop nobody: the server answers, and a phone syncs, while five hundred of them send as good as nothing."""

from __future__ import annotations

import contextlib
import http.client
import json
import selectors
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest

from server.cli import migrate
from server.config import Settings
from server.web.patient_worker import BODY_SECONDS, BYTES_A_SECOND, HEAD_SECONDS, LARGEST, Arriving, PatientWorker
from tests.browser.server_process import ServerProcess
from tests.patience import SECONDS
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SLOW = 500
HEAD = b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
BEGINNINGS = (
    HEAD + b"login=",
    HEAD[:40],
    b"",
    HEAD.replace(b"Content-Length: 100000", b"Transfer-Encoding: chunked") + b"5\r\nlogin",
)


@pytest.fixture
def served(scenario: Scenario, settings: Settings, tmp_path: Path) -> Iterator[ServerProcess]:
    with scenario.app.app_context():
        flask_migrate.stamp(directory=migrate.attached(scenario.app))
    server = ServerProcess(
        tmp_path, environment={"DOORSTEP_DATABASE_URL": settings.database, "DOORSTEP_KEYS": str(settings.keys)}
    )
    server.start()
    yield server
    server.stop()


def slow_connections(port: int) -> list[socket.socket]:
    found = []
    for number in range(SLOW):
        connection = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        connection.sendall(BEGINNINGS[number % len(BEGINNINGS)])
        found.append(connection)
    return found


def asked(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    with contextlib.closing(connection):
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()


@SQLITE
def test_S7_five_hundred_slow_connections_stop_nobody(scenario: Scenario, served: ServerProcess) -> None:
    """S-7. Guard: server/web/patient_worker.py:PatientWorker. With gunicorn's own worker sixteen of them hold every thread."""
    visit, phone = scenario.given(), scenario.phone()
    cookie = phone.send.client.get_cookie("doorstep_phone").value  # type: ignore[attr-defined]
    slow = slow_connections(served.port)
    try:
        for connection in slow:
            with contextlib.suppress(OSError):
                connection.send(b"x")  # a byte now and then keeps no connection alive
        assert asked(served.port, "GET", "/healthz")[0] == 200

        def over_the_line(packed: bytes) -> tuple[int, dict[str, Any]]:
            status, answer = asked(
                served.port,
                "POST",
                "/api/v1/sync",
                packed,
                Cookie=f"doorstep_phone={cookie}",
                Content_Type="application/json",
                Content_Encoding="gzip",
            )
            return status, json.loads(answer)

        phone.send = over_the_line
        phone.report("opened", visit=visit)
        assert [result["outcome"] for result in phone.sync()["results"]] == ["applied"]
    finally:
        for connection in slow:
            connection.close()


@SQLITE
def test_S7_requests_come_whole_however_they_are_cut(served: ServerProcess) -> None:
    """S-7: piece by piece, two at once, announced with `Expect`, in chunks, and too long to be waited for."""
    body = b"login=nobody&password=wrong"
    form = b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    ways = {
        b"401": [form + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body), body[:5], body[5:]],
        b" 401": [form + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n", chunk[:7], chunk[7:]],
        b"413": [form + b"Content-Length: 99999999\r\n\r\n" + body],
        b"100 Continue": [
            form + b"Content-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n" % len(body),
            body,
        ],
        b"400": [b"GET / HTTP/1.1\r\n" + b"x" * 10 + b"\r\n\r\n"],
    }
    for expected, pieces in ways.items():
        with socket.create_connection(("127.0.0.1", served.port), timeout=SECONDS) as connection:
            heard = b""
            for number, piece in enumerate(pieces):
                connection.sendall(piece)
                if number == 0 and b"Expect" in piece:
                    heard += connection.recv(1000)
            while more := connection.recv(65536):
                heard += more
        assert expected.strip() in heard, (expected, heard[:200])
    with socket.create_connection(("127.0.0.1", served.port), timeout=SECONDS) as connection:
        connection.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        heard = b""
        while more := connection.recv(65536):
            heard += more
    assert heard.count(b"200 OK") == 2


def test_S7_what_comes_too_slowly_is_dropped_and_a_slow_phone_is_not() -> None:
    """S-7. Guard: server/web/patient_worker.py:Arriving.is_late"""
    idle, head, body = Arriving(0), Arriving(0, b"POST /"), Arriving(0, HEAD + b"x")
    assert not body.is_whole() and not head.is_whole() and not idle.is_whole()
    assert not idle.is_late(HEAD_SECONDS) and idle.is_late(HEAD_SECONDS + 1) and head.is_late(HEAD_SECONDS + 1)
    assert not body.is_late(BODY_SECONDS) and body.is_late(BODY_SECONDS + 1)
    phone = Arriving(0, HEAD + b"x" * 90_000)
    phone.is_whole()
    assert not phone.is_late(90_000 / (BYTES_A_SECOND * 1.2))
    assert Arriving(0, b"x" * LARGEST).is_whole()


class Connection:
    """What the loop knows of a connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.close = sock, sock.close


def test_S7_the_loop_closes_a_connection_that_is_late_and_no_other() -> None:
    """S-7. Guard: server/web/patient_worker.py:PatientWorker.murder_pending"""
    worker = object.__new__(PatientWorker)
    worker.alive, worker.nr_conns, worker.worker_connections = True, 2, 1_000
    worker.arriving, worker.lingering, worker.poller = {}, {}, selectors.DefaultSelector()
    (late, others_end), (timely, another_end) = socket.socketpair(), socket.socketpair()
    with contextlib.closing(worker.poller), others_end, another_end, timely:
        for sock in (late, timely):
            worker._await(Connection(sock))
        now = time.monotonic()
        for connection, request in worker.arriving.items():
            request.begun = now - HEAD_SECONDS - 1 if connection.sock is late else now
        worker.murder_pending()
        assert [each.sock for each in worker.arriving] == [timely] and worker.nr_conns == 1
        assert others_end.recv(1) == b"", "whoever was late reads the end"
