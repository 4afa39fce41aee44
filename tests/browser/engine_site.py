"""A page that holds nothing but the phone's engine, with files beside it; `/api/` goes on to a real server, so that both have one origin."""

import http.client
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.web.bundling import PWA, program
from tests.patience import SECONDS

ENTRY = Path(__file__).parent.parent / "pwa" / "cast" / "site.ts"
PAGE = b"""<!doctype html><html lang="zh"><title>engine</title><link rel="icon" href="data:,"><script type="module" src="/engine.js"></script></html>"""
KINDS = {"html": "text/html; charset=utf-8", "js": "text/javascript"}
PASSED_ON = (
    "Content-Type",
    "Content-Encoding",
    "Cookie",
    "Doorstep-Device",
    "Host",
    "Origin",
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Offset",
)


def engine_script(folder: Path) -> bytes:
    """The bundle of the engine's page, built as the app's own is."""
    out = folder / "engine.js"
    command = [
        program(),
        str(ENTRY),
        "--bundle",
        "--format=esm",
        "--target=es2021,chrome96,safari15.4",
        f"--outfile={out}",
    ]
    done = subprocess.run(command, cwd=PWA, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


class Site(ThreadingHTTPServer):
    """What the handler answers from: the page's script, files by path, and the port of the server behind."""

    def __init__(self, port: int, script: bytes, files: dict[str, bytes], behind: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.found = {"/": PAGE, "/engine.js": script} | files
        self.files, self.behind = files, behind


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/api/"):
            return self.pass_on(body)
        kind = KINDS.get(self.path.rpartition(".")[2], "text/html; charset=utf-8" if self.path == "/" else "image/jpeg")
        # Looked up late, because a test may add a file.
        return self.give(200, [("Content-Type", kind)], (self.server.found | self.server.files).get(self.path, b""))

    do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = answer

    def pass_on(self, body: bytes) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=SECONDS)
        try:
            line.request(
                self.command, self.path, body, {name: self.headers[name] for name in PASSED_ON if self.headers[name]}
            )
            heard = line.getresponse()
            kept = [
                (name, value)
                for name, value in heard.getheaders()
                if name not in ("Connection", "Content-Length", "Transfer-Encoding")
            ]
            self.give(heard.status, kept, heard.read())  # each of several cookies
        except OSError:
            self.close_connection = True  # the server is down: the browser must see a network that fails
        finally:
            line.close()

    def give(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def engine_site(port: int, script: bytes, files: dict[str, bytes], behind: int = 9) -> Iterator[str]:
    """Serve the page as long as the block lasts; `files`: path → bytes; `behind`: port of the server that answers `/api/`."""
    served = Site(port, script, files, behind)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()
