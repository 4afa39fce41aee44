"""The office without a mouse: Enter means what stands there, letters lead to the right field, one of forty technicians is three letters away."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.test_console import row, soon
from tests.browser.test_hands_in_the_office import desk, lead_of, two  # noqa: F401 - a fixture
from tests.browser.world import World

FOCUSED = "document.activeElement.name || document.activeElement.id"


def helpers_of(office: World, visit: str) -> list[str]:
    from server.visits.console.visit_forms import helpers_of as of

    with office.app.app_context():
        return of(office.scenario.visit(visit))


def test_B6_enter_on_a_tick_of_a_form_sends_the_form_and_leaves_no_page(desk: Page, office: World) -> None:
    lead, helper = office.technician("周敏"), office.technician("彭军")
    visit = office.scenario.order(agreed_at=soon(300))
    desk.goto(f"{office.server.url}/console/visits?day=all&visit={visit}&do=assign")
    desk.locator("#f-lead").select_option(lead.id)
    tick = desk.locator(f".people input[value='{helper.id}']")
    tick.check()
    tick.focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/console/visits\?"))
    expect(desk.locator(".notice")).to_contain_text("派好了")
    assert lead_of(office, visit) == lead.id and helpers_of(office, visit) == [helper.id]


def test_B7_every_form_of_a_visit_is_one_key_away_and_every_field_at_most_five(desk: Page, office: World) -> None:
    visit = office.given(office.technician(), agreed_at=soon(300))
    for key, first in (("t", "from"), ("i", "instructions"), ("d", "reason")):
        desk.goto(f"{office.server.url}/console/visits?day=all&visit={visit}")
        desk.keyboard.press(key)
        desk.wait_for_url("**do=*")
        expect(desk.locator(f".panel [name={first}]")).to_be_focused()
    desk.goto(f"{office.server.url}/console/visits/{visit}?do=retime")
    reached = [desk.evaluate(FOCUSED)]
    for _ in range(4):
        desk.keyboard.press("Tab")
        reached.append(desk.evaluate(FOCUSED))
    assert reached == ["from", "to", "agreed", "reason", "apology"]
    desk.locator("[name=agreed]").fill("")
    desk.locator("[name=from]").fill("下午两点")
    desk.locator("[name=to]").fill("1600")
    desk.locator("[name=day]").fill("2031-05-06")
    desk.locator("[name=reason]").fill("临时抢修")
    with desk.expect_navigation():
        desk.keyboard.press("Control+Enter")
    expect(desk.locator(".panel")).to_contain_text("一年以后")


def test_B7_n_takes_the_customer_along_and_j_walks_before_anything_opens(desk: Page, office: World) -> None:
    customer, _ = office.home(name="欧阳若水")
    desk.goto(f"{office.server.url}/console/customers?q=欧阳若水")
    desk.keyboard.press("j")
    expect(row(desk, customer)).to_have_attribute("aria-selected", "true")
    expect(desk).to_have_url(re.compile("q="))
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("欧阳若水")
    with desk.expect_navigation():
        desk.keyboard.press("n")
    expect(desk.locator("#f-name")).to_have_value("欧阳若水")


def test_B7_with_ticks_a_gives_all_of_them(desk: Page, office: World) -> None:
    first, second = two(desk, office)
    desk.keyboard.press("x")
    desk.keyboard.press("j")
    expect(row(desk, second)).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("x")
    desk.keyboard.press("a")
    expect(desk.locator("#many-lead")).to_be_focused()
    chosen = desk.locator("#many-lead").input_value()
    with desk.expect_navigation():
        desk.keyboard.press("Control+Enter")
    assert lead_of(office, first) == lead_of(office, second) == chosen


def test_B8_one_of_forty_is_found_by_typing_and_given_with_a_helper(desk: Page, office: World) -> None:
    lead = office.technician("尉迟敬德")
    others = [office.technician(f"张三{number}") for number in range(40)]
    visit = office.scenario.order(agreed_at=soon(300))
    desk.goto(f"{office.server.url}/console/visits?day=all&visit={visit}")
    desk.keyboard.press("a")
    desk.wait_for_url("**do=assign*")
    expect(desk.locator("#find-person")).to_be_focused()
    box = desk.get_by_role("button", name="派给").first.bounding_box()
    assert box is not None and box["y"] + box["height"] < 900, "the button is out of sight"
    desk.keyboard.type("ycjd")  # by the initials of how the surname is read
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-lead")).to_have_value(lead.id)
    desk.keyboard.type("张三３９")  # full-width, as an input method types it
    desk.keyboard.press("Shift+Enter")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert lead_of(office, visit) == lead.id and helpers_of(office, visit) == [others[39].id]


def test_the_list_of_keys_leads_to_what_it_says(desk: Page, office: World) -> None:
    desk.goto(f"{office.server.url}/console/visits")
    desk.keyboard.press("?")
    expect(desk.locator("#keys dt", has_text="O").first).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    desk.keyboard.press("o")
    desk.wait_for_url("**/console/board")
    desk.keyboard.press("n")
    desk.wait_for_url("**/console/intake")
