"""The customer's receipt for everybody: by keyboard alone, on a small phone with large text, in both languages, and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import cut_off, violations
from tests.browser.driving import tab_to
from tests.browser.world import World
from tests.server.evidence.conftest import Record

SMALL = {"width": 320, "height": 640}


@pytest.fixture
def receipt(office: World) -> str:
    """The address of a receipt with photographs and a signature, all of it home."""
    scenario = office.scenario
    visit = scenario.given("liming")
    record = Record(scenario, scenario.phone("liming"), visit)
    record.work()
    record.phone.sync_all()
    record.send_bytes()
    return f"{office.server.url}/r/{record.code}"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_receipt_can_be_read_small_and_large(new_window: Callable[..., Page], receipt: str, language: str) -> None:
    page = new_window(viewport=SMALL, locale=language)
    page.goto(f"{receipt}?lang={language}")
    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
    page.locator("summary").click()
    assert violations(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert cut_off(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_the_receipt_by_keyboard_alone(new_window: Callable[..., Page], receipt: str) -> None:
    """That was not me, and a wrong number: each is reached, done, and answered where the eye is."""
    page = new_window(viewport=SMALL, locale="en-GB")
    page.goto(f"{receipt}?lang=en")
    tab_to(page, "#digits")
    page.keyboard.type("0000")
    page.keyboard.press("Enter")
    expect(page.locator("#digits-problem")).to_be_visible()
    expect(page.locator("#digits")).to_have_attribute("aria-invalid", "true")
    page.goto(f"{receipt}?lang=en")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "details button")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("We have noted that this was not you")
    expect(page.locator("summary")).to_have_count(0)
