"""A tiny app around the real service worker and the real `install.ts`, in versions that a test publishes one after the other."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from server.web.bundling import PWA, program

PAGE = """<!doctype html><html lang="zh"><title>app</title><link rel="icon" href="data:,"><h1>今天</h1><p id="version"></p>
<script type="module" src="/assets/page.js"></script></html>"""
SCRIPT = """import { installApp } from './technician/shell/install.ts';
void installApp(() => localStorage.getItem('visit') === 'open');
document.getElementById('version').textContent = await (await fetch('/assets/version.txt')).text();"""
PRECACHE = ["/app/", "/assets/page.js", "/assets/version.txt"]


class Published:
    """What the site serves now; `publish` is a deployment, `portal` somebody in between who answers everything with a page."""

    def __init__(self) -> None:
        self.page_script = _built(["--format=esm"], SCRIPT)
        self.portal = False
        self.asked: list[str] = []
        self.files: dict[str, tuple[str, bytes]] = {}

    def publish(self, version: str) -> None:
        words = f"/assets/words-{version}.js"
        defines = [f"--define:__PRECACHE__={json.dumps(PRECACHE)}", f'--define:__VERSION__="{version}"']
        defines.append(f"--define:__WORDS__={json.dumps([words])}")
        worker = _built(["--format=iife", *defines], (PWA / "technician" / "sw.ts").read_text())
        self.files = {
            "/app/": ("text/html; charset=utf-8", PAGE.encode()),
            "/app/sw.js": ("text/javascript", worker),
            "/assets/page.js": ("text/javascript", self.page_script),
            "/assets/version.txt": ("text/plain", version.encode()),
            words: ("text/javascript", f"words of {version}".encode()),
        }

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if path in self.files and not (self.portal and path != "/app/sw.js"):
            return 200, *self.files[path]
        return (
            200,
            "text/html",
            b"<h1>hotel</h1>" if self.portal else b'<link rel="icon" href="data:,"><h1>elsewhere</h1>',
        )


def _built(options: list[str], source: str) -> bytes:
    command = [program(), "--bundle", "--target=es2022", "--loader=ts", *options]
    done = subprocess.run(command, input=source.encode(), cwd=PWA, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@contextmanager
def worker_site(port: int, published: Published) -> Iterator[str]:
    """Serve what is published as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, content = published.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Quiet."""

    served = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()
