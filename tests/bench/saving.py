"""How long an answer takes to be saved, from the finger's touch to the moment when the engine calls it *saved*, in a real Chromium."""

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

VISITS, TAPS = 20, 200
CEILINGS = {1: 16, 4: 50}  # ms at p95, by how many times the processor is slower
ENROL = f"""async () => {{
  globalThis.phone = openPhone(); await phone.ready;
  await phone.signIn('liming', '{PASSWORD}'); await phone.enrol('Measured', '2580'); await phone.sendNow();
  return phone.visits.value.length;
}}"""
# A button over the whole page; each touch of it answers the next visit's question with another word. Counted from the touch's own time.
LISTEN = """() => {
  const button = document.body.appendChild(document.createElement('button'));
  button.style.cssText = 'position:fixed;inset:0;width:100%;height:100%';
  globalThis.taken = [];
  let turn = 0;
  button.addEventListener('pointerdown', async (event) => {
    turn += 1;
    const visits = phone.visits.value;
    const id = visits[turn % visits.length].bundle.id;
    await phone.report({ type: 'visit', id }, 'answered', { step: 'symptoms', value: ['offline', 'slow'][Math.floor(turn / visits.length) % 2] });
    taken.push(performance.now() - event.timeStamp);
  });
}"""


def report() -> Iterator[str]:
    """Median and p95 at full speed and with a slower processor, while the phone sends what it saves."""
    yield f"{TAPS} answers one after the other on {VISITS} visits, saved with durability `strict` and sent meanwhile; {machine()}"
    with installation("SQLite") as place:
        give_visits(place.app(), VISITS, ("liming",))
        with serving(place) as server, engine_page(server.port) as (phone, page):
            assert page.evaluate(ENROL) == VISITS
            page.evaluate(LISTEN)
            for slower, ceiling in CEILINGS.items():
                phone.slow_processor(slower)
                times = _tapped(page)
                yield (f"processor {slower} times slower: median {statistics.median(times):.1f} ms, p95 {times[int(0.95 * len(times))]:.1f} ms, "
                       f"slowest {times[-1]:.1f} ms (aim: p95 {ceiling} ms)")


def _tapped(page: Page) -> list[float]:
    page.evaluate("taken.length = 0")
    for done in range(1, TAPS + 1):
        page.touchscreen.tap(100, 100)
        page.evaluate("""async (done) => { while (taken.length < done) await new Promise((go) => setTimeout(go, 5)); }""", done)
    return sorted(page.evaluate("taken"))


@contextmanager
def engine_page(port: int) -> Iterator[tuple[Phone, Page]]:
    """The engine on a page of its own, at the origin of the server or of a line before it: only the page itself comes from here."""
    with tempfile.TemporaryDirectory(prefix="doorstep-") as name, sync_playwright() as playwright:
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
    kind, body = (KINDS["js"], script) if route.request.url.endswith(".js") else (KINDS["html"], PAGE.replace(b'"/engine.js"', b'"/engine/engine.js"'))
    route.fulfill(body=body, content_type=kind)
