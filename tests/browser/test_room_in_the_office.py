"""What the list says stands in sight on an office laptop (other widths are `make look`'s), and no text stands over another."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_console import soon
from tests.browser.test_hands_in_the_office import at, desk  # noqa: F401 - a fixture
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
      // The red line's own time stands at the window's edge, and what is only read aloud takes no room.
      for (const each of cell.querySelectorAll('.clock, .unseen')) each.remove();
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


def test_B3_B4_delivery_is_in_sight_and_no_text_is_over_another(desk: Page, office: World) -> None:
    lead = office.technician()
    long = {"estate": "石桥镇杨湾村老供销社", "room": "2803"}
    visits = [office.given(lead, agreed_at=soon(minutes), home=long) for minutes in (-90, 30, 100)]
    ahead = office.scenario.order(agreed_at=None, window=(soon(2000), soon(2120)))
    office.scenario.assign(ahead, lead.login)
    visits += [ahead, office.scenario.order(agreed_at=soon(-20), priority="urgent")]
    desk.goto(f"{office.server.url}/console/visits?day=all")
    for chosen in ("", f"&visit={visits[0]}"):
        desk.set_viewport_size({"width": 1280, "height": 800})
        desk.goto(f"{office.server.url}/console/visits?day=all{chosen}")
        expect(desk.locator(f"tr[data-id='{visits[-1]}']")).to_be_visible()
        assert desk.evaluate(MEASURE) == [], "with a panel" if chosen else "without a panel"


def seen(page: Page, selector: str) -> bool:
    """Whether the whole of it stands inside the window."""
    box, window = page.locator(selector).first.bounding_box(), page.viewport_size
    assert box is not None and window is not None, selector
    return box["y"] >= 0 and box["x"] >= 0 and box["y"] + box["height"] <= window["height"] + 1


def test_B5_on_a_tablet_who_calls_stands_beside_the_order_and_it_can_be_saved(desk: Page, office: World) -> None:
    customer, _ = office.home(name="施慧", phone="19955501024")
    office.scenario.customers[office.cast.ours] = (customer, _)
    office.scenario.order(agreed_at=soon(200))
    desk.set_viewport_size({"width": 1024, "height": 768})
    desk.goto(f"{office.server.url}/console/intake?customer={customer}")
    side = desk.locator("[data-part=side]")
    expect(side).to_be_visible()
    expect(side).to_contain_text("施慧")
    desk.locator("[data-save]").scroll_into_view_if_needed()
    assert seen(desk, "[data-save]")
    desk.set_viewport_size({"width": 1280, "height": 800})
    beside = side.bounding_box()
    assert beside is not None and beside["x"] > 800 and beside["width"] > 300, "on a laptop it stands on the right"


def test_B28_what_can_be_done_with_a_visit_is_in_sight_however_long_its_panel_is(desk: Page, office: World) -> None:
    visit = office.given(office.technician(), agreed_at=soon(20))
    desk.set_viewport_size({"width": 1280, "height": 600})
    desk.goto(f"{office.server.url}/console/visits?day=all&visit={visit}")
    expect(desk.locator(".panel .do")).to_be_visible()
    assert desk.locator(".panel").evaluate("(panel) => panel.scrollHeight > panel.clientHeight")
    assert seen(desk, ".panel .do [data-do=cancel]")


def test_B26_fingers_find_ticks_filters_and_rows_on_a_tablet(office: World, new_window: Callable[..., Page]) -> None:
    page = at(office, new_window, "chenjing", viewport={"width": 1024, "height": 768}, has_touch=True, is_mobile=True)
    office.given(office.technician(), agreed_at=soon(20))
    page.goto(f"{office.server.url}/console/visits?day=all")
    sizes = {
        selector: page.locator(selector).first.bounding_box()
        for selector in ("tr[data-id] input[type=checkbox]", ".filters .filter summary", ".days a", "tr[data-id]")
    }
    heights = {selector: box["height"] for selector, box in sizes.items() if box}
    assert heights.pop("tr[data-id] input[type=checkbox]") >= 24
    assert {selector: height for selector, height in heights.items() if height < 44} == {}
