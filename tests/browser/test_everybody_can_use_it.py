"""The running app on real data: axe finds nothing, nothing is cut off with large text on a small phone, in both languages, light and dark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.driving import enrol, ready_offline
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.world import World

DAY = ("", "start", "delivery", "proof", "end", "settings", "search", "signin", "nowhere")
MOMENTS = (
    "prepare",
    "on-the-way",
    "door",
    "inside",
    "work",
    "show-and-clean",
    "customer",
    "leave",
    "nobody-home",
    "unsafe",
    "not-ready",
)
TALL = {"width": 390, "height": 2400}  # so that the bar at the bottom covers nothing
SMALL = {"width": 320, "height": 640}
Ask = Callable[[Page], list[str]]


@dataclass
class Day:
    """A technician in the middle of the day: one visit over, one ready for the customer, one planned."""

    app: App
    over: str
    ready: str
    planned: str

    def screens(self) -> Iterator[str]:
        """Every screen of the day and of its visits, one after the other."""
        visits = [f"visit/{self.over}"] + [
            f"visit/{visit}/{moment}" for visit in (self.planned, self.ready) for moment in MOMENTS
        ]
        for address in (*DAY, *visits):
            self.app.open(address)
            expect(self.app.page.get_by_role("heading", level=1).first).to_be_visible()
            yield address.replace(self.planned, "planned").replace(self.ready, "ready").replace(self.over, "over")

    def customers_screens(self) -> Iterator[str]:
        """The customer's pages and the technician's PIN; the phone stays with the customer."""
        page = self.app.page
        self.app.open(f"visit/{self.ready}/show-and-clean")
        for _ in range(2):
            self.app.onward.click()
        for name in ("done", "survey", "comment", "signature"):
            expect(page.locator(".customer .pages")).to_be_visible()
            yield name
            if name == "survey":
                page.locator(".quietly .link").click()
            elif name != "signature":
                self.app.onward.click()
        page.locator(".give-back").click()
        expect(page.locator("#pin")).to_be_visible()
        yield "pin"


@pytest.fixture
def day(office: World, phone: Phone) -> Day:
    who = office.technician()
    home = {"name": "王秀兰"}
    rural = {"rural": "柳溪镇上坪村 7 组，过桥第二家", "estate": None, "building": None, "unit": None, "room": None}
    over, ready = office.given(who, hour="08:00", home=home), office.given(who, hour="10:00", home=home)
    planned = office.given(who, hour="14:00", home=home | rural)
    office.walked(over, who, "ended")
    office.walked(ready, who, "show-and-clean")
    app = App(phone, office, who)
    app.page = enrol(phone, office.server, who.login, who.password)
    expect(app.page.locator(".lines").first).to_be_visible()
    ready_offline(app.page)
    return Day(app, over, ready, planned)


def asked(day: Day, screens: Iterator[str], ask: Ask) -> dict[str, list[str]]:
    """What is wrong, by screen; empty when all is well."""
    return {screen: lines for screen in screens if (lines := ask(day.app.page))}


def with_large_text(page: Page) -> list[str]:
    """What is cut off at twice the text size."""
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    return axe.cut_off(page)


@pytest.mark.sweep
def test_axe_finds_nothing_on_any_screen_of_the_running_app(day: Day) -> None:
    day.app.page.set_viewport_size(TALL)  # type: ignore[arg-type]
    assert asked(day, day.screens(), axe.violations) == {}
    assert asked(day, day.customers_screens(), axe.violations) == {}


@pytest.mark.sweep
def test_P21_nothing_of_the_running_app_is_cut_off_with_large_text_on_a_small_phone(day: Day) -> None:
    day.app.page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    assert asked(day, day.screens(), with_large_text) == {}
    assert asked(day, day.customers_screens(), with_large_text) == {}


def test_the_language_changes_there_and_back_on_any_page(office: World, phone: Phone) -> None:
    who = office.technician(language="en")
    app = App(phone, office, who)
    app.page = enrol(phone, office.server, who.login, who.password)
    for language, title in (("中文", "设置"), ("English", "Settings"), ("中文", "设置")):
        app.open("settings")
        app.pick(language)
        app.title(title)
        app.page.go_back()
