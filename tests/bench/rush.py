"""Prepared requests sent at once over connections that stay open; the answers are looked at only afterwards."""

from __future__ import annotations

import gzip
import json
import os
import queue
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Rush:
    """What came of it: seconds of wall clock, of this process's CPU, of each request in order of size; and the answers."""

    wall: float
    cpu: float
    waits: list[float]
    answers: list[tuple[int, Any]]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.waits) / self.wall

    def wait(self, part: float) -> float:
        """Milliseconds in which this part of the requests was answered."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(part * len(self.waits)))]


def rush(port: int, queues: Sequence[Iterable[bytes]], at_once: int) -> Rush:
    """Send each queue in its own order (a phone has one request in flight), so many queues at once."""
    waiting: queue.SimpleQueue[Iterable[bytes]] = queue.SimpleQueue()
    for each in queues:
        waiting.put(each)
    heard: list[tuple[float, bytes]] = []
    troubles: list[BaseException] = []
    senders = [threading.Thread(target=_send, args=(port, waiting, heard, troubles)) for _ in range(at_once)]
    wall, cpu = time.perf_counter(), time.process_time()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if troubles:
        raise troubles[0]
    return Rush(wall, cpu, sorted(wait for wait, _ in heard), [_read(answer) for _, answer in heard])


def machine() -> str:
    """What else the machine did: the load before this, and its cores."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"


def _send(
    port: int,
    waiting: queue.SimpleQueue[Iterable[bytes]],
    heard: list[tuple[float, bytes]],
    troubles: list[BaseException],
) -> None:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                for request in waiting.get_nowait():
                    began = time.perf_counter()
                    line.sendall(request)
                    answer = _answer(line)
                    heard.append((time.perf_counter() - began, answer))
    except queue.Empty:
        return
    except BaseException as trouble:
        troubles.append(trouble)


def _answer(line: socket.socket) -> bytes:
    """The bytes of one answer, head and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(line)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(each.split(b":")[1]) for each in head.split(b"\r\n") if each.lower().startswith(b"content-length:")
    )
    parts, have = [received], len(body)
    while have < length:
        parts.append(_some(line))
        have += len(parts[-1])
    return b"".join(parts)


def _some(line: socket.socket) -> bytes:
    received = line.recv(65536)
    if not received:
        raise ConnectionError("the server hung up")
    return received


def _read(answer: bytes) -> tuple[int, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    plain = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
    return int(head.split()[1]), json.loads(plain) if b"json" in head else plain
