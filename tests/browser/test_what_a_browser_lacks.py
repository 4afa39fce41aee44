"""F-3 and P-20: where a browser lacks what the app needs, a page says so and what to do; never a blank one, never a cause that is not true."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import AGENT
from tests.browser.server_process import ServerProcess

WECHAT = AGENT.format(major=86) + " MicroMessenger/8.0.30"
OLD = "delete Array.prototype.findLast; delete Crypto.prototype.randomUUID;"
NO_STORAGE = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });"
REFUSED = """IDBFactory.prototype.open = () => {
  const asked = new EventTarget();
  asked.error = new DOMException('denied', 'SecurityError');
  setTimeout(() => { asked.dispatchEvent(new Event('error')); asked.onerror?.(new Event('error')); });
  return asked;
};"""


@pytest.mark.parametrize(
    ("lacks", "title", "agent"),
    [
        (
            "Object.defineProperty(globalThis, 'isSecureContext', { value: false }); delete Crypto.prototype.randomUUID;",
            "这个网址不安全",
            "",
        ),
        (OLD, "在微信里打开了", WECHAT),
        (OLD, "这个浏览器不能签名", ""),
        (NO_STORAGE, "这个浏览器存不住东西", ""),
        (REFUSED, "这个浏览器存不住东西", ""),
    ],
)
def test_F3_P20_what_a_browser_lacks_is_said(
    new_window: Callable[..., Page], server: ServerProcess, lacks: str, title: str, agent: str
) -> None:
    """F-3: http on a name that is not localhost, or WeChat with an old kernel, gave a blank page. P-20: denied storage gave two naked lines."""
    page = new_window(locale="zh-CN", **({"user_agent": agent} if agent else {}))
    page.add_init_script(lacks)
    page.goto(f"{server.url}/app/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()


def test_F3_an_english_browser_is_spoken_to_in_english(new_window: Callable[..., Page], server: ServerProcess) -> None:
    """F-3: nobody has chosen a language yet."""
    page = new_window(locale="en-GB")
    page.add_init_script(NO_STORAGE)
    page.goto(f"{server.url}/app/")
    expect(page.get_by_role("button", name="Copy the address")).to_be_visible()


def test_P28_an_english_browser_is_asked_to_sign_in_in_english_and_a_chinese_one_in_chinese(
    new_window: Callable[..., Page], server: ServerProcess
) -> None:
    """P-28: an English browser got the Chinese sign-in. Guard: `browsersLanguage` in pwa/technician/phone/open.ts"""
    for locale, words in (("en-GB", "Sign in"), ("zh-TW", "登录")):
        page = new_window(locale=locale)
        page.goto(f"{server.url}/app/")
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        assert page.locator("html").get_attribute("lang") == ("en" if locale == "en-GB" else "zh-CN")
