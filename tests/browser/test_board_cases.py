"""What users of such boards complain about (libraries.md A4), tried on ours by mouse, by finger and by keys, in one browser each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.driving import comes_to, until_here
from tests.browser.test_board import Finger, block, day_of, drag, opened, place_of, stored, when, windowed
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import World
from tests.fullday import fill_day

SCROLLED = "() => { const one = document.querySelector('.board .scroll'); return [one.scrollLeft, one.scrollTop]; }"
SCROLL = "() => { document.querySelector('.board .scroll').scrollLeft = 60; }"


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    """A desk in another zone than the organisation's, with a small window, so that the board has to be scrolled."""
    size = {"viewport": {"width": 1100, "height": 420}, "timezone_id": "America/Los_Angeles"}
    return at(office, new_window, "chenjing", **size)


def test_A4_1_and_2_what_is_dropped_at_16_is_at_16_and_the_view_stays(desk: Page, office: World) -> None:
    """A4-1: the time stored was not the time shown, and each drop jumped to now. A4-2: the same time in another row is a move."""
    one, other = office.technician("芒种甲"), office.technician("芒种乙")
    visit = windowed(office, one, "15:00", "17:00")
    opened(desk, office)
    desk.evaluate(SCROLL)
    drag(desk, block(desk, visit), other, 16 * 60)
    desk.mouse.wheel(-20, 0)  # what is seen under a drag can still be scrolled
    comes_to(desk, f"({SCROLLED})()[0]", 40)
    before = desk.evaluate(SCROLLED)
    desk.mouse.up()
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, visit))).to_be_visible()
    assert stored(office, visit) == (other.id, when(office, "16:00"), None)
    assert desk.evaluate(SCROLLED) == before
    drag(desk, block(desk, visit), one, 16 * 60)
    desk.mouse.up()
    expect(desk.locator(f"#lane-{one.id}").locator(block(desk, visit))).to_be_visible()
    assert stored(office, visit) == (one.id, when(office, "16:00"), None)


def test_a_second_drop_waits_for_the_first_and_is_not_lost(desk: Page, office: World) -> None:
    """On a slow line the second of two quick moves stayed in hand and was never stored. Guard: `sending` of pwa/console/board/putting.ts"""
    one, other = office.technician("立秋甲"), office.technician("立秋乙")
    first, second = windowed(office, one, "13:00", "15:00"), windowed(office, one, "15:00", "17:00")
    opened(desk, office)
    slow: list[Route] = []
    desk.route("**/console/board*part=side*", lambda route: slow.append(route), times=1)
    drag(desk, block(desk, first), other, 13 * 60)
    desk.mouse.up()
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, first))).to_be_visible()
    until_here(desk, lambda: bool(slow))
    drag(desk, block(desk, second), other, 15 * 60)
    desk.mouse.up()
    slow[0].continue_()
    expect(desk.locator(f"#lane-{other.id}").locator(block(desk, second))).to_be_visible()
    expect(desk.locator(".lifted")).to_have_count(0)
    assert [stored(office, each)[0] for each in (first, second)] == [other.id, other.id]


def test_A4_5_a_visit_is_taken_from_somebody_by_drag_and_by_key(desk: Page, office: World) -> None:
    """A4-5: moving to *unassigned* misbehaved."""
    one = office.technician("寒露")
    dragged, keyed = windowed(office, one, "13:00", "15:00"), windowed(office, one, "15:00", "17:00")
    opened(desk, office)
    box, beside = block(desk, dragged).bounding_box(), desk.locator(".side").bounding_box()
    assert box and beside
    block(desk, dragged).hover(position={"x": 8, "y": 8})
    desk.mouse.down()
    desk.mouse.move(beside["x"] + 60, beside["y"] + 120, steps=5)
    expect(desk.locator("[data-said]")).to_contain_text("未派")
    desk.mouse.up()
    expect(desk.locator("[data-waiting]").locator(block(desk, dragged))).to_be_visible()
    block(desk, keyed).focus()
    for key in ("Space", "Delete", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator("[data-waiting]").locator(block(desk, keyed))).to_be_visible()
    assert [stored(office, each)[0] for each in (dragged, keyed)] == [None, None]


