"""How long a record of 1,000 facts takes to be checked: by the verifier in Python, and by the one at /verify in a real Chromium."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from server.evidence.verify import verify
from server.kernel.chain import decode, sha256
from tests.bench.rush import machine
from tests.browser.chromium import find_chromium
from tests.browser.phone import environment
from tests.browser.server_process import ServerProcess
from tests.browser.world import World, open_world
from tests.reaper import folder_prefix
from tests.server.evidence.checking import bundle_of

FACTS, TIMES, AT_ONCE = 1_000, 5, 100


def report() -> Iterator[str]:
    """Medians, in seconds, with the time that Python's processor took."""
    yield f"{FACTS} facts of one phone, {TIMES} times; {machine()}"
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder:
        server = ServerProcess(Path(folder) / "data")
        try:
            world = open_world(server)
            file = Path(folder) / "bundle.zip"
            file.write_bytes(_record(world))
            keys = world.scenario.cast.visitor().get("/api/v1/keys").json
            trust = [sha256(decode(key["public_key"])) for key in keys]
            yield _in_python(file.read_bytes(), trust)
            yield _in_chromium(f"{server.url}/verify", file, trust)
        finally:
            server.stop()


def _record(world: World) -> bytes:
    scenario = world.scenario
    visit, phone = scenario.given(), scenario.phone()
    for number in range(FACTS - 1):
        phone.report("noted", {"text": f"x{number}"}, visit=visit)
        if number % AT_ONCE == 0:
            phone.sync_all()
    phone.report("ended", {"outcome": "done"}, visit=visit)
    phone.sync_all()
    return bundle_of(scenario, visit)


def _in_python(bundle: bytes, trust: list[str]) -> str:
    walls, processor = [], time.process_time()
    for _ in range(TIMES):
        started = time.perf_counter()
        assert verify(bundle, trust).exit == 0
        walls.append(time.perf_counter() - started)
    spent = (time.process_time() - processor) / TIMES
    return f"Python: {statistics.median(walls):.2f} s, {spent:.2f} s CPU (aim 1 s)"


def _in_chromium(address: str, file: Path, trust: list[str]) -> str:
    found = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path, args=found.arguments, env={**environment(), **found.environment}
        )
        page = browser.new_page(locale="en-GB")
        page.goto(address)
        page.locator("#bundle").set_input_files(file)
        page.locator("#trust").fill(", ".join(trust))
        walls = []
        for _ in range(TIMES):
            page.get_by_role("button", name="Check", exact=True).click()
            expect(page.locator("#answer h2")).to_contain_text("Verified", timeout=60_000)
            walls.append(int(page.locator("#answer").get_attribute("data-milliseconds") or 0))
        browser.close()
    return f"Chromium {found.major}: {statistics.median(walls) / 1000:.2f} s (aim 1 s)"
