"""The app in WebKit, the engine of every iPhone: saving, signing and sending work there as a person uses them."""

from functools import partial

import pytest
from selenium.common.exceptions import (
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.driving import PIN
from tests.browser.record import assert_home, kinds_of
from tests.browser.webkit import WebKit, wait_for
from tests.browser.world import Technician, World

# On this page, presses what a finger can hit: it says this, and nothing lies over its middle. One script looks and presses, because
# between two of them the page may be drawn anew, and a driver's click then lands where the button was before.
PRESS = """
  const [words, title] = arguments;
  const heading = document.querySelector("h1")?.textContent.replace(/\\s/g, " ");
  if (!heading?.endsWith(title)) return false;
  for (const each of document.querySelectorAll("button, a")) {
    if (!each.textContent.includes(words) || !each.getClientRects().length) continue;
    each.scrollIntoView({block: "nearest"});
    const {x, y, width, height} = each.getBoundingClientRect();
    if (!each.contains(document.elementFromPoint(x + width / 2, y + height / 2))) continue;
    each.click();
    return true;
  }
  return false;"""
WAY = {  # what is pressed, and the title of the page on which it stands
    "都带齐了，看今天": "都在这部手机里",
    "翠湖花园": "今天 1 单",
    "都带齐了": "出发前",
    "我出发了": "出发前",
    "我到了": "在路上",
    "按过了": "到门口",
    "已请我进门": "到门口",
    "穿好了": "进门",
}

DRAWN_ANEW = (NoSuchElementException, StaleElementReferenceException, ElementNotInteractableException)


@pytest.mark.webkit
def test_a_technician_works_in_webkit_without_a_server_and_all_of_it_comes_home(office: World, webkit: WebKit) -> None:
    who = office.technician()
    visit = office.given(who)
    enrol(webkit, office, who)
    office.server.stop()
    for words, title in WAY.items():
        press(webkit, words, title)
    wait_for(webkit, "document.body.textContent.includes('待发')")
    office.server.start()
    wait_for(webkit, "document.querySelector('.topline .word').click() ?? true")
    press(webkit, "现在发一次")
    wait_for(webkit, "document.querySelector('.topline .word').textContent.includes('已全部送到')")
    assert kinds_of(office, visit) == ["opened", "answered", "departed", "arrived", "knocked", "entered", "answered"]
    assert_home(office, visit, "working")


def enrol(webkit: WebKit, office: World, who: Technician) -> None:
    """Sign in and set the phone up; ends when the day is here."""
    webkit.get(f"{office.server.url}/app/")
    press(webkit, "中文")  # because this browser reads English
    fill(webkit, login=who.login, password=who.password)
    press(webkit, "登录")
    fill(webkit, label="iPhone", pin=PIN, again=PIN)
    press(webkit, "登记，收今天的单")
    wait_for(webkit, "document.querySelector('h1').textContent.includes('都在这部手机里')")


def press(webkit: WebKit, words: str, title: str = "") -> None:
    """Press the first button or link that says this, once this is the page; never on a page that is about to go."""
    wait = WebDriverWait(webkit, 20, poll_frequency=0.1)
    wait.until(lambda driver: driver.execute_script(PRESS, words, title), f"never there to be pressed: {words}")


def fill(webkit: WebKit, **fields: str) -> None:
    """Type into fields by their ids, again where the page was drawn anew meanwhile, until each shows what was typed."""
    waiting = WebDriverWait(webkit, 20, poll_frequency=0.1, ignored_exceptions=DRAWN_ANEW)
    for name, text in fields.items():
        waiting.until(partial(typed, name=name, text=text), f"never took what was typed: {name}")


def typed(webkit: WebKit, name: str, text: str) -> bool:
    """Whether the field shows the text after it has been typed into it."""
    field = webkit.find_element(By.ID, name)
    field.clear()
    field.send_keys(text)
    return field.get_property("value") == text
