"""What a person does on a page before there is something to look at: opens the list of keys, types a name, sets up an authenticator."""

from __future__ import annotations

import base64
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page

from server.demo.people import PASSWORD

OWN = "/console/me/second-factor"


def keys(page: Page) -> None:
    """The list of all keys."""
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def saved_views(page: Page) -> None:
    """The menu of saved views."""
    page.locator(".saved-views summary").click()
    page.locator(".saved-views .menu").wait_for()


def offers(page: Page) -> None:
    """Somebody says a name at the telephone."""
    page.locator("[name=q]").focus()
    page.keyboard.type("lj")
    page.locator(".offers a").first.wait_for()


def to(selector: str, page: Page) -> None:
    """A part of a long page that stands below what is seen first."""
    page.locator(selector).first.evaluate("(part) => part.scrollIntoView()")


def accepted(page: Page) -> None:
    """A proposal that was accepted; once it is, it stays so."""
    button = page.locator("form[action$=accept] .button.solid")
    if button.count():
        button.click()
        page.locator("form[action$=undo]").first.wait_for()


def recovery_codes(page: Page) -> None:
    """Codes that are shown once; the authenticator is turned off behind the page, because the next sign-in would ask for one."""
    raw = base64.b32decode(page.locator(".second code").inner_text().replace(" ", ""))
    page.locator("[name=current_password]").fill(PASSWORD)
    page.locator("[name=code]").fill(TOTP(raw, 6, SHA1(), 30).generate(int(time.time())).decode())
    page.locator("form:has([name=offer]) .button.solid").click()
    code = page.locator("section.codes code").first.inner_text()
    beside = page.context.new_page()
    beside.goto(page.url.partition("?")[0])
    beside.locator("[name=code]").fill(code)
    beside.locator("[name=do][value=off]").click()
    beside.locator("[name=offer]").wait_for(state="attached")
    beside.close()


def code_asked(login: str, page: Page) -> None:
    """The second half of a sign-in, to the console or on the phone."""
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.locator("[name=code]").wait_for()
