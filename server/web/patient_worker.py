"""A worker whose threads wait for nobody: a request is handed to one when it has come whole.

gunicorn's own reads headers and bodies in its threads, so that two dozen connections that send a byte a second stop the whole server. Here the
worker's loop collects what comes, for all connections at once, and drops who is too slow. See docs/decisions/0072.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_SECONDS = 10  # from the first moment of a connection, or of its next request, until its headers are whole
BODY_SECONDS = 20  # and until its body is, …
BYTES_A_SECOND = 1000  # … where it comes no faster than this; a phone on the slowest network sends four times as much
LARGEST_HEAD = 64 * 1024
LARGEST = 2 * 1024 * 1024 + 2 * LARGEST_HEAD  # more than `request_bytes`; what is longer is refused by its announcement
HELD = 128 * 1024 * 1024  # bytes that all unfinished requests of a worker may hold
SENDING_SECONDS, READING_SECONDS, LINGER_SECONDS = 20, 5, 2
PIECE = 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]+)[ \t]*\r\n", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.I)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.I)


class Arriving:
    """What has come of a request so far, and whether it is whole."""

    def __init__(self, begun: float, content: bytes = b"") -> None:
        self.begun, self.content, self.whole_at = begun, bytearray(content), 0
        self.chunked = self.expects = self.too_long = False

    def is_whole(self) -> bool:
        """Whether a thread may have it: it is complete, or too long to be waited for."""
        if not self.whole_at and not self.chunked:
            self._look_at_head()
        if len(self.content) >= LARGEST or (not self.has_head() and len(self.content) > LARGEST_HEAD):
            return True
        return self.content.endswith(b"\r\n0\r\n\r\n") if self.chunked else 0 < self.whole_at <= len(self.content)

    def has_head(self) -> bool:
        """Whether the headers are here."""
        return bool(self.whole_at) or self.chunked

    def is_late(self, now: float) -> bool:
        """Whether it comes too slowly."""
        return now - self.begun > (
            BODY_SECONDS + len(self.content) / BYTES_A_SECOND if self.has_head() else HEAD_SECONDS
        )

    def handed_over(self) -> bytes:
        """What the parser is given; a connection whose body was not waited for is closed after the answer."""
        if not self.too_long:
            return bytes(self.content)
        first, _, rest = bytes(self.content).partition(b"\r\n")
        return first + b"\r\nConnection: close\r\n" + rest

    def _look_at_head(self) -> None:
        end = self.content.find(b"\r\n\r\n", 0, LARGEST_HEAD)
        if end < 0:
            return
        head = bytes(self.content[: end + 2])
        self.chunked, length = CHUNKED.search(head) is not None, LENGTH.search(head)
        announced = int(length[1][:12]) if length else 0
        self.too_long = announced > LARGEST - LARGEST_HEAD
        self.expects = EXPECTS.search(head) is not None
        self.whole_at = 0 if self.chunked else end + 4 + (0 if self.too_long else announced)


class PatientWorker(ThreadWorker):
    """gunicorn's threads behind a loop that reads whole requests."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: dict[TConn, Arriving] = {}  # in the order in which they began
        self.lingering: dict[socket.socket, float] = {}

    def accept(self, listener: socket.socket) -> None:
        """Begin to read from a new connection."""
        with suppress(BlockingIOError, ConnectionAbortedError):
            client, address = listener.accept()
            for option, seconds in ((socket.SO_SNDTIMEO, SENDING_SECONDS), (socket.SO_RCVTIMEO, READING_SECONDS)):
                client.setsockopt(
                    socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0)
                )  # for the threads, who answer
            self.nr_conns += 1
            self._await(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """A connection that was kept alive begins its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def finish_request(self, conn: TConn, future: Any) -> None:
        """The answer is out: the connection waits for the next request, or is closed without anybody waiting for it."""
        kept = not future.cancelled() and future.exception() is None and future.result()
        if not kept:
            self.nr_conns -= 1
            self._let_go(conn.sock)
        elif began := conn.parser.unreader.take_buffered():
            self._await(conn, began)
        else:
            super().finish_request(conn, future)

    def murder_pending(self) -> None:
        """Once a second: drop what comes too slowly, and the oldest where there is no room left."""
        now = time.monotonic()
        for conn, request in list(self.arriving.items()):
            if request.is_late(now) or not (self.alive or request.content):
                self._drop(conn)
        while self.arriving and sum(len(each.content) for each in self.arriving.values()) > HELD:
            self._drop(max(self.arriving, key=lambda conn: len(self.arriving[conn].content)))
        if self.nr_conns >= self.worker_connections:
            for conn in list(self.arriving)[: max(1, len(self.arriving) // 4)]:
                self._drop(conn)
        for client in [client for client, until in self.lingering.items() if until < now]:
            self._forget(client)

    def _await(self, conn: TConn, began: bytes = b"") -> None:
        conn.sock.setblocking(False)
        self.arriving[conn] = Arriving(time.monotonic(), began)
        self.poller.register(conn.sock, EVENT_READ, partial(self._read, conn))
        if began and self.arriving[conn].is_whole():
            self._hand_over(conn)

    def _read(self, conn: TConn, client: socket.socket) -> None:
        request = self.arriving[conn]
        try:
            piece = client.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        request.content += piece
        if not piece:
            self._drop(conn)
        elif request.is_whole():
            self._hand_over(conn)
        elif request.expects:
            request.expects = False
            with suppress(OSError):
                client.send(b"HTTP/1.1 100 Continue\r\n\r\n")  # because whoever asks sends no body before

    def _hand_over(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        request = self.arriving.pop(conn)
        conn.init()
        conn.parser.unreader.unread(request.handed_over())
        self.enqueue_req(conn)

    def _drop(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self.arriving[conn]
        self.nr_conns -= 1
        conn.close()

    def _let_go(self, client: socket.socket) -> None:
        """Close so that the answer arrives: half at once, the rest when the other side has closed, without a thread or the loop waiting."""
        try:
            client.setblocking(False)
            client.shutdown(socket.SHUT_WR)
            self.poller.register(client, EVENT_READ, self._linger)
        except (OSError, ValueError, KeyError):
            client.close()
            return
        self.lingering[client] = time.monotonic() + LINGER_SECONDS

    def _linger(self, client: socket.socket) -> None:
        with suppress(BlockingIOError):
            try:
                ended = not client.recv(PIECE)
            except BlockingIOError:
                raise
            except OSError:
                ended = True
            if ended:
                self._forget(client)

    def _forget(self, client: socket.socket) -> None:
        self.poller.unregister(client)
        del self.lingering[client]
        client.close()
