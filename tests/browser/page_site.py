"""Serve the app's pages on an in-memory phone (tests/pwa/pages/entry.tsx), under the policy of the real app."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.web.bundling import PWA, TARGET, program
from server.web.headers import PAGE as POLICY

ENTRY = PWA.parent / "tests" / "pwa" / "pages" / "entry.tsx"
# Styles that pages fetch when they are first opened.
LATER = {name: f"/{name}.css" for name in ("pages", "visits", "customer-mode")}
APART = {"decoder": "/decoder.js"}  # the program that only some browsers need
SHELL = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><title>上门</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/technician.css"><script type="module" src="/entry.js"></script></head>
<body><div id="app"></div></body></html>"""


def build_pages(folder: Path, entry: Path = ENTRY) -> None:
    """Build the pages of *entry* and their style into *folder*, as the app is built but for the phone."""
    script = [
        "--format=esm",
        "--splitting",
        "--jsx=automatic",
        "--jsx-import-source=preact",
        f"--define:__LAZY__={json.dumps(LATER | APART)}",
    ]
    for source, options in (
        (entry, script),
        *((PWA / "technician" / "apart" / f"{name}.ts", ["--format=esm"]) for name in APART),
        *((PWA / "styles" / f"{name}.css", []) for name in ("technician", *LATER)),
    ):
        common = [
            "--bundle",
            "--minify",
            f"--target={TARGET}",
            "--charset=utf8",
            "--log-level=warning",
            f"--outdir={folder}",
        ]
        subprocess.run([program(), str(source), *common, *options], cwd=PWA, check=True)
    (folder / "index.html").write_text(SHELL, encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        """Any address that is no file is a page of the app."""
        wanted = Path(self.directory) / path.split("?")[0].lstrip("/")
        return str(wanted if wanted.is_file() else Path(self.directory) / "index.html")

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY.replace("img-src", "img-src data:"))
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def page_site(folder: Path) -> Iterator[str]:
    """Serve *folder* as long as the block lasts; gives the site's address without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
