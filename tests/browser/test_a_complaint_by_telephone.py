"""A complaint is taken by telephone on one page with the keyboard alone (picture quality/03): found by number, ticked by digits, read back by Space, saved."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.accounts import responsibility
from server.accounts.calendar import CalendarDay
from server.complaints.models import Complaint
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import World

NUMBER, OTHER, WORDS = "19955550303", "19955550304", "等到两点半才来，没有一个电话。"


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    """Somebody answers tomorrow, whatever day of the week this is."""
    with office.app.app_context():
        tomorrow = clock.day_of(clock.later(clock.now(), days=1), office.scenario.zone)
        day = CalendarDay(organisation_id=office.cast.ours, day=tomorrow, works=True, name="测试")
        write(lambda: db.session.merge(day))
        write(lambda: responsibility.name(office.cast.ours, "", "complaint_manager", office.cast.people["zhoumin"]))
    return at(office, new_window, "chenjing")


def tabbed_to(desk: Page, selector: str) -> None:
    """Tab until this is reached; nothing is clicked."""
    for _ in range(40):
        if desk.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        desk.keyboard.press("Tab")
    raise AssertionError(selector)


def test_03_a_complaint_is_taken_by_keys_alone(desk: Page, office: World) -> None:
    home = {"name": "曹建军", "phone": NUMBER, "estate": "龙潭小区", "building": "6", "room": "202"}
    earlier, keys = office.given(office.technician("郑海波"), home=home), desk.keyboard
    desk.goto(f"{office.server.url}/console/complaints")
    with desk.expect_navigation():
        keys.press("n")
    expect(desk.locator("#f-phone")).to_be_focused()
    keys.type(NUMBER)
    expect(desk.locator("#f-caller")).to_have_value("曹建军")
    expect(desk.locator("[data-part=found]")).to_contain_text("曹建军")
    tabbed_to(desk, "[name=visit]")
    keys.press("Space")
    expect(desk.locator(f"[name=visit][value='{earlier}']")).to_be_checked()
    expect(desk.locator("[data-part=visits] [name=persons]")).to_be_checked()
    expect(desk.locator("[data-part=visits] [name=persons]")).to_be_visible()
    keys.press("ArrowDown")
    expect(desk.locator("[name=visit][value=none]")).to_be_checked()
    expect(desk.locator("[data-part=visits] [name=persons]")).to_have_count(0)
    keys.press("ArrowUp")
    expect(desk.locator("[data-part=visits] [name=persons]")).to_be_checked()
    tabbed_to(desk, "textarea[name=text]")
    keys.type(f"12{WORDS}")  # digits and letters are words here, and tick nothing
    expect(desk.locator("[name=topic]:checked")).to_have_count(0)
    expect(desk.locator("[data-part=count]")).to_contain_text(f"{len(WORDS) + 2} 字")
    keys.press("Tab")
    keys.press("1")
    keys.press("2")
    expect(desk.locator("[name=topic]:checked")).to_have_count(2)
    expect(desk.locator("[data-part=read]")).to_contain_text("几点答复")
    tabbed_to(desk, "[name=slot]")
    keys.press("Space")
    expect(desk.locator("[name=read_which]")).to_be_visible()
    expect(desk.locator("[data-save]")).to_be_disabled()

    desk.reload()  # a break: what was typed is here again, what was read is not
    expect(desk.locator("textarea[name=text]")).to_have_value(f"12{WORDS}")
    expect(desk.locator("[name=read_which]")).to_be_visible()
    tabbed_to(desk, "[name=read_which]")
    for part in ("which", "words", "wants"):
        expect(desk.locator(f"[name=read_{part}]")).to_be_focused()
        keys.press("Space")
    expect(desk.locator("[name=read_next]")).to_be_focused()
    keys.press("Backspace")  # that was wrong: back to the time, and on to another
    expect(desk.locator("[name=slot]:checked")).to_be_focused()
    said = desk.locator("[name=read_next]").get_attribute("value") or ""
    keys.press("ArrowRight")
    expect(desk.locator("[name=read_next]")).not_to_have_value(said)
    tabbed_to(desk, "[name=read_next]")
    keys.press("Space")
    expect(desk.locator("[data-save]")).to_be_enabled()
    with desk.expect_navigation():
        keys.press("Control+Enter")
    expect(desk).to_have_url(re.compile("complaint_recorded"))
    expect(desk.locator(".quote").first).to_have_text(f"12{WORDS}")
    [row] = office.scenario.rows(Complaint, Complaint.visit_id == earlier)
    assert row.handler_id == office.cast.people["zhoumin"] and row.next_answer_at


def test_03_F2_and_Esc(desk: Page, office: World) -> None:
    office.home(name="曹建军", phone=OTHER, estate="龙潭小区", building="6", room="203")
    desk.goto(f"{office.server.url}/console/complaints/new")
    expect(desk.locator("#f-phone")).to_be_focused()
    desk.keyboard.type(OTHER)
    expect(desk.locator("#f-caller")).to_have_value("曹建军")
    desk.keyboard.press("F2")
    expect(desk.locator("#f-caller")).to_have_value("")
    desk.keyboard.press("Escape")  # out of the field, then off the page
    with desk.expect_navigation():
        desk.keyboard.press("Escape")
    expect(desk).to_have_url(re.compile("/console/complaints$"))
