"""A mailbox for tests: a `pymap` process that keeps mails in memory, and a line to it that can be cut."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from tests.patience import SECONDS

USER, PASSWORD = "complaints", "p4ss word"


class Mailbox:
    """`put` delivers a mail; `port` is where the server listens."""

    def __init__(self, port: int) -> None:
        self.port = port

    def put(self, text: str = "水管还在漏。", *, raw: bytes = b"", **headers: str) -> None:
        """Deliver a mail with these headers (`_` for `-`), or these very bytes."""
        mail = EmailMessage()
        for name, value in ({"From": "王芳 <wang@example.com>", "Subject": "投诉"} | headers).items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        client = self._client()
        client.append("INBOX", None, None, raw or mail.as_bytes())  # type: ignore[arg-type]
        client.logout()

    def flags(self) -> list[bytes]:
        """What is marked on the mails, to see that nothing is."""
        client = self._client()
        client.select("INBOX", readonly=True)
        _, found = client.fetch("1:*", "(FLAGS)")
        client.logout()
        return [each for each in found if isinstance(each, bytes)]

    def _client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(USER, PASSWORD)
        return client


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server of its own process, which listens within."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    command = [*program, "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + SECONDS
        while not answers(port):
            assert process.poll() is None and time.monotonic() < until, "the mail server does not listen"
            time.sleep(0.02)
        yield Mailbox(port)
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Cut(threading.Thread):
    """A line to the mail server that breaks when the client asks for its `at`-th mail; `whole` mends it."""

    def __init__(self, port: int, at: int) -> None:
        super().__init__(daemon=True)
        self.server, self.to, self.at, self.whole = socket.create_server(("127.0.0.1", 0)), port, at, False
        self.port = self.server.getsockname()[1]
        self.start()

    def run(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self._up, args=(client, there), daemon=True).start()
            threading.Thread(target=self._down, args=(there, client), daemon=True).start()

    def _up(self, client: socket.socket, there: socket.socket) -> None:
        asked = 0
        while data := _read(client):
            asked += data.count(b"FETCH")
            if asked >= self.at and not self.whole:
                break
            there.sendall(data)
        for each in (client, there):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _down(self, there: socket.socket, client: socket.socket) -> None:
        while data := _read(there):
            try:
                client.sendall(data)
            except OSError:
                return


def _read(stream: socket.socket) -> bytes:
    try:
        return stream.recv(65536)
    except OSError:
        return b""
