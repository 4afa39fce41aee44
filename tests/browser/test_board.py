"""The board in a real browser: visits given and moved by mouse and by keyboard, on the real server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from server.kernel import clock
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import Technician, World
from tests.scenario import moment


def day_of(office: World, days: int = 2) -> str:
    return clock.day_of(moment(days, "12:00", office.scenario.zone), office.scenario.zone)


def when(office: World, hour: str, days: int = 2) -> str:
    return moment(days, hour, office.scenario.zone)


def windowed(office: World, lead: Technician | None, start: str, end: str) -> str:
    """A visit of the day after tomorrow with a window, for somebody or nobody."""
    visit = office.given(
        office.technician() if lead is None else lead,
        days=2,
        agreed_at=None,
        window=(when(office, start), when(office, end)),
    )
    if lead is None:
        office.scenario.assign(visit, None)
    return visit


def block(page: Page, visit: str) -> Locator:
    return page.locator(f"[data-block='{visit}']")


def opened(page: Page, office: World) -> Page:
    page.goto(f"{office.server.url}/console/board?day={day_of(office)}")
    expect(page.locator(".drawn")).to_be_attached()
    return page


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    return at(office, new_window, "chenjing")


def drag(page: Page, of: Locator, lead: Technician, minutes: int) -> None:
    """Drag a block by its beginning onto somebody's row, to a minute of the day. Their names begin alike, so that both rows are in view."""
    x, y = place_of(page, lead, minutes)
    box = of.bounding_box()
    assert box
    page.mouse.move(box["x"] + 3, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.move(x + 3, y, steps=5)


def place_of(page: Page, lead: Technician, minutes: int) -> tuple[float, float]:
    row = page.locator(f"#lane-{lead.id}")
    row.scroll_into_view_if_needed()
    track = row.locator(".track")
    box = track.bounding_box()
    first, last = (int(page.locator(".lanes").get_attribute(f"data-{name}") or 0) for name in ("from", "to"))
    assert box
    return box["x"] + (minutes - first) / (last - first) * box["width"], box["y"] + 12


def stored(office: World, visit: str) -> tuple[Any, ...]:
    row = office.scenario.visit(visit)
    return row.lead_id, row.scheduled_at, row.scheduled_minutes


def test_a_visit_is_dragged_to_somebody_else_and_another_time(desk: Page, office: World) -> None:
    one, other = office.technician("秦岚"), office.technician("秦青")
    visit = windowed(office, one, "13:00", "15:00")
    opened(desk, office)
    drag(desk, block(desk, visit), other, 14 * 60 + 10)
    expect(desk.locator("[data-carried]")).to_contain_text("在答应的 13:00–15:00 里")
    expect(desk.locator("[data-carried]")).to_contain_text("秦青 14:10")
    desk.mouse.up()
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, visit))).to_be_visible()
    assert stored(office, visit) == (other.id, when(office, "14:10"), None)
    expect(desk.locator("[data-key=z]")).to_contain_text(re.compile("撤销：翠湖花园.*派给秦青"))
    desk.keyboard.press("z")
    expect(desk.locator(f"#lane-{one.id}").locator(block(desk, visit))).to_be_visible()
    assert stored(office, visit) == (one.id, None, None)


def test_a_visit_is_given_and_moved_by_keyboard_alone(desk: Page, office: World) -> None:
    one, other = office.technician("谷雨"), office.technician("白露")
    visit = windowed(office, one, "13:00", "15:00")
    opened(desk, office)
    rows = desk.locator(".lanes tr[data-row]").evaluate_all("(all) => all.map((one) => one.dataset.row)")
    steps = rows.index(other.id) - rows.index(one.id)
    block(desk, visit).focus()
    desk.keyboard.press("Space")
    expect(desk.locator("[data-board-says]")).to_contain_text("拿起 翠湖花园")
    for _ in range(abs(steps)):
        desk.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("[data-board-says]")).to_have_text("白露 13:10")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, visit))).to_be_focused()
    assert stored(office, visit) == (other.id, when(office, "13:10"), None)


