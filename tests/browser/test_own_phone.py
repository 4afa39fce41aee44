"""The customer signs on their own phone: the technician's has no network, both halves come home, and anybody can check what came of it."""

from __future__ import annotations

import base64
import io
import struct
import uuid
from collections.abc import Callable
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from server.kernel.chain import decode, encode
from server.visits.models import Fact
from server.web.assets import asset_url
from tests.browser.axe import cut_off, violations
from tests.browser.driving import PIN, tab_to
from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies
from tests.browser.technician import SIGNATURE, App, Customer
from tests.browser.test_scanner import READ
from tests.browser.walks import at_the_customers_turn
from tests.browser.watch import Watch
from tests.browser.world import World

WAITS = "师傅的手机还没有报来给客户看过什么"
TEXTS = {
    "zh-CN": [
        "城北燃气 · 上门服务 1130-ABCD · 11月30日",
        "林女士，今天做了这些",
        "✓ 宽带装好了",
        "– 光功率 −21.5 dBm",
        "○ 没做：走线槽 · 缺料",
        "签名表示前面几页您都看过了。",
    ],
    "en": [
        "Chengjiang · home visit 1130-ABCD · 30 Nov",
        "Ms Lin, this was done today",
        "✓ Broadband works",
        "– Light −21.5 dBm",
        "○ Not done: cable duct · parts missing",
        "It says that you have read these pages.",
    ],
}
SMALL = {"width": 320, "height": 640}
ADDED = "师傅很好，就是来晚了。"


def scanned(page: Page, picture: bytes) -> str:
    """What a phone reads from this picture: by a camera that comes nearer and turns a little, as this decoder misses many a dense code."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for turned, size in product((0, 4, -4, 9, -9), (300, 708, 420, 530, 920, 360, 480, 640, 270)):
        out, held = io.BytesIO(), whole.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
        held.resize((size, size * held.height // held.width)).save(out, "PNG")
        seen = {"url": asset_url("apart/decoder.js"), "picture": base64.b64encode(out.getvalue()).decode()}
        if text := page.evaluate(READ, seen):
            return str(text)
    raise AssertionError("no code in this picture")


def office_page(office: World, visit: str) -> str:
    """The visit's page as a dispatcher reads it."""
    return office.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)


def draws(page: Page) -> None:
    """A signature on the pad of the customer's own phone."""
    page.locator(".pad canvas").scroll_into_view_if_needed()
    box = page.locator(".pad canvas").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SIGNATURE]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def after_the_survey(office: World, phone: Phone) -> tuple[App, str]:
    """The customer's turn on a phone that has lost the network; the customer has answered the survey there."""
    app, visit = at_the_customers_turn(office, phone)
    phone.context.set_offline(True)  # type: ignore[union-attr]
    customer = Customer(app)
    customer.read()
    customer.survey("很满意", "穿了", "没有")
    return app, visit


def code_of(app: App) -> bytes:
    """The squares on the technician's phone, as a camera sees them."""
    app.press("用您自己的手机看和签")
    app.title("请用您的手机扫一下")
    squares = app.page.locator("canvas.qr")
    expect(squares).to_be_visible()
    return squares.screenshot()


def opened_on_their_own(app: App, new_window: Callable[..., Page]) -> Page:
    """The customer's own phone, which has read the squares."""
    own = new_window(viewport=SMALL, locale="zh-CN")
    own.goto(f"{app.world.server.url}/s/")
    own.goto(scanned(own, code_of(app)))
    return own


def declines(own: Page) -> None:
    """The customer reads, adds nothing and does not sign; ends with the thanks."""
    own.get_by_role("button", name="看过了，下一页").click()
    own.get_by_role("button", name="没有了，下一页").click()
    own.get_by_text("不签", exact=True).click()
    own.get_by_text("本人", exact=True).click()
    own.get_by_text("不想签", exact=True).click()
    own.get_by_role("button", name="不签，记下原因").click()
    expect(own.get_by_role("heading", level=1)).to_have_text("谢谢您")


