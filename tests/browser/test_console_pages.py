"""Every page of the office on the demonstration organisation: for everybody (axe), and at twice the text size. For more: `make look`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.demo.people import PASSWORD
from tests.browser.axe import cut_off, violations
from tests.browser.server_process import ServerProcess

Window = Callable[..., Page]
PAGES = ("/visits", "/intake", "/devices", "/import", "/customers", "/me")
ADMINISTRATION = ("/people", "/people?do=invite", "/held-back", "/settings", "/devices")


@pytest.fixture
def desk(new_window: Window, server: ServerProcess) -> Window:
    """A desk at which somebody is signed in."""
    return partial(sign_in, new_window, server)


def sign_in(new_window: Window, server: ServerProcess, login: str, **options: Any) -> Page:
    """Open a window and sign in; ends on the day's visits."""
    page = new_window(**{"viewport": {"width": 1440, "height": 900}} | options)
    page.goto(f"{server.url}/signin")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")
    return page


def addresses(page: Page, server: ServerProcess) -> list[str]:
    """The pages of a dispatcher, among them the visit that needs a decision, one under way, and each form."""
    page.goto(f"{server.url}/console/visits")
    found = [
        page.locator(f"tr:has(.state:has(use[href='#i-{icon}']))").first.get_attribute("data-id")
        for icon in ("review", "working", "unassigned", "planned")
    ]
    forms = [f"/visits?visit={found[3]}&do={doing}" for doing in ("assign", "retime", "cancel", "instruct")]
    return [*PAGES, *(f"/visits/{visit}" for visit in found[:2]), f"/visits?visit={found[2]}", *forms]


def test_everybody_can_use_every_page_of_a_dispatcher(desk: Window, server: ServerProcess) -> None:
    page = desk("chenjing")
    found = {}
    for address in ("/board", *addresses(page, server)):
        page.goto(f"{server.url}/console{address}")
        found |= {address: wrong} if (wrong := violations(page)) else {}
    assert found == {}


def test_everybody_can_use_the_administrators_pages(desk: Window, server: ServerProcess) -> None:
    page = desk("fangyuan")
    found = {}
    for address in ADMINISTRATION:
        page.goto(f"{server.url}/console{address}")
        found |= {address: wrong} if (wrong := violations(page)) else {}
    assert found == {}


def test_everybody_can_use_the_data_officers_pages_and_the_audit_log(desk: Window, server: ServerProcess) -> None:
    """By axe, and at twice the text size on a small window."""
    page = desk("fangyuan")
    found = {}
    for address in ("/audit", "/data", "/data/access"):
        answer = page.goto(f"{server.url}/console{address}")
        assert answer and answer.ok, address
        found |= {address: wrong} if (wrong := violations(page)) else {}
        page.set_viewport_size({"width": 640, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wrong = [each for each in cut_off(page) if not _is_out_of_sight(each)]
        found |= {f"{address} at 200 %": wrong} if wrong else {}
        page.set_viewport_size({"width": 1440, "height": 900})
    assert found == {}


@pytest.mark.sweep
def test_nothing_is_cut_off_at_twice_the_text_size_on_a_small_window(desk: Window, server: ServerProcess) -> None:
    page = desk("chenjing")
    shown = addresses(page, server)
    page.set_viewport_size({"width": 640, "height": 900})
    found = {}
    for address in shown:
        page.goto(f"{server.url}/console{address}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found |= {address: wrong} if (wrong := [each for each in cut_off(page) if not _is_out_of_sight(each)]) else {}
    assert found == {}


def _is_out_of_sight(told: str) -> bool:
    """What is only for screen readers, or in a menu that is shut."""
    return told.startswith(
        (".unseen", "span.unseen", "caption.unseen", "a.skip", "svg", "symbol", "use", "button.unseen", "legend.unseen")
    )


def test_it_works_without_a_script(desk: Window, server: ServerProcess) -> None:
    page = desk("chenjing", java_script_enabled=False)
    page.locator("tr:has-text('待派单') a").first.click()
    expect(page.locator(".panel h2")).to_be_visible()
    page.locator(".could button").first.click()
    expect(page.locator(".notice")).to_contain_text("派好了")
    page.goto(f"{server.url}/console/intake")
    page.fill("#f-phone", "19900003907")
    page.keyboard.press("Enter")  # which looks the number up, and never saves
    expect(page.locator("#f-name")).to_have_value("施慧")


def test_photographs_and_signature_are_shown(desk: Window, server: ServerProcess) -> None:
    page = desk("suwen")
    page.goto(f"{server.url}/console/visits?finished=1")
    page.goto(f"{server.url}{page.locator('tbody.finished a[data-page]').first.get_attribute('data-page')}")
    pictures = page.locator(".pictures img, .signature img")
    expect(pictures.first).to_be_visible()
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