class Finger:
    """One finger on a tablet's screen, as Chromium hears it."""

    def __init__(self, page: Page) -> None:
        self.page, self.line = page, page.context.new_cdp_session(page)

    def touch(self, kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self.line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def rests_on(self, of: Locator) -> tuple[float, float]:
        """Hold a finger on a block until it is in hand."""
        of.scroll_into_view_if_needed()
        box = of.bounding_box()
        assert box
        x, y = box["x"] + 6, box["y"] + 12
        self.touch("touchStart", x, y)
        expect(self.page.locator("[data-carried]")).to_be_visible()
        return x, y


@pytest.fixture
def tablet(office: World, new_window: Callable[..., Page]) -> Page:
    return at(office, new_window, "chenjing", viewport={"width": 1280, "height": 800}, has_touch=True)


def test_on_a_tablet_a_finger_that_rests_lifts_and_a_button_puts_it_there(tablet: Page, office: World) -> None:
    one, other = office.technician("立春"), office.technician("雨水")
    visit = windowed(office, one, "13:00", "15:00")
    opened(tablet, office)
    finger, target = Finger(tablet), place_of(tablet, other, 14 * 60)
    finger.rests_on(block(tablet, visit))
    finger.touch("touchMove", target[0] - 20, target[1])
    finger.touch("touchMove", target[0] + 6, target[1])
    finger.touch("touchEnd")
    expect(tablet.locator("[data-carried]")).to_contain_text("雨水 14:00")
    assert stored(office, visit) == (one.id, None, None)  # nothing is stored before it is confirmed
    tablet.get_by_role("button", name="晚 10 分").tap()
    expect(tablet.locator("[data-carried]")).to_contain_text("雨水 14:10")
    tablet.get_by_role("button", name="放在这里").tap()
    expect(tablet.locator(f"#lane-{other.id}").locator(block(tablet, visit))).to_be_visible()
    assert stored(office, visit) == (other.id, when(office, "14:10"), None)


def test_on_a_tablet_two_taps_do_the_same_and_a_press_alone_changes_nothing(tablet: Page, office: World) -> None:
    """libraries.md A4-7: press and let go inside a visit: nothing changes; nothing needs a drag."""
    one, other = office.technician("惊蛰"), office.technician("春分")
    visit = windowed(office, one, "13:00", "15:00")
    opened(tablet, office)
    finger = Finger(tablet)
    finger.rests_on(block(tablet, visit))
    finger.touch("touchEnd")
    tablet.get_by_role("button", name="放在这里").tap()
    expect(tablet.locator("[data-carried]")).to_be_hidden()
    assert stored(office, visit) == (one.id, None, None)
    x, y = place_of(tablet, other, 13 * 60 + 30)
    block(tablet, visit).tap(position={"x": 10, "y": 12})
    expect(tablet.locator("[data-carried]")).to_be_visible()
    tablet.touchscreen.tap(x, y + 14)
    expect(tablet.locator("[data-carried]")).to_contain_text("春分 13:30")
    tablet.get_by_role("button", name="放在这里").tap()
    expect(tablet.locator(f"#lane-{other.id}").locator(block(tablet, visit))).to_be_visible()
    assert stored(office, visit) == (other.id, when(office, "13:30"), None)


def test_a_finger_that_moves_at_once_scrolls_and_moves_nothing(tablet: Page, office: World) -> None:
    one = office.technician("清明")
    visit = windowed(office, one, "13:00", "15:00")
    opened(tablet, office)
    box = block(tablet, visit).bounding_box()
    assert box
    finger = Finger(tablet)
    finger.touch("touchStart", box["x"] + 6, box["y"] + 12)
    for step in range(1, 6):
        finger.touch("touchMove", box["x"] + 6, box["y"] + 12 - 20 * step)
    finger.touch("touchEnd")
    expect(tablet.locator("[data-carried]")).to_be_hidden()
    assert stored(office, visit) == (one.id, None, None)


def test_two_dispatchers_see_each_others_hand_and_overwrite_nothing_unseen(
    desk: Page, office: World, new_window: Callable[..., Page]
) -> None:
    one, other, third = office.technician("谷风"), office.technician("谷满"), office.technician("谷芒")
    visit = windowed(office, one, "13:00", "15:00")
    colleague = at(office, new_window, office.technician("何晓", roles="dispatcher").login)
    opened(desk, office)
    opened(colleague, office)
    block(desk, visit).focus()
    desk.keyboard.press("Space")
    grip = colleague.locator(f"li[data-id='{visit}'] .grip")
    expect(grip).to_have_text("陈静正在动")
    drag(colleague, block(colleague, visit), third, 14 * 60)
    expect(colleague.locator("[data-carried]")).to_contain_text("陈静正在动")
    colleague.mouse.up()
    expect(colleague.locator(f"#lane-{third.id}").locator(block(colleague, visit))).to_be_visible()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    told = desk.locator(".board .meanwhile")
    expect(told).to_contain_text("先动过了")
    expect(told).to_contain_text("谷芒")
    expect(desk.locator(f"#lane-{third.id}").locator(block(desk, visit))).to_be_visible()
    assert stored(office, visit) == (third.id, when(office, "14:00"), None)
    assert other.id != stored(office, visit)[0]


def test_what_a_colleague_moves_is_seen_without_a_reload(
    desk: Page, office: World, new_window: Callable[..., Page]
) -> None:
    one, other = office.technician("夏至"), office.technician("小暑")
    visit = windowed(office, one, "13:00", "15:00")
    opened(desk, office)
    with desk.expect_response(re.compile("/board/pulse")):
        pass
    office.reassign(visit, other)
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, visit))).to_be_visible()