def leaves_and_comes_home(app: App, visit: str) -> None:
    """The technician takes the phone back, ends the visit without a network, and all of it goes home: the customer's signature is there."""
    app.press("还给师傅")
    app.page.locator("#pin").fill(PIN)
    app.press("拿回手机")
    app.title("告辞")
    app.answer("服务卡写上回执码，交给客户", "交了")
    app.go_on("离开，结束这一单")
    app.title("这一单完成了")
    app.page.context.set_offline(False)
    app.all_sent()
    app.visit(visit)
    expect(app.page.locator("dl.facts")).to_contain_text("林晓梅")


def test_a_customer_signs_on_their_own_phone_while_the_technicians_is_offline(
    office: World, phone: Phone, new_window: Callable[..., Page], tmp_path: Path
) -> None:
    app, visit = after_the_survey(office, phone)
    own = new_window(viewport={"width": 390, "height": 844}, locale="zh-CN")
    own.goto(f"{office.server.url}/s/")
    link = scanned(own, code_of(app))
    assert link.startswith(f"{office.server.url}/s/#")
    own.goto(link)
    expect(own.locator(".outcomes li").first).to_be_visible()
    own.get_by_role("button", name="看过了，下一页").click()
    own.get_by_role("button", name="没有了，下一页").click()
    own.get_by_text("本人", exact=True).click()
    draws(own)
    own.get_by_role("button", name="签好了").click()
    expect(own.get_by_role("heading", level=1)).to_have_text("谢谢您")
    own.reload()
    expect(own.get_by_role("heading", level=1)).to_have_text("谢谢您")  # once

    assert WAITS in office_page(office, visit)

    leaves_and_comes_home(app, visit)

    page = office_page(office, visit)
    assert "在客户自己的手机上" in page and WAITS not in page
    assert_home(office, visit, "done")
    rows = sorted(office.scenario.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
    kinds = [row.kind for row in rows]
    assert "signed" not in kinds and kinds.index("signed_on_own_phone") < kinds.index("signing_offered")
    assert_verifies(office, visit, tmp_path)


def test_the_customers_whole_turn_on_their_own_phone(
    office: World, phone: Phone, new_window: Callable[..., Page], tmp_path: Path
) -> None:
    """Ruling 20: survey and comment are asked there, too; the technician is without a network all the while, and reads nothing of it."""
    app, visit = at_the_customers_turn(office, phone)
    phone.context.set_offline(True)  # type: ignore[union-attr]
    own = opened_on_their_own(app, new_window)
    own.get_by_role("button", name="看过了，下一页").click()
    own.get_by_text("很满意", exact=True).click()
    own.get_by_role("button", name="下一页").click()
    expect(own.locator(".objection").first).to_be_visible()  # all of it or nothing
    for label in ("穿了", "没有"):
        own.get_by_text(label, exact=True).first.click()
    assert violations(own, dark=True) == [] and cut_off(own) == []
    own.get_by_role("button", name="下一页").click()
    own.locator("textarea").fill(ADDED)
    assert violations(own, dark=True) == [] and cut_off(own) == []
    own.reload()  # what was said so far is kept
    own.get_by_role("button", name="看过了，下一页").click()
    own.get_by_role("button", name="下一页").click()
    expect(own.locator("textarea")).to_have_value(ADDED)
    own.get_by_role("button", name="写好了，下一页").click()
    own.get_by_text("本人", exact=True).click()
    draws(own)
    own.get_by_role("button", name="签好了").click()
    expect(own.get_by_role("heading", level=1)).to_have_text("谢谢您")

    leaves_and_comes_home(app, visit)
    assert ADDED not in app.page.content()
    assert_home(office, visit, "done")
    rows = sorted(office.scenario.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
    assert [row.kind for row in rows if row.device == "office"][-3:] == ["signed_on_own_phone", "surveyed", "commented"]
    assert ADDED in office_page(office, visit)
    assert_verifies(office, visit, tmp_path)


def test_half_a_survey_that_was_answered_elsewhere_keeps_nobody_from_signing(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    """The kept half was sent with the signature and refused, on a page that no longer asked. Guard: `said` of pwa/customer/signing/SigningPage.tsx"""
    app, visit = at_the_customers_turn(office, phone)
    own = opened_on_their_own(app, new_window)
    own.get_by_role("button", name="看过了，下一页").click()
    own.get_by_text("很满意", exact=True).click()
    elsewhere = office.scenario.phone(app.who.login)
    elsewhere.report(
        "surveyed", {"answers": {"satisfied": 5, "clean": 1, "honest": 0}, "language": "zh-CN"}, visit=visit
    )
    elsewhere.sync_all()
    own.reload()
    declines(own)


def test_a_phone_that_is_on_line_says_thanks_by_itself(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    app, visit = after_the_survey(office, phone)
    own = opened_on_their_own(app, new_window)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    declines(own)
    expect(app.page.get_by_role("heading", level=1)).to_have_text("谢谢您")
    expect(app.page.locator("main")).to_contain_text("没有签名")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_everybody_can_sign_there_by_keyboard_small_and_large(
    office: World, new_window: Callable[..., Page], watch: Watch, language: str
) -> None:
    watch.expect(r"status of 422.*signatures")  # the name of somebody employed
    link, text = offered(office, language)
    page = new_window(viewport=SMALL, locale=language)
    page.goto(link)
    expect(page.locator(".outcomes li")).to_have_count(text.count("\n") - 2)
    assert violations(page, dark=True) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert cut_off(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    tab_to(page, ".bar .primary")
    page.keyboard.press("Enter")
    tab_to(page, ".quietly .link")
    assert violations(page, dark=True) == [] and cut_off(page) == []
    page.keyboard.press("Enter")  # no answer
    expect(page.locator("textarea")).to_be_visible()
    assert violations(page, dark=True) == [] and cut_off(page) == []
    tab_to(page, ".bar .primary")
    page.keyboard.press("Enter")
    expect(page.locator(".pad")).to_be_visible()
    assert violations(page, dark=True) == []
    assert cut_off(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    tab_to(page, ".bar .primary")
    page.keyboard.press("Enter")
    expect(page.locator(".objection").first).to_be_visible()
    tab_to(page, "input[name=relation]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=way]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "#signer")
    page.keyboard.type("李明" if language == "zh-CN" else "Li Ming")
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, ".bar .primary")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]").first).to_contain_text("我们公司的人" if language == "zh-CN" else "our people")
    assert cut_off(page) == [] and violations(page) == []
    tab_to(page, "#signer")
    page.keyboard.press("Control+A")
    page.keyboard.type("林晓梅")
    tab_to(page, ".bar .primary")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("谢谢您" if language == "zh-CN" else "Thank you")
    assert violations(page, dark=True) == [] and cut_off(page) == []


def test_what_is_no_code_any_more_says_what_to_do(office: World, new_window: Callable[..., Page]) -> None:
    link, _ = offered(office, "zh-CN")
    page = new_window(viewport=SMALL, locale="zh-CN")
    page.goto(link.partition("#")[0] + "#" + "A" * 300)
    expect(page.locator("h1")).to_have_text("这里没有要签的内容")
    page.goto(f"{office.server.url}/s/")
    expect(page.locator("main")).to_contain_text("请师傅在手机上出示二维码")


def offered(office: World, language: str) -> tuple[str, str]:
    """An address with a code, as a phone in Python makes it, and its text."""
    who = office.technician()
    visit = office.given(who)
    text = "\n".join(TEXTS[language])
    phone = office.scenario.phone(who.login)
    return f"{office.server.url}/s/#{packed(phone.offer_signing(visit, text, language), text)}", text


def packed(offer: dict[str, Any], text: str) -> str:
    """The code behind the #, without compression."""
    seconds = int(datetime.fromisoformat(offer["until"]).timestamp())
    head = struct.pack(
        ">BB16s16sI",
        1,
        2 * (offer["language"] == "en") | 4,  # and the survey is still to be answered
        *(uuid.UUID(offer[each]).bytes for each in ("visit", "device")),
        seconds,
    )
    return encode(
        head + decode(offer["nonce"]) + decode(offer["signature"]) + bytes.fromhex(offer["shown"]) + text.encode()
    )
