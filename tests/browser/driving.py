"""The steps that every journey through the app begins with, done as a person does them: by what is on the screen."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.phone import PATIENCE, Phone
from tests.browser.server_process import ServerProcess
from tests.patience import SECONDS

PIN = "2580"
MOST_TABS = 60
IS_FOCUSED = (
    "([selector, text]) => document.activeElement.matches(selector) && document.activeElement.innerText.includes(text)"
)


def sign_in(page: Page, server: ServerProcess, login: str, password: str) -> None:
    """Open the app and sign in; ends on the page that sets the phone up."""
    page.goto(f"{server.url}/app/")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.locator("button[form=sign-in]").click()
    expect(page.locator("#label")).to_be_visible()


def enrol(phone: Phone, server: ServerProcess, login: str, password: str, label: str = "红米") -> Page:
    """Start a phone, sign in and set it up; ends on the list of what must be brought, with the day's visits here."""
    page = phone.start()
    sign_in(page, server, login, password)
    page.locator("#label").fill(label)
    page.locator("#pin").fill(PIN)
    page.locator("#again").fill(PIN)
    page.locator("button[form=enrol]").click()
    expect(page.locator("#enrol")).to_have_count(0)
    return page


def ready_offline(page: Page) -> None:
    """Wait until the service worker controls the page and has stored everything: from now on the server may be stopped."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def until(page: Page, script: str) -> None:
    """Wait until this expression, which may be a promise, is true; `wait_for_function` takes any promise for true."""
    page.evaluate(f"""async () => {{
      for (const end = performance.now() + {PATIENCE}; !await ({script});) {{
        if (performance.now() > end) throw new Error('never came to hold');
        await new Promise((go) => setTimeout(go, 10));
      }}
    }}""")


def comes_to(page: Page, script: str, wanted: object) -> None:
    """Wait until this expression is this value; what a page does after a click may end a moment later. Fails with the last value."""
    found: list[object] = [None]

    def is_so() -> bool:
        found[0] = page.evaluate(script)
        return found[0] == wanted

    until_here(page, is_so, lambda: f"{script} is {found[0]}, not {wanted}")


def until_here(page: Page, here: Callable[[], bool], told: Callable[[], str] = lambda: "it never came") -> None:
    """Wait until something is so on this side, a request that is held here for instance; meanwhile the page goes on."""
    end = time.monotonic() + SECONDS
    while not here():
        assert time.monotonic() < end, told()
        page.evaluate("new Promise((go) => setTimeout(go, 10))")


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until this has the focus, once it is there; where it never has, nobody without a pointer gets there."""
    expect(page.locator(selector).filter(has_text=text).first).to_be_attached()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(IS_FOCUSED, [selector, text]):
            return
    raise AssertionError(f"{selector} {text} is not reached by Tab")


def read_back(desk: Page) -> None:
    """At intake: choose the last free time by keys and tick each part as it is read to the caller; ends on the button that saves."""
    desk.locator("[name=slot]:not(:disabled):not([value=now])").last.focus()
    desk.keyboard.press("Space")
    spoken = desk.locator("[name^=read_]")
    expect(spoken).to_have_count(4)
    expect(desk.locator("[data-save]")).to_be_disabled()
    spoken.first.focus()
    for _ in range(4):
        desk.keyboard.press("Space")
    expect(desk.locator("[data-save]")).to_be_focused()
