"""What the list says stands in sight at every width that an office has, and no text stands over another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import soon
from tests.browser.test_hands_in_the_office import desk  # noqa: F401 - a fixture
from tests.browser.world import World

# Of each visible cell of the rows: where its text begins and ends, and where the list's window ends.
MEASURE = """() => {
  const end = document.querySelector('main .scroll').getBoundingClientRect().right;
  const wrong = [];
  for (const row of document.querySelectorAll('tr[data-id]')) {
    let before = 0, name = '';
    for (const cell of row.children) {
      const box = cell.getBoundingClientRect();
      if (!box.width || cell.matches('.c-tick')) continue;
      const range = document.createRange();
      const marker = cell.querySelector('.clock'); // the red line's own time, which stands at the window's edge
      if (marker) marker.remove();
      range.selectNodeContents(cell);
      const clips = getComputedStyle(cell).overflow === 'hidden', text = [...range.getClientRects()].filter((one) => one.width);
      const left = Math.min(...text.map((one) => one.left)), right = clips ? box.right : Math.max(...text.map((one) => one.right));
      if (!text.length) continue;
      if (left < before - 1) wrong.push(`${cell.className} over ${name}: ${row.innerText}`);
      if (right > end + 1) wrong.push(`${cell.className} out of sight by ${right - end}: ${row.innerText}`);
      before = right, name = cell.className;
    }
    if (!row.querySelector('.c-delivery')?.getBoundingClientRect().width) wrong.push('no delivery');
  }
  return wrong;
}"""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_B3_B4_delivery_is_in_sight_and_no_text_is_over_another(desk: Page, office: World, language: str) -> None:
    lead = office.technician()
    long = {"estate": "石桥镇杨湾村老供销社", "room": "2803"}
    visits = [office.given(lead, agreed_at=soon(minutes), home=long) for minutes in (-90, 30, 100)]
    ahead = office.scenario.order(agreed_at=None, window=(soon(2000), soon(2120)))
    office.scenario.assign(ahead, lead.login)
    visits += [ahead, office.scenario.order(agreed_at=soon(-20), priority="urgent")]
    desk.goto(f"{office.server.url}/console/visits?day=all")
    if language == "en":
        with desk.expect_navigation():
            desk.get_by_role("button", name="English").click()
    for width in (1440, 1366, 1280, 1024):
        for chosen in ("", f"&visit={visits[0]}"):
            desk.set_viewport_size({"width": width, "height": 800})
            desk.goto(f"{office.server.url}/console/visits?day=all{chosen}")
            expect(desk.locator(f"tr[data-id='{visits[-1]}']")).to_be_visible()
            assert desk.evaluate(MEASURE) == [], (
                f"{width} px {language} {'with a panel' if chosen else 'without a panel'}"
            )
    if language == "en":
        with desk.expect_navigation():
            desk.get_by_role("button", name="中文").click()
