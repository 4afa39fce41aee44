"""The front page, the sign-in and the password page as people see them: usable by everybody, light and dark, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.accounts import people
from tests.browser.axe import cut_off, violations
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.cast import PASSWORD

Open = Callable[..., Page]
SCREENS = ("/", "/verify", "/signin", "/nothing", "/problems/device_revoked", "password")


@pytest.fixture
def open_page(new_window: Open) -> Open:
    """Make windows of an office's browser."""
    return lambda **options: new_window(**({"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}} | options))


def address(office: World, screen: str) -> str:
    """The screen's address; the password page needs a link of its own."""
    if screen != "password":
        return office.server.url + screen
    with office.app.app_context():
        link = people.reset(office.cast.ours, office.cast.people["wangqiang"])
    return f"{office.server.url}/password/{link.rsplit('/', 1)[1]}"


def test_everybody_can_use_the_front(office: World, open_page: Open, watch: Watch) -> None:
    watch.expect("404")
    page = open_page()
    for screen in SCREENS:
        page.goto(address(office, screen))
        assert violations(page) == [], screen


@pytest.mark.sweep
def test_nothing_is_cut_off_on_a_small_screen_with_large_text(office: World, open_page: Open, watch: Watch) -> None:
    watch.expect("404")
    page = open_page(viewport={"width": 320, "height": 640})
    for screen in SCREENS:
        page.goto(address(office, screen))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert cut_off(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, screen


def test_signing_in_by_keyboard_alone(office: World, open_page: Open, watch: Watch) -> None:
    watch.expect("401")
    page = open_page()
    page.goto(f"{office.server.url}/signin?next=/console/visits")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type("chenjing")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.locator("#login")).to_have_value("chenjing")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits")


def test_the_password_can_be_looked_at(office: World, open_page: Open, watch: Watch) -> None:
    page = open_page()
    page.goto(f"{office.server.url}/signin")
    page.fill("#password", "abc")
    page.get_by_role("button", name="看一下").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="藏起来").click()
    expect(page.locator("#password")).to_have_attribute("type", "password")


def test_the_look_is_switched_without_a_script_and_stays(office: World, open_page: Open, watch: Watch) -> None:
    page = open_page(java_script_enabled=False, color_scheme="light")
    page.goto(office.server.url)
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(f"{office.server.url}/signin")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the office")
    expect(page.get_by_role("button", name="Light")).to_be_visible()
    expect(page.get_by_role("button", name="Dark")).to_have_count(0)
