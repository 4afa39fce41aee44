"""The same clients on pages of a real Chromium, with its IndexedDB and its network: what a phone would do, compared like with like."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, Route, sync_playwright

from server.web.bundling import PWA, program
from tests.bench.sync.packages import HERE, installed
from tests.browser.chromium import find_chromium
from tests.browser.phone import Phone
from tests.browser.watch import Watch
from tests.reaper import folder_prefix

PAGE = """<!doctype html><html lang="zh"><title>measured</title><link rel="icon" href="data:,">{scripts}</html>"""
THEIRS = ("fresh", "pull")  # what the other phone does, which has a profile of its own
DO = """async (asked) => {
  const began = performance.now();
  const found = await commands[asked.do](asked);
  return { seconds: (performance.now() - began) / 1000, found };
}"""


class PageClient:
    """A client as two phones; each starts with its first command."""

    def __init__(self, script: str, texts: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=folder_prefix())
        self._texts = json.loads(texts.read_text(encoding="utf-8"))
        self._files = _files(script, Path(self._folder.name))
        self._started: Playwright = sync_playwright().start()
        self._phones: dict[bool, tuple[Phone, Page]] = {}

    def do(self, what: str, asked: dict[str, Any]) -> tuple[float, Any]:
        """Seconds that it took by the page's own clock, and what came of it."""
        said = self._page(what in THEIRS, asked["url"]).evaluate(DO, {"do": what} | asked)
        return said["seconds"], said.get("found")

    def close(self) -> None:
        """Switch both phones off."""
        for phone, _ in self._phones.values():
            phone.switch_off()
        self._started.stop()
        self._folder.cleanup()

    def _page(self, theirs: bool, url: str) -> Page:
        if theirs not in self._phones:
            phone = Phone(self._started, find_chromium(), Path(self._folder.name) / f"profile-{theirs}", {}, Watch())
            page = phone.start()
            page.route("**/measured/**", self._answer)
            page.set_default_timeout(
                120_000
            )  # because preparing a thousand visits beside other work may keep the machine busy
            page.goto(f"{url}/measured/")
            page.wait_for_function("!!globalThis.commands")
            page.unroute_all()
            page.evaluate("(texts) => { globalThis.texts = texts; }", self._texts)
            self._phones[theirs] = (phone, page)
        return self._phones[theirs][1]

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            return route.fulfill(body=self._files[name], content_type="text/javascript")
        scripts = "".join(
            f'<script {"type=module " if each == "page.js" else ""}src="{each}"></script>' for each in self._files
        )
        return route.fulfill(body=PAGE.format(scripts=scripts), content_type="text/html; charset=utf-8")


def _files(script: str, folder: Path) -> dict[str, bytes]:
    """The page's scripts in the order in which they are wanted."""
    out = folder / "page.js"
    command = [program(), str(HERE / script), "--bundle", "--format=esm", "--target=chrome120", f"--outfile={out}"]
    subprocess.run(command, cwd=PWA, capture_output=True, check=True)
    found = {"page.js": out.read_bytes()}
    return (
        {"pouchdb.js": (installed() / "node_modules/pouchdb/dist/pouchdb.min.js").read_bytes()} | found
        if script.startswith("pouch")
        else found
    )
