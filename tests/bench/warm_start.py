"""How long a technician looks at nothing: a cold browser, a stopped server, a slow processor, 200 visits today.

Counted from the start of navigation to the frame in which the day's rows are painted.
"""

import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.bench.bare import SCREEN, BareBrowser
from tests.bench.multiply import MULTIPLY
from tests.browser.chromium import find_chromium
from tests.browser.driving import enrol, ready_offline
from tests.browser.fonts import font_environment
from tests.browser.phone import Phone
from tests.browser.server_process import ServerProcess
from tests.browser.watch import Watch
from tests.reaper import folder_prefix

VISITS = 200
SLOWER = 4
ROUNDS = 7
UNTOUCHED = 4.0  # s in which nothing is asked of the page, because a question is work that its person does not cause; then the day has come to rest
TECHNICIAN = re.compile(r"technician: (\w+)")
PASSWORD = re.compile(r"password: (\S+)")
# Painted means: the rows are in the page and two frames have gone by since. Ready means: painted, and the program answers to a finger.
MARKS = """
const painted = (name) => requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
const wanted = new Map([["today", "#content a.row"], ["ready", "#app:not([inert]) #content a.row"]]);
const look = new MutationObserver(() => {
  for (const [name, there] of wanted) if (document.querySelector(there)) { wanted.delete(name); painted(name); }
});
look.observe(document, { attributes: true, childList: true, subtree: true });
"""
MOMENTS = """new Promise((found) => {
  const look = () => {
    const marks = ["today", "ready"].flatMap((name) => performance.getEntriesByName(name));
    if (marks.length === 2) found(marks.map((mark) => mark.startTime)); else setTimeout(look, 20);
  };
  look();
})"""


def report() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name:
        folder = Path(name)
        server = ServerProcess(folder / "server", ("--demo",))
        server.start()
        try:
            count = full_day(server, folder)
            server.stop()
        finally:
            server.sigkill()
        with BareBrowser(find_chromium(), folder / "profile", font_environment(folder)) as browser:
            times = [warm_start(browser, server.url) for _ in range(ROUNDS + 1)][1:]
    yield f"{count} visits, processor {SLOWER} times slower, server stopped, {ROUNDS} starts"
    painted, ready = zip(*times, strict=True)
    yield f"the day is painted: median {statistics.median(painted):.0f} ms, slowest {max(painted):.0f} ms (ceiling 300 ms)"
    yield f"and answers to a finger: median {statistics.median(ready):.0f} ms, slowest {max(ready):.0f} ms"


def full_day(server: ServerProcess, folder: Path) -> int:
    """Sets up a phone and gives it a full day, on the profile in *folder*; returns the number of its visits."""
    with sync_playwright() as playwright:
        phone = Phone(playwright, find_chromium(), folder / "profile", font_environment(folder), Watch())
        try:
            page = enrol(phone, server, *first_technician(server))
            expect(page.locator("h1")).to_contain_text("都在这部手机里")
            ready_offline(page)
            return page.evaluate(MULTIPLY, VISITS)
        finally:
            phone.switch_off()


def warm_start(browser: BareBrowser, url: str) -> tuple[float, float]:
    """Milliseconds from navigation to painted rows and to a page that answers, in a page that is new while the service worker is warm."""
    page = browser.page()
    page.ask("Page.enable")
    page.ask("Emulation.setDeviceMetricsOverride", **SCREEN)
    page.ask("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")
    page.ask("Page.addScriptToEvaluateOnNewDocument", source=MARKS)
    page.ask("Emulation.setCPUThrottlingRate", rate=SLOWER)
    page.ask("Page.navigate", url=f"{url}/app/")
    time.sleep(UNTOUCHED)
    painted, ready = page.evaluate(MOMENTS)
    page.close()
    return painted, ready


def first_technician(server: ServerProcess) -> tuple[str, str]:
    """Login and password of the first technician whom the server printed for its demonstration."""
    printed = server.log.read_text(encoding="utf-8")
    technician, password = TECHNICIAN.search(printed), PASSWORD.search(printed)
    assert technician and password, "the demonstration printed no login"
    return technician[1], password[1]
