"""A cold start shows the day as it was last seen, before the program has run; and never anything that is not so any more."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.driving import until
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.world import World

STORED = "fetch('/app/').then((answer) => answer.text())"
RULES = "fetch('/app/').then((answer) => answer.headers.get('Content-Security-Policy'))"
OF_YESTERDAY = """navigator.serviceWorker.controller.postMessage({ seen: {
  root: '<div id="app" inert>昨天</div>', lang: 'zh-CN', from: Date.now() - 86_400_000, until: Date.now() } })"""


def test_the_day_is_on_the_screen_before_the_program_runs(office: World, phone: Phone) -> None:
    app = App(phone, office, who := office.technician())
    office.given(who)
    app.begin()
    kept(app.page)
    office.server.stop()
    with no_program(app.page):
        app.page.reload()
        expect(app.page.get_by_role("heading", level=1, include_hidden=True)).to_have_text("今天 1 单")
        expect(app.page.get_by_role("heading", level=2, include_hidden=True)).to_contain_text("翠湖花园")
        expect(app.page.locator("#app[inert]")).to_have_count(1)
    app.page.reload()
    expect(app.page.locator("#app[inert]")).to_have_count(0)
    app.press("翠湖花园")
    app.title("出发前")


def test_what_has_changed_is_not_shown_again(office: World, phone: Phone) -> None:
    app = App(phone, office, who := office.technician())
    office.given(who)
    app.begin()
    rules = app.page.evaluate(RULES)
    kept(app.page)
    assert app.page.evaluate(RULES) == rules
    app.press("翠湖花园")
    app.title("出发前")
    forgotten(app.page)
    app.open()
    kept(app.page)
    app.page.evaluate(OF_YESTERDAY)
    forgotten(app.page)


def kept(page: Page) -> None:
    until(page, f"{STORED}.then((html) => html.includes('翠湖花园'))")


def forgotten(page: Page) -> None:
    until(page, f"{STORED}.then((html) => html.includes('<div id=\"app\"></div>'))")


@contextlib.contextmanager
def no_program(page: Page) -> Iterator[None]:
    """Pages that are loaded meanwhile run none of their scripts."""
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.send("Emulation.setScriptExecutionDisabled", {"value": False})
