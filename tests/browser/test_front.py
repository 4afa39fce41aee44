"""The front page, the sign-in and the password page as people see them: usable by everybody, light and dark, in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from server.accounts import people
from tests.browser.axe import cut_off, violations
from tests.browser.chromium import Chromium
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.cast import PASSWORD

SCREENS = ("/", "/signin", "/nothing", "/problems/device_revoked", "password")


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: Chromium, fonts: dict[str, str]) -> Iterator[Browser]:
    """An office's browser."""
    environment: dict[str, Any] = os.environ | chromium.environment | fonts
    browser = playwright.chromium.launch(executable_path=chromium.path, args=chromium.arguments, env=environment)
    yield browser
    browser.close()


def open_page(browser: Browser, watch: Watch, **context: Any) -> Page:
    """A fresh window, watched."""
    opened = browser.new_context(**({"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}} | context))
    watch.over(opened)
    return opened.new_page()


def address(office: World, screen: str) -> str:
    """The screen's address; the password page needs a link of its own."""
    if screen != "password":
        return office.server.url + screen
    with office.app.app_context():
        link = people.reset(office.cast.ours, office.cast.people["wangqiang"])
    return f"{office.server.url}/password/{link.rsplit('/', 1)[1]}"


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_everybody_can_use_the_front(office: World, browser: Browser, watch: Watch, language: str) -> None:
    watch.expect("404")
    page = open_page(browser, watch, locale=language)
    for screen in SCREENS:
        page.goto(address(office, screen))
        assert violations(page) == [], screen
    page.context.close()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_nothing_is_cut_off_on_a_small_screen_with_large_text(office: World, browser: Browser, watch: Watch, language: str) -> None:
    watch.expect("404")
    page = open_page(browser, watch, locale=language, viewport={"width": 320, "height": 640})
    for screen in SCREENS:
        page.goto(address(office, screen))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert cut_off(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, screen
    page.context.close()


def test_signing_in_by_keyboard_alone(office: World, browser: Browser, watch: Watch) -> None:
    watch.expect("401")
    page = open_page(browser, watch)
    page.goto(f"{office.server.url}/signin?next=/console/visits")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type("chenjing")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    assert "账号或密码不对" in page.get_by_role("alert").inner_text()
    assert page.locator("#login").input_value() == "chenjing"
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits")
    page.context.close()


def test_the_password_can_be_looked_at(office: World, browser: Browser, watch: Watch) -> None:
    page = open_page(browser, watch)
    page.goto(f"{office.server.url}/signin")
    page.fill("#password", "abc")
    page.get_by_role("button", name="看一下").click()
    assert page.locator("#password").get_attribute("type") == "text"
    page.get_by_role("button", name="藏起来").click()
    assert page.locator("#password").get_attribute("type") == "password"
    page.context.close()


def test_the_look_is_switched_without_a_script_and_stays(office: World, browser: Browser, watch: Watch) -> None:
    page = open_page(browser, watch, java_script_enabled=False, color_scheme="light")
    page.goto(office.server.url)
    page.get_by_role("button", name="深色").click()
    page.get_by_role("button", name="English").click()
    page.goto(f"{office.server.url}/signin")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in to the office"
    assert page.get_by_role("button", name="Light").is_visible() and not page.get_by_role("button", name="Dark").is_visible()
    page.context.close()
