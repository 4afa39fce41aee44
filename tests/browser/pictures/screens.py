"""Which screens are photographed, in order: add a row, and how to get there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.pictures import console_screens, phone_screens
from tests.browser.server_process import ServerProcess

Way = Callable[[Page, ServerProcess], None]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Screen:
    """A picture `docs/pictures/<name>.png`; *way* leads the page there. Screens of one *journey* follow each other on one phone."""

    name: str
    way: Way
    journey: str = "outside"
    language: str = "zh-CN"
    dark: bool = False
    desk: bool = False
    whole: bool = False


def front(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/")


def app_sign_in(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/app/")
    page.locator("#login").wait_for()


def console_sign_in(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/console/")


SCREENS = [
    Screen("front-desk", front, "desk", desk=True),
    Screen("front-phone-en", front, "english", language="en"),
    Screen("console-sign-in", console_sign_in, "desk", desk=True),
    Screen("app-sign-in", app_sign_in),
    Screen("app-sign-in-en-dark", app_sign_in, "english-dark", language="en", dark=True),
    *[Screen(f"phone-{name}", way, "phone") for name, way in phone_screens.WAYS],
    *[Screen(f"console-{name}", way, "office", desk=True) for name, way in console_screens.WAYS],
    Screen("console-visits-en", console_screens.visits_en, "office-en", language="en", desk=True),
    *[
        Screen(f"console-{name}-dark", way, "office-dark", dark=True, desk=True)
        for name, way in console_screens.WAYS
        if name in ("visits", "visit", "board")
    ],
]
