"""Services that notices are sent to, on this machine: one that speaks HTTP and one that speaks SMTP (aiosmtpd). Tests say what they answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller

from server.config import Settings


class Got(NamedTuple):
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


class Receiver:
    """`got` is what came; `says` answers each request, with its number from 1: a status with a body, or None to break the line."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.says: Callable[[int], Any] = lambda number: (200, {"errcode": 0, "errmsg": "ok"})
        self.lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with receiver.lock:
                    receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                    answer = receiver.says(len(receiver.got))
                if answer is None:
                    self.close_connection = True
                    return
                status, said, *more = answer
                content = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/robot?access_token=t"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class OnAnyPort(Controller):
    """A controller that takes the port which the system gives it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


class Postbox:
    """A mail server: `mails` are those that it took; `says` answers the end of each message, None breaks the line after taking it."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.rcpts: list[str] = []
        self.says: Callable[[int], str | None] = lambda number: "250 OK"
        self.rcpt_says = "250 OK"
        self.tried, self.closed = 0, False
        self.controller = OnAnyPort(self, hostname="127.0.0.1", port=0)
        self.controller.start()

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "host": "127.0.0.1",
            "port": self.controller.port,
            "safety": "none",
            "sender": "visits@chengjiang.example",
        }

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt_says.startswith("2"):
            envelope.rcpt_tos.append(address)
        self.rcpts.append(address)
        return self.rcpt_says

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.tried += 1
        answer = self.says(self.tried)
        if answer is None or answer.startswith("2"):
            self.mails.append(envelope)
        if answer is None:
            server.transport.abort()
            return "421 gone"
        return answer

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.controller.stop()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Receivers of these tests listen on this machine."""
    return settings.at(notice_hosts=("127.0.0.1",))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A service that says what tests tell it to."""
    found = Receiver()
    yield found
    found.close()
