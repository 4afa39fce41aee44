"""The office in a real browser: an order taken by keyboard alone, a timeline that moves by itself, and hands that are never in the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.kernel import clock
from tests.browser.driving import read_back
from tests.browser.world import World
from tests.cast import PASSWORD

DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    """The dispatcher's browser, signed in."""
    page = new_window(**DESK)
    page.goto(f"{office.server.url}/signin")
    page.fill("#login", "chenjing")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")
    return page


def soon(minutes: int) -> str:
    return clock.later(clock.now(), minutes=minutes)


def row(page: Page, visit: str):
    return page.locator(f"tr[data-id='{visit}']")


def come_back(page: Page) -> None:
    """Let the page notice that somebody looks at it again, which refreshes it at once."""
    with page.expect_response(re.compile("part=")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_an_order_is_taken_by_keyboard_alone(desk: Page, office: World) -> None:
    desk.keyboard.press("n")
    desk.wait_for_url(
        "**/console/intake*"
    )  # whole, because the field has the focus before anybody listens to what is typed
    expect(desk.locator("#f-phone")).to_be_focused()
    desk.keyboard.type("138 1234 1234")
    expect(desk.locator("#f-name")).to_have_value("林晓梅")
    expect(desk.locator("[data-part=side]")).to_contain_text("听力不太好")
    desk.locator("#f-phone").blur()
    desk.keyboard.press("3")
    expect(desk.get_by_role("radio", name="修宽带")).to_be_checked()
    read_back(desk)
    expect(desk.locator(".sentence")).to_contain_text("来修宽带。")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".notice")).to_contain_text("单子存好了")
    expect(desk.locator(".panel h2")).to_have_text("翠湖花园 2-1-2803")


def test_enter_goes_on_and_never_saves_while_composing(desk: Page, office: World) -> None:
    desk.goto(f"{office.server.url}/console/intake")
    desk.fill("#f-name", "施慧")
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-salutation")).to_be_focused()
    stopped = desk.evaluate("""() => {
      const field = document.querySelector("#f-name"), press = new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true});
      field.focus(); field.dispatchEvent(press);
      return [press.defaultPrevented, document.activeElement === field];
    }""")
    assert stopped == [True, True]
    expect(desk).to_have_url(re.compile("/console/intake$"))


def test_a_half_typed_order_survives_a_reload(desk: Page, office: World) -> None:
    desk.goto(f"{office.server.url}/console/intake")
    desk.fill("#f-estate", "阳光里")
    expect(desk.locator("[data-draft-kept]")).to_be_visible()
    desk.reload()
    expect(desk.locator("#f-estate")).to_have_value("阳光里")


def test_the_timeline_shows_what_the_phone_has_just_said(desk: Page, office: World) -> None:
    visit = office.given(lead := office.technician(), hour="23:30")
    phone = office.scenario.phone(lead.login)
    desk.goto(f"{office.server.url}/console/visits/{visit}")
    expect(desk.locator(".story")).to_contain_text("派给李建国")
    phone.report("departed", {}, visit=visit)
    phone.sync_all()
    expect(desk.locator(".story")).to_contain_text("出发")
    expect(desk.locator("[data-live-copy=state]")).to_contain_text("在路上")


def test_a_refresh_keeps_selection_ticks_typing_and_the_page_beside_it(desk: Page, office: World) -> None:
    first = office.scenario.order(agreed_at=soon(40))
    desk.goto(f"{office.server.url}/console/visits?day=all&visit={first}")
    row(desk, first).get_by_role("checkbox").check()
    desk.locator("[role=search] input").fill("half typed")
    second = office.scenario.order(agreed_at=soon(50))
    come_back(desk)
    expect(row(desk, second)).to_be_visible()
    expect(row(desk, first).get_by_role("checkbox")).to_be_checked()
    expect(row(desk, first)).to_have_attribute("aria-selected", "true")
    expect(desk.locator("[role=search] input")).to_have_value("half typed")
    expect(desk.locator("[role=search] input")).to_be_focused()


def test_letters_walk_the_list_and_are_only_letters_in_a_field(desk: Page, office: World) -> None:
    visit = office.scenario.order(agreed_at=soon(45))
    desk.goto(f"{office.server.url}/console/visits?day=all")
    desk.keyboard.press("j")
    expect(desk.locator("tr[aria-selected=true]")).to_have_count(1)
    expect(desk.locator(".panel h2")).to_be_visible()
    desk.keyboard.press("/")
    desk.keyboard.type("jkxan")
    expect(desk.locator("[role=search] input")).to_have_value("jkxan")
    desk.keyboard.press("Escape")
    desk.goto(f"{office.server.url}/console/visits?day=all&visit={visit}")
    desk.keyboard.press("a")
    expect(desk.get_by_label("主办师傅")).to_be_visible()
    desk.keyboard.press("?")


def test_when_the_server_is_gone_the_list_says_since_when_it_stands_still(desk: Page, office: World) -> None:
    desk.goto(f"{office.server.url}/console/visits?day=all")
    expect(desk.locator("[data-asof]")).to_contain_text("更新")
    office.server.stop()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator("[data-asof]")).to_contain_text("连不上服务器")
    office.server.start()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.locator("[data-asof]")).to_contain_text("更新")
