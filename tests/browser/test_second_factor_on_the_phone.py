"""Somebody of the office who is a technician as well: the phone asks for the second factor where the account has one."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect

from server.accounts import second_factor
from server.kernel import clock
from server.kernel.transaction import write
from tests.browser.phone import Phone
from tests.browser.world import World


def test_633_the_phone_asks_for_the_code_and_keeps_what_was_typed(office: World, phone: Phone) -> None:
    """ASVS 6.3.3: the app had no field for it, so such a person stood before a door without a handle. Guard: `wantsCode` of SignInForm.tsx"""
    who = office.technician("白露", roles="technician dispatcher")
    codes = with_factor(office, who.id)
    page = phone.start()
    phone.watch.expect(r"status of 401")
    page.goto(f"{office.server.url}/app/")
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(who.password)
    page.locator(".bar .primary").click()
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#password")).to_have_value(who.password)
    page.locator(".bar .primary").click()
    expect(page.locator("#content")).to_contain_text("写上验证码")
    page.locator("#code").fill("AAAAA-AAAAA")
    page.locator("#code").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="每个码只能用一次")).to_be_visible()
    page.locator("#code").fill(codes[0])
    page.locator("#code").press("Enter")
    expect(page.locator("#label")).to_be_visible()


def with_factor(office: World, person: str) -> list[str]:
    """Set one up as its page does; returns the recovery codes."""
    with office.app.app_context(), office.app.test_request_context():
        offer = second_factor.offered()
        secret = second_factor.shown(offer, "x", "x")[1].replace(" ", "")
        now = int(clock.instant(clock.now()).timestamp())
        code = TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(now).decode()
        return write(lambda: second_factor.set_up(office.cast.ours, person, offer, code))
