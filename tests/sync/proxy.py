"""A network that fails on command: a proxy before a real server which, path by path, does to the next requests what a script says."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.sync.exchange import HOP, Exchange
from tests.sync.faults import Fault, dropped_before, passed


class Proxy(ThreadingHTTPServer):
    """Listens on a port and passes everything on to another one, but for what the script says."""

    daemon_threads = True

    def __init__(self, port: int, behind: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.behind, self.always = behind, dict[str, Fault]()
        self.seen = defaultdict[str, int](int)
        self._script = defaultdict[str, deque[Fault]](deque)
        self._guard = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def script(self, path: str, *faults: Fault) -> None:
        """What happens to the next requests whose path begins so, first come first served; afterwards they pass."""
        self._script[path].extend(faults)

    def down(self, path: str = "/api/") -> None:
        """Nothing gets through until `up`."""
        self.always[path] = dropped_before

    def up(self, path: str = "/api/") -> None:
        """The network is back."""
        self.always.pop(path, None)

    def left(self, path: str) -> int:
        """How many of the scripted faults have not happened yet."""
        return len(self._script[path])

    def fault_for(self, path: str) -> Fault:
        with self._guard:
            self.seen[path] += 1
            for begin, faults in self._script.items():
                if path.startswith(begin) and faults:
                    return faults.popleft()
            return next((fault for begin, fault in self.always.items() if path.startswith(begin)), passed)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        exchange = Exchange(self.command, self.path, headers, body, self.server.behind, self)
        try:
            self.server.fault_for(self.path)(exchange)
        except (BrokenPipeError, ConnectionError):
            self.close_connection = True  # the browser is gone, which is part of many faults

    do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = do_PUT = answer

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def proxy_before(port: int, behind: int) -> Iterator[Proxy]:
    """The proxy on its port as long as the block lasts."""
    proxy = Proxy(port, behind)
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