def test_A4_8_longer_by_a_handle_of_24_pixels_and_another_day_by_keys(
    office: World, new_window: Callable[..., Page]
) -> None:
    """A4-8: on a tablet resizing was a challenge, and no drag reached another day."""
    size = {"viewport": {"width": 1280, "height": 800}, "has_touch": True}
    tablet = at(office, new_window, "chenjing", **size)
    one = office.technician("小满")
    visit = windowed(office, one, "10:00", "12:00")
    opened(tablet, office)
    finger = Finger(tablet)
    finger.rests_on(block(tablet, visit))
    finger.touch("touchEnd")
    handle = tablet.locator(".ghost .handle").bounding_box()
    assert handle and handle["width"] >= 24
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    end = place_of(tablet, one, 11 * 60 + 30)[0]
    finger.touch("touchStart", x, y)
    finger.touch("touchMove", (x + end) / 2, y)
    finger.touch("touchMove", end, y)
    finger.touch("touchEnd")
    expect(tablet.locator("[data-said]")).to_contain_text("小满 10:00–11:30")
    tablet.get_by_role("button", name="放在这里").tap()
    expect(tablet.locator(f"li[data-id='{visit}']")).to_have_attribute("data-minutes", "90")
    # A4-9: the same screen has a mouse and keys, too; what points is read from each event.
    box = block(tablet, visit).bounding_box()
    assert box
    tablet.mouse.move(box["x"] + 20, box["y"] + 10)
    tablet.mouse.down()
    tablet.mouse.move(place_of(tablet, one, 10 * 60 + 20)[0] + 20, box["y"] + 10, steps=4)
    tablet.mouse.up()
    expect(tablet.locator(f"li[data-id='{visit}']")).to_have_attribute("data-from", str(10 * 60 + 20))
    block(tablet, visit).focus()
    tablet.keyboard.press("Space")
    expect(tablet.locator("[data-said] .good").first).to_be_visible()
    tablet.keyboard.press("PageDown")
    expect(tablet.locator("[data-board-says]")).to_contain_text("周")
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#f-reason")).to_be_focused()  # another day is another appointment
    tablet.keyboard.type("客户出差")
    tablet.keyboard.press("Control+Enter")
    expect(tablet.locator("[data-key=z]")).to_contain_text("改到")
    row = office.scenario.visit(visit)
    assert row.day == day_of(office, 3) and row.lead_id == one.id


def test_A4_11_forty_rows_at_once_in_both_languages_without_a_finding_of_axe(
    office: World, new_window: Callable[..., Page]
) -> None:
    """A4-11: others load fifteen people a page; here all forty rows and 200 visits are there, and nothing of it is out of reach."""
    fill_day(office.scenario, technicians=40, visits=200, days=2, theirs=True)
    desk = at(office, new_window, "sunli", viewport={"width": 1280, "height": 800})
    desk.goto(f"{office.server.url}/console/board?day={day_of(office)}")
    expect(desk.locator(".drawn .lanes")).to_be_visible()
    assert desk.locator(".lanes tr[data-row]").count() >= 40
    expect(desk.locator(".board [data-block], [data-waiting] [data-block]")).to_have_count(200)
    assert violations(desk, dark=True) == []
    chip = desk.locator("[data-watches=unassigned]")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(desk.locator(".board-waiting")).to_have_count(0)  # the first of them is shown beside the rows
    expect(desk.locator(".panel.side h2").first).not_to_be_empty()
    desk.get_by_role("button", name="English").click()
    expect(desk.locator(".board-legend")).to_contain_text("On the way")
    assert violations(desk) == []
