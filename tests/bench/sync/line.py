"""A line on the loopback between a client and a server: it counts bytes and requests, and can be as slow and as narrow as a mobile network."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

ANSWER = re.compile(rb"HTTP/1\.1 [2-5]\d\d ")  # begins every answer, and one answer follows every request
PIECE = 4096


@dataclass
class Counted:
    """What went over the line: bytes with all headers, and answered requests."""

    up: int = 0
    down: int = 0
    requests: int = 0

    def __sub__(self, before: Counted) -> Counted:
        return Counted(self.up - before.up, self.down - before.down, self.requests - before.requests)


@dataclass
class Way:
    """One direction, shared by all connections: seconds that a byte is under way, bytes a second (0: no bound), and when it is free again."""

    delay: float = 0.0
    rate: float = 0.0
    free: float = 0.0

    def arrival(self, size: int, now: float) -> float:
        """When a piece that is sent now has arrived."""
        begun = max(now, self.free)
        self.free = begun + (size / self.rate if self.rate else 0.0)
        return self.free + self.delay


@dataclass
class Line:
    """Listens on a port of its own as long as `laid` runs."""

    behind: int
    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    counted: Counted = field(default_factory=Counted)
    port: int = 0

    def so_far(self) -> Counted:
        """A copy of the counts."""
        return Counted(self.counted.up, self.counted.down, self.counted.requests)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client is there: both directions until one of them ends."""
        with suppress(OSError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.behind)
            both = [
                asyncio.create_task(self._carry(reader, far_writer, self.up, self._went_up)),
                asyncio.create_task(self._carry(far_reader, writer, self.down, self._came_down)),
            ]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in both:
                    each.cancel()
                far_writer.close()
        writer.close()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: Way, count: Callable[[bytes], None]
    ) -> None:
        clock = asyncio.get_running_loop().time
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_deliver(under_way, target))
        try:
            while piece := await source.read(PIECE if way.rate else 1 << 16):
                count(piece)
                under_way.put_nowait((way.arrival(len(piece), clock()), piece))
            under_way.put_nowait((0.0, b""))
            await arriving
        finally:
            arriving.cancel()

    def _went_up(self, piece: bytes) -> None:
        self.counted.up += len(piece)

    def _came_down(self, piece: bytes) -> None:
        self.counted.down += len(piece)
        self.counted.requests += len(ANSWER.findall(piece))


async def _deliver(under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop().time
    while True:
        when, piece = await under_way.get()
        if not piece:
            return
        if (early := when - clock()) > 0:
            await asyncio.sleep(early)
        target.write(piece)
        await target.drain()


@contextmanager
def laid(behind: int, up: Way | None = None, down: Way | None = None) -> Iterator[Line]:
    """A line to the server on the port `behind`, in a thread of its own, until the block ends."""
    line = Line(behind, up or Way(), down or Way())
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(line.connected, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()

    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        loop.stop()

    def run() -> None:
        loop.create_task(serve())
        loop.run_forever()
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop)
        thread.join(5)
