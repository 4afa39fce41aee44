"""The browser tools themselves: what they promise to other tests, shown on a page of one screen."""

from collections.abc import Iterator

import pytest

from tests.browser import axe
from tests.browser.phone import Phone
from tests.browser.probe_site import probe_site
from tests.browser.server_process import free_port
from tests.browser.watch import Watch
from tests.browser.webkit import WebKit, wait_for


@pytest.fixture
def site() -> Iterator[str]:
    with probe_site(free_port()) as url:
        yield url


def test_what_was_saved_outlives_the_battery(phone: Phone, site: str) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    page.evaluate("makeKey()")
    assert page.evaluate("save('note', '猫眼看不清')") is True
    phone.pull_battery()
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    assert page.evaluate("read('note')") == "猫眼看不清"
    assert page.evaluate("sign()") == 64


def test_a_page_opens_cold_while_its_server_is_stopped_and_finds_it_again_on_the_same_port(phone: Phone) -> None:
    port = free_port()
    with probe_site(port) as url:
        page = phone.start()
        page.goto(url)
        page.get_by_text("ready").wait_for()
    phone.pull_battery()
    page = phone.start()
    page.goto(url)
    page.get_by_text("ready").wait_for()
    assert page.evaluate("fetch('/absent').then(() => 'answered', () => 'offline')") == "offline"
    with probe_site(port):
        assert page.evaluate("fetch('/probe.js').then((answer) => answer.status)") == 200


def test_a_violation_of_the_policy_is_noticed(phone: Phone, site: str, watch: Watch) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    assert watch.unexpected() == []
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("breakPolicy()")
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('lost') })")
    assert any("Content Security Policy" in line for line in watch.unexpected())
    watch.expect("Content Security Policy")
    watch.expect("uncaught: .*lost")


def test_a_phone_is_a_phone(phone: Phone, site: str) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    phone.keep_storage()
    assert page.evaluate("navigator.storage.persist()") is True
    assert page.evaluate("[innerWidth, devicePixelRatio, navigator.maxTouchPoints > 0, navigator.language]") == [
        390,
        2,
        True,
        "zh-CN",
    ]
    assert page.evaluate("new Date(0).getHours()") == 8


def test_chinese_is_drawn_with_a_chinese_font(phone: Phone, site: str) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert "Noto Sans SC" in {font["familyName"] for font in used}


def test_axe_finds_what_is_wrong_and_nothing_else(phone: Phone, site: str) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    assert axe.violations(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [line.split(":")[0] for line in axe.violations(page)] == ["button-name"]


def test_axe_finds_what_cannot_be_read_in_the_dark_alone(phone: Phone, site: str) -> None:
    page = phone.start()
    page.goto(site)
    page.get_by_text("ready").wait_for()
    page.evaluate("""() => {
      const pale = new CSSStyleSheet();
      pale.replaceSync("@media (prefers-color-scheme: dark) { main, main * { background: #222; color: #2a2a2a } }");
      document.adoptedStyleSheets = [pale];
    }""")
    found = axe.violations(page, dark=True)
    assert found and all(line.startswith("color-contrast:") and line.endswith("(dark)") for line in found), found


@pytest.mark.webkit
def test_webkit_saves_signs_and_has_a_service_worker(webkit: WebKit, site: str) -> None:
    webkit.get(site)
    wait_for(webkit, "document.getElementById('word')?.textContent === 'ready'")
    webkit.execute_async_script("const done = arguments[0]; makeKey().then(() => save('note', '猫眼')).then(done)")
    assert webkit.execute_async_script("const done = arguments[0]; sign().then(done)") == 64
    assert webkit.execute_async_script("const done = arguments[0]; read('note').then(done)") == "猫眼"
