"""How long an answer takes to be saved, from the engine's being told and from the finger's touch to *saved*, in a real Chromium."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from tests.bench.deployment import installation, serving
from tests.bench.rush import machine
from tests.bench.sync.visits import give_visits
from tests.browser.chromium import find_chromium
from tests.browser.engine_site import KINDS, PAGE, engine_script
from tests.browser.phone import Phone
from tests.browser.watch import Watch
from tests.cast import PASSWORD
from tests.reaper import folder_prefix

VISITS, TIMES = 20, 100
CEILINGS = {1: 16, 4: 50}  # ms at p95, by how many times the processor is slower
BREATH = (
    250  # ms from *saved* to the next touch: nobody's finger is quicker, and what was saved is on its way meanwhile
)
PAUSE = """async ([done, breath]) => {
  while (taken.length < done) await new Promise((go) => setTimeout(go, 5));
  await new Promise((go) => setTimeout(go, breath));
}"""
ENROL = f"""async () => {{
  globalThis.phone = openPhone(); await phone.ready;
  await phone.signIn('liming', '{PASSWORD}'); await phone.enrol('Measured', '2580'); await phone.sendNow();
  return phone.visits.value.length;
}}"""
# A button of the app's own size; each touch of it answers the next visit's question with another word. `taken`: from the touch's own
# time, `saved`: from the moment when the engine is told. Between the two lies what Chromium does of a touch first, up to a frame.
LISTEN = """() => {
  const button = document.body.appendChild(document.createElement('button'));
  button.style.cssText = 'position:fixed;left:16px;top:76px;width:358px;height:48px';
  Object.assign(globalThis, { taken: [], saved: [] });
  let turn = 0;
  globalThis.answer = async () => {
    turn += 1;
    const [visits, told] = [phone.visits.value, performance.now()];
    const id = visits[turn % visits.length].slot.id;
    await phone.report({ type: 'visit', id }, 'answered', { step: 'symptoms', value: ['offline', 'slow'][Math.floor(turn / visits.length) % 2] });
    saved.push(performance.now() - told);
  };
  button.addEventListener('pointerdown', async (event) => { await answer(); taken.push(performance.now() - event.timeStamp); });
}"""
TOLD = """async ([times, breath]) => {
  for (let done = 0; done < times; done += 1) {
    await answer();
    await new Promise((go) => setTimeout(go, breath));
  }
}"""


def report() -> Iterator[str]:
    """Median and p95 of both at full speed and with a slower processor, while the phone sends what it saves."""
    yield f"{TIMES} answers one after the other on {VISITS} visits, saved with durability `strict` and sent meanwhile; {machine()}"
    with installation("SQLite") as place:
        give_visits(place.app(), VISITS, ("liming",))
        with serving(place) as server, engine_page(server.port) as (phone, page):
            assert page.evaluate(ENROL) == VISITS
            page.evaluate(LISTEN)
            for slower, ceiling in CEILINGS.items():
                phone.slow_processor(slower)
                yield f"processor {slower} times slower: told to saved {_told(page)} (aim: p95 {ceiling} ms); touch to saved {_touched(page)}"


def _told(page: Page) -> str:
    page.evaluate("saved.length = 0")
    page.evaluate(TOLD, [TIMES, BREATH])
    return _said(page.evaluate("saved"))


def _touched(page: Page) -> str:
    page.evaluate("taken.length = 0")
    for done in range(1, TIMES + 1):
        page.touchscreen.tap(100, 100)
        page.evaluate(PAUSE, [done, BREATH])
    return _said(page.evaluate("taken"))


def _said(times: list[float]) -> str:
    ordered = sorted(times)
    return f"median {statistics.median(ordered):.1f} ms, p95 {ordered[int(0.95 * len(ordered))]:.1f} ms, slowest {ordered[-1]:.1f} ms"


@contextmanager
def engine_page(port: int) -> Iterator[tuple[Phone, Page]]:
    """The engine on a page of its own, at the origin of the server or of a line before it: only the page itself comes from here."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name, sync_playwright() as playwright:
        script = engine_script(Path(name))
        phone = Phone(playwright, find_chromium(), Path(name) / "profile", {}, Watch())
        try:
            page = phone.start()
            page.route("**/engine/**", lambda route: _answer(route, script))
            page.goto(f"http://127.0.0.1:{port}/engine/")
            page.wait_for_function("!!globalThis.openPhone")
            page.unroute_all()
            yield phone, page
        finally:
            phone.switch_off()


def _answer(route: Route, script: bytes) -> None:
    kind, body = (
        (KINDS["js"], script)
        if route.request.url.endswith(".js")
        else (KINDS["html"], PAGE.replace(b'"/engine.js"', b'"/engine/engine.js"'))
    )
    route.fulfill(body=body, content_type=kind)
