"""The dispatch board with a full day: 40 technicians, 200 visits, 1280 × 800. CPU of the page's main thread until it is quiet and for each move of a drag.

The measure of libraries.md A1: 60 moves of the mouse across 180 pixels and 4 rows; time is the thread's own, so that other work on the machine counts little.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from server.app import create_app
from server.config import Settings
from server.kernel import clock
from tests.bench.rush import machine
from tests.browser.chromium import find_chromium
from tests.browser.fonts import font_environment
from tests.browser.phone import environment
from tests.browser.server_process import ServerProcess
from tests.cast import PASSWORD, bring_on
from tests.fullday import fill_day
from tests.reaper import folder_prefix
from tests.scenario import moment, set_the_scene

TECHNICIANS, VISITS, MOVES, ROUNDS = 40, 200, 60, 3
ACROSS, DOWN = 180, 4 * 34  # pixels of a drag: two hours, four rows
SLOWER = 4
FRAMES = 70  # ms from one move to the next, so that each is drawn by itself also on a slow processor
QUIET = 1500  # ms in which nothing is asked of the page


def report() -> Iterator[str]:
    """What a full board costs to draw and to drag on, at full speed and with a slow processor."""
    yield f"{TECHNICIANS} technicians, {VISITS} visits, 1280 x 800, {ROUNDS} rounds of {MOVES} moves; {machine()}"
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name, sync_playwright() as playwright:
        folder = Path(name)
        server = ServerProcess(folder / "data")
        server.start()
        address = _full(server)
        chromium = find_chromium()
        browser = playwright.chromium.launch(
            executable_path=chromium.path,
            args=chromium.arguments,
            env={**environment(), **chromium.environment, **font_environment(folder)},
        )
        try:
            for slower, most in ((1, 8), (SLOWER, 33)):
                yield _measured(browser, server.url, address, slower, most)
        finally:
            browser.close()
            server.sigkill()


def _full(server: ServerProcess) -> str:
    """Fill the server's database; returns the address of the full day's board."""
    settings = Settings(data_dir=server.folder, public_url=server.url, testing=True)
    scenario = set_the_scene(bring_on(create_app(settings)))
    fill_day(scenario, technicians=TECHNICIANS, visits=VISITS, days=1)
    day = clock.day_of(moment(1, "12:00", scenario.zone), scenario.zone)
    return f"{server.url}/console/board?day={day}"


def _measured(browser: Browser, url: str, address: str, slower: int, most: int) -> str:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page.goto(f"{url}/signin")
    page.fill("#login", "chenjing")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")
    line = page.context.new_cdp_session(page)
    line.send("Performance.enable", {"timeDomain": "threadTicks"})
    line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    opened, painted, moves = [], [], []
    for _ in range(ROUNDS):
        page.goto("about:blank")
        before = _cpu(line)
        page.goto(address)
        expect(page.locator(".drawn .lanes")).to_be_attached()
        page.wait_for_timeout(QUIET)
        opened.append(_cpu(line) - before)
        painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        moves.append(_drag(page, line))
    blocks = page.locator(".lanes [data-block]").count()
    page.close()
    fine = "" if statistics.median(moves) <= most else " TOO MUCH"
    return (
        f"{'at full speed' if slower == 1 else f'{slower} times slower'}: {blocks} blocks; first paint {statistics.median(painted):.0f} ms, "
        f"{statistics.median(opened) * 1000:.0f} ms CPU until quiet; a move {statistics.median(moves):.1f} ms CPU (aim: ≤ {most}){fine}"
    )


def _drag(page: Page, line: CDPSession) -> float:
    """Milliseconds of CPU a move; what is dragged is put back."""
    blocks = page.locator(".lanes li[data-movable] [data-block]")
    box = next(
        found for each in blocks.all() if (found := each.bounding_box()) and found["x"] > 500 and found["y"] < 400
    )
    x, y = box["x"] + 10, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y)
    expect(page.locator("[data-said]")).to_be_visible()
    page.wait_for_timeout(QUIET)
    before = _cpu(line)
    for step in range(1, MOVES + 1):
        page.mouse.move(x + 6 + ACROSS * step / MOVES, y + DOWN * step / MOVES)
        page.wait_for_timeout(FRAMES)  # because a question to the page would be work of its main thread, too
    used = _cpu(line) - before
    page.keyboard.press("Escape")
    page.mouse.up()
    return used * 1000 / MOVES


def _cpu(line: CDPSession) -> float:
    """Seconds that the page's main thread has worked."""
    metrics = line.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
