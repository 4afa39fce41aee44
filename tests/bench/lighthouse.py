"""`make lighthouse`: Lighthouse's mobile preset on the sign-in and on *Today* with 200 visits, in the production build."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import expect, sync_playwright

from tests import reaper
from tests.bench.multiply import MULTIPLY
from tests.bench.rush import machine
from tests.bench.sync.packages import NODE, installed
from tests.bench.warm_start import VISITS, first_technician
from tests.browser.chromium import Chromium, find_chromium
from tests.browser.driving import enrol, ready_offline
from tests.browser.fonts import font_environment
from tests.browser.phone import Phone
from tests.browser.server_process import ServerProcess, free_port
from tests.browser.watch import Watch
from tests.reaper import folder_prefix

AIMS = {"performance": 95, "accessibility": 100, "best-practices": 100}


def report() -> Iterator[str]:
    """Scores of both pages with every audit that keeps one from 100, after the timings that make up the first."""
    yield f"mobile preset, simulated slow 4G, processor 4 times slower; {machine()}"
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name, sync_playwright() as playwright:
        folder = Path(name)
        server, port = ServerProcess(folder / "server", ("--demo",)), free_port()
        phone = Phone(
            playwright, _debugged(find_chromium(), port), folder / "profile", font_environment(folder), Watch()
        )
        try:
            server.start()
            phone.start()
            yield from _judged("sign-in", f"{server.url}/app/", port, folder)
            phone.switch_off()
            page = enrol(phone, server, *first_technician(server))
            expect(page.locator("h1")).to_contain_text("都在这部手机里")
            ready_offline(page)
            page.evaluate(MULTIPLY, VISITS)
            page.goto("about:blank")
            yield from _judged(f"Today, {VISITS} visits", f"{server.url}/app/", port, folder)
        finally:
            phone.switch_off()
            server.sigkill()


def _debugged(chromium: Chromium, port: int) -> Chromium:
    """The same one, which Lighthouse can reach at a port."""

    class Debugged(Chromium):
        @property
        def arguments(self) -> list[str]:
            return [*super().arguments, f"--remote-debugging-port={port}"]

    return Debugged(chromium.path, chromium.environment)


def _judged(what: str, url: str, port: int, folder: Path) -> Iterator[str]:
    out = folder / "lighthouse.json"
    command = [
        NODE,
        str(installed() / "node_modules/lighthouse/cli/index.js"),
        url,
        f"--port={port}",
        "--output=json",
        f"--output-path={out}",
        "--quiet",
        "--disable-storage-reset",
        f"--only-categories={','.join(AIMS)}",
        "--locale=en",
        "--no-enable-error-reporting",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    if done.returncode:
        yield f"{what}: Lighthouse failed: {done.stderr[-800:]}"
        return
    found = json.loads(out.read_text())
    scores = {name: round(100 * (found["categories"][name]["score"] or 0)) for name in AIMS}
    audits = found["audits"]
    timings = (
        "first-contentful-paint",
        "largest-contentful-paint",
        "total-blocking-time",
        "cumulative-layout-shift",
        "speed-index",
    )
    yield f"{what}: " + ", ".join(
        f"{name} {score} (aim {AIMS[name]}{'' if score >= AIMS[name] else ': missed'})"
        for name, score in scores.items()
    )
    yield "    " + ", ".join(f"{each} {audits[each].get('displayValue', '?')}" for each in timings)
    for name in AIMS:
        for reference in found["categories"][name]["auditRefs"]:
            yield from _failing(audits[reference["id"]], name, reference)


def _failing(audit: dict[str, Any], category: str, reference: dict[str, Any]) -> Iterator[str]:
    if audit["score"] in (None, 1) or reference.get("group") in ("metrics", "hidden"):
        return
    listed = (audit.get("details") or {}).get("items", [])
    items = [_short(each) for each in listed[:3]] if isinstance(listed, list) else []
    yield f"    {category}: {audit['id']}: {audit['title']} {audit.get('displayValue', '')} {' | '.join(items)}".rstrip()


def _short(item: dict[str, Any]) -> str:
    said = (
        item.get("node", {}).get("snippet")
        or item.get("url")
        or item.get("description")
        or json.dumps(item, ensure_ascii=False)
    )
    return re.sub(r"\s+", " ", str(said))[:160]


if __name__ == "__main__":
    reaper.start()
    for line in report():
        print(line, flush=True)
