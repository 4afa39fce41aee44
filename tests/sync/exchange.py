"""One request between a browser and a server, and all that can become of it on the way."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from tests.patience import SECONDS

HOP = ("connection", "content-length", "keep-alive", "transfer-encoding")


@dataclass(frozen=True)
class Answer:
    """What a server said: a status, headers without those of the connection, and the body as it travelled (perhaps gzip)."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Exchange:
    """One request on its way: a fault forwards it (or not, or twice) and gives an answer (or not, or half of one)."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    behind: int
    handler: BaseHTTPRequestHandler

    def forward(self) -> Answer | None:
        """The real server's answer; None where it is down."""
        line = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=SECONDS)
        try:
            line.request(self.method, self.path, self.body, self.headers)
            heard = line.getresponse()
            kept = tuple((name, value) for name, value in heard.getheaders() if name.lower() not in HOP)
            return Answer(heard.status, kept, heard.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def forward_torn(self, sent: int) -> None:
        """The server hears the request's first `sent` bytes of body, and then the line is dead."""
        with socket.create_connection(("127.0.0.1", self.behind), timeout=SECONDS) as line:
            lines = [
                f"{self.method} {self.path} HTTP/1.1",
                *(f"{name}: {value}" for name, value in self.headers.items()),
            ]
            head = "\r\n".join([*lines, f"Content-Length: {len(self.body)}", "Connection: close", "", ""])
            line.sendall(head.encode("latin-1") + self.body[:sent])
            line.shutdown(socket.SHUT_WR)
            while line.recv(65_536):
                pass  # until the server has let go, so that what it kept is kept when the test goes on

    def give(self, answer: Answer | None, sent: int | None = None, *, honest: bool = False, stay: bool = False) -> None:
        """Answer; only the first `sent` bytes of the body. `honest`: with a length that hides that more was meant; `stay` until they hang up."""
        if answer is None:
            return self.hang_up()
        body = answer.body if sent is None else answer.body[:sent]
        self.handler.send_response(answer.status)
        for name, value in answer.headers:
            self.handler.send_header(name, value)
        if answer.status != 204:
            self.handler.send_header("Content-Length", str(len(body if honest else answer.body)))
        self.handler.send_header(
            "Connection", "close"
        )  # because a browser repeats by itself what it lost on a line that it used before
        self.handler.end_headers()
        if self.method != "HEAD":
            self.handler.wfile.write(body)
        if len(body) < len(answer.body):
            self.handler.wfile.flush()
            if stay:
                self.handler.connection.recv(1)
            self.hang_up()
        return None

    def hang_up(self) -> None:
        """The line is dead: the browser sees a network that fails."""
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR)
