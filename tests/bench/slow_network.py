"""How long until a visit, and a day, are home over slow 4G: a real Chromium, the real server, and a line that is as slow and as narrow."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Page

from server.web.bundling import PWA, program
from tests.bench.deployment import installation, serving
from tests.bench.rush import machine
from tests.bench.saving import ENROL, engine_page
from tests.bench.sync.line import Line, Way, laid
from tests.bench.sync.visits import give_visits

HALF_WAY = 0.075  # s: 150 ms there and back
UP, DOWN = 750_000 / 8, 1_600_000 / 8  # bytes/s of slow 4G
VISITS, ROUNDS = 40, 7
# So many facts, and a drawn signature where one is wanted, saved while nothing goes out; then the time until all of it is home.
SAVE = """async ({ first, visits, facts, sign }) => {
  const real = globalThis.realFetch ??= globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new TypeError('not yet'));
  for (let turn = 0; turn < facts; turn += 1) {
    const { id } = phone.visits.value[first + turn % visits].bundle;
    const body = turn % 3 === 0 ? ['noted', { text: '第 ' + turn + ' 项：光猫红灯闪烁，换了一台，恢复正常。', about: 'visit' }]
      : ['answered', { step: 'symptoms', value: ['offline', 'slow'][Math.floor(turn / visits) % 2] }];
    await phone.report({ type: 'visit', id }, ...body);
  }
  if (sign) {
    const { id } = phone.visits.value[first].bundle;
    const point = (n, i) => [40 + n * 60 + i, 90 + Math.round(30 * Math.sin(i / 5 + n + first)), n * 700 + i * 9, 480 + (i * 37 + n) % 90];
    const stroke = (n) => Array.from({ length: 60 }, (_, i) => point(n, i));
    const drawn = { v: 1, width: 358, height: 220, strokes: [0, 1, 2, 3].map(stroke) };
    const strokes = await phone.keepEvidence(id, new TextEncoder().encode(JSON.stringify(drawn)).buffer, 'application/json');
    const picture = await phone.keepEvidence(id, await (await pictureOf(drawn)).arrayBuffer(), 'image/png');
    const text = '今天做了三件事\\n' + first;
    const shown = { text, sha256: await sha256(text), language: 'zh-CN' };
    await phone.report({ type: 'visit', id }, 'signed', { way: 'drawn', relation: 'self', strokes, picture, shown });
  }
  await phone.sendNow();
  globalThis.fetch = real;
  await Promise.all([1, 2, 3].map(() => real('/api/v1/keys', { cache: 'no-store' })));  // as many connections as are wanted are open and warm
  const began = performance.now();
  void phone.sendNow();
  while (phone.delivery.value.facts + phone.delivery.value.photographs > 0) await new Promise((go) => setTimeout(go, 2));
  return performance.now() - began;
}"""


def report() -> Iterator[str]:
    """A visit of 30 facts and a drawn signature, and a day of 240 facts: median and slowest, and what went over the line."""
    yield f"150 ms there and back, 750 kbit/s up, 1,600 kbit/s down, warm; median of {ROUNDS}; {machine()}"
    with installation("SQLite") as place:
        give_visits(place.app(), VISITS, ("liming",))
        with serving(place) as server, _slow_line(server.port) as line, engine_page(line.port) as (_, page):
            page.add_script_tag(content=_signing())
            assert page.evaluate(ENROL) == VISITS
            yield _timed(
                page, line, "a visit of 30 facts and its signature", 0.4, {"facts": 29, "visits": 1, "sign": True}
            )
            yield _timed(page, line, "a day of 240 facts", 1.2, {"facts": 240, "visits": 8, "sign": False})


def _signing() -> str:
    """The app's own way of making a signature's picture, as a script for the page."""
    command = [
        program(),
        str(Path(__file__).with_name("signing.ts")),
        "--bundle",
        "--format=iife",
        "--target=chrome120",
    ]
    return subprocess.run(command, cwd=PWA, capture_output=True, check=True, text=True).stdout


def _slow_line(behind: int) -> AbstractContextManager[Line]:
    return laid(behind, Way(HALF_WAY, UP), Way(HALF_WAY, DOWN))


def _timed(page: Page, line: Line, what: str, most: float, asked: dict[str, object]) -> str:
    times, before = [], line.so_far()
    for turn in range(ROUNDS):
        times.append(page.evaluate(SAVE, asked | {"first": turn}) / 1000)
    went = line.so_far() - before
    return (
        f"{what}: {statistics.median(times):.2f} s, slowest {max(times):.2f} s (aim: {most} s); "
        f"{went.up / ROUNDS / 1000:.1f} KB up, {went.requests / ROUNDS:.0f} requests with those that warm"
    )