def test_a_day_of_ten_moves_by_keyboard_alone(desk: Page, office: World) -> None:
    """libraries.md A4-12: nothing but keys: ten visits that nobody has are given to two people, one after the other."""
    one, other = office.technician("大暑"), office.technician("立秋")
    visits = [windowed(office, None, f"{hour:02d}:00", f"{hour + 2:02d}:00") for hour in range(8, 18)]
    opened(desk, office)
    rows = desk.locator(".lanes tr[data-row]").evaluate_all("(all) => all.map((one) => one.dataset.row)")
    for place, visit in enumerate(visits):
        block(desk, visit).focus()
        lead = (one, other)[place % 2]
        desk.keyboard.press("Space")
        for _ in range(rows.index(lead.id)):
            desk.keyboard.press("ArrowDown")
        for _ in range(place % 3):
            desk.keyboard.press("ArrowRight")
        desk.keyboard.press("Enter")
        expect(desk.locator(f"#lane-{lead.id}").locator(block(desk, visit))).to_be_focused()
    for place, visit in enumerate(visits):
        lead = (one, other)[place % 2]
        hour, minute = 8 + place, 10 * (place % 3)
        assert stored(office, visit) == (lead.id, when(office, f"{hour:02d}:{minute:02d}"), None)


def test_what_breaks_a_promise_asks_for_the_reason_and_esc_has_changed_nothing(desk: Page, office: World) -> None:
    one = office.technician("处暑")
    visit = windowed(office, one, "13:00", "15:00")
    opened(desk, office)
    drag(desk, block(desk, visit), one, 16 * 60)
    expect(desk.locator("[data-carried]")).to_contain_text("不在答应的 13:00–15:00 里")
    expect(desk.locator("[data-carried]")).to_contain_text("放下后打给林女士")
    desk.mouse.up()
    expect(desk.locator("#f-reason")).to_be_focused()
    assert stored(office, visit) == (one.id, None, None)
    desk.keyboard.type("师傅家里有事")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(f"#lane-{one.id} li[data-id='{visit}']")).to_have_attribute("data-from", str(16 * 60))
    row = office.scenario.visit(visit)
    assert (row.window_from, row.window_to) == (when(office, "15:00"), when(office, "17:00"))
