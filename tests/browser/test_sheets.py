"""P-18: what was typed in a sheet is there after a reload, and "back" closes the sheet instead of leaving the page."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages_of_the_day import Open, tap
from tests.browser.visit_pages import press


def test_P18_back_closes_an_open_sheet_and_only_the_next_one_leaves_the_page(open_scene: Open) -> None:
    """P-18: with a sheet open, back (a swipe, or a browser without CloseWatcher) left the visit."""
    page = open_scene("?scene=work")
    address = page.url
    press(page, "怎么说")
    expect(page.locator("dialog")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog")).to_have_count(0)
    assert page.url == address
    press(page, "怎么说", "关闭")
    expect(page.locator("dialog")).to_have_count(0)
    press(page, "返回")
    expect(page.locator("h1")).to_contain_text("今天")
    page.go_back()
    expect(page.locator("h1")).to_have_text("作业")


def test_P18_a_sheet_that_leads_to_another_sheet_or_page_leaves_no_step_behind(open_page: Open) -> None:
    """P-18: one sheet after the other is one step back, and on Today back does not leave the app."""
    page = open_page("")
    tap(page, ["电话", "改时间"])
    expect(page.locator("dialog")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("今天")
    page.get_by_role("button", name="更多").click()
    page.locator("dialog").get_by_role("link").first.click()
    expect(page.locator("dialog")).to_have_count(0)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("今天")


def test_P18_what_was_typed_for_another_time_and_for_what_is_missing_survives(open_page: Open) -> None:
    """P-18: both sheets lost all of it with a reload. The phone of this page keeps its drafts until the page goes: closing is what it can show."""
    page = open_page("")
    tap(page, ["电话", "改时间", "我们要改"])
    page.locator("dialog").get_by_text("别的原因").click()
    page.locator("dialog").get_by_role("textbox").first.fill("车坏了")
    page.go_back()
    expect(page.locator("dialog")).to_have_count(0)
    tap(page, ["电话", "改时间"])
    expect(page.locator("dialog").get_by_role("textbox").first).to_have_value("车坏了")


def test_P29_another_time_may_be_on_any_day_and_is_told_as_a_whole_window(open_page: Open) -> None:
    """P-29: five days only, and the message named the start alone. Guards: WhenFields.tsx, `windowIn`, `past` of anotherTime.ts"""
    page = open_page("")
    tap(page, ["电话", "改时间", "我们要改", "缺料"])
    sheet = page.locator("dialog")
    day = sheet.get_by_label("别的日子")
    today = day.get_attribute("min") or ""
    ahead = (date.fromisoformat(today) + timedelta(20)).isoformat()
    sheet.get_by_label("从几点").fill("00:00")
    tap(page, ["记下，告诉公司"])
    expect(sheet).to_contain_text("这个时间已经过去了")
    day.fill(ahead)
    sheet.get_by_label("从几点").fill("09:30")
    sheet.get_by_label("到几点").fill("10:30")
    chosen = f"{int(ahead[5:7])}月{int(ahead[8:])}日"
    expect(sheet.get_by_role("radio", checked=True).locator("xpath=ancestor-or-self::label")).to_contain_text(
        ["我们要改", "缺料", chosen]
    )
    tap(page, ["记下，告诉公司"])
    expect(sheet).to_contain_text("公司会定下来")
    expect(sheet).to_contain_text(re.compile(f"{chosen}.*9:30–10:30"))


TYPED = {  # sheet → scene, what is pressed to open it, what is chosen in it, field, what is typed or chosen
    "why": ("?scene=work", ["测不了"], ["其他原因"], "#why-note", "仪器没电"),
    "appoint": ("?scene=work", ["另约时间"], [], "dialog input.input >> nth=0", "再测一次"),
    "slip": ("?scene=work", ["记事"], [], "#slip-text", "井盖松了"),
    "ends": ("/door?scene=knocked", ["其他情况"], ["地址不对"], "#ends-note", "没有这栋楼"),
    "address": ("/door?scene=knocked", ["其他情况"], ["地址不对"], "#ends-address", "8栋 1201"),
    "another": (
        "/prepare?scene=prepare",
        ["要改时间"],
        ["我们要改", "别的原因"],
        "dialog input.input >> nth=0",
        "车坏了",
    ),
    "figure": ("?scene=work", [], [], "section.now input", "-21.3"),
}


@pytest.mark.parametrize("sheet", TYPED)
def test_P18_what_was_typed_in_every_sheet_survives_a_reload(open_scene: Open, sheet: str) -> None:
    """P-18: two sheets lost it, and nothing held the others to it."""
    scene, opening, choosing, field, text = TYPED[sheet]
    page = open_scene(scene)
    press(page, *opening)
    expect(page.locator(field if not opening else "dialog")).to_be_visible()
    press(page, *choosing)
    page.locator(field).fill(text)
    page.reload()
    press(page, *opening)
    expect(page.locator(field)).to_have_value(text)


def test_P18_what_was_chosen_but_not_saved_survives_a_reload(open_scene: Open) -> None:
    """P-18, the whole kind: how late one will be, whom one reached, and why a step is changed."""
    page = open_scene("/prepare?scene=prepare")
    press(page, "要晚到", "20 分钟")
    page.reload()
    press(page, "要晚到")
    expect(page.get_by_role("radio", name="20 分钟")).to_be_checked()
    page = open_scene("/prepare?scene=way")
    page.locator("a.button", has_text="打电话").evaluate("(link) => link.removeAttribute('href')")
    page.locator("a.button", has_text="打电话").click()
    page.locator("dialog input").fill("王女士的儿子")
    page.reload()
    page.locator("a.button", has_text="打电话").evaluate("(link) => link.removeAttribute('href')")
    page.locator("a.button", has_text="打电话").click()
    expect(page.locator("dialog input")).to_have_value("王女士的儿子")
    page = open_scene("?scene=work")
    press(page, "扫新光猫的序列号", "写错了")
    page.reload()
    press(page, "扫新光猫的序列号")
    expect(page.get_by_role("radio", name="写错了")).to_be_checked()


def test_M9_the_message_to_the_customer_is_in_their_language_throughout(open_scene: Open) -> None:
    """M9: an English reader sent a Chinese customer "因为Parts missing ... 1 Dec 9:00"."""
    page = open_scene("/prepare?scene=prepare")
    page.evaluate("phone.setLanguage('en')")
    press(page, "Another time")
    expect(page.locator("dialog")).to_be_visible()
    press(page, "We do")
    page.locator("dialog").get_by_text("Parts missing").click()
    page.locator("dialog").get_by_text("15 Jul Wed").click()  # because 9:00 of today has passed
    page.locator("dialog input[type=time]").first.fill("09:00")
    page.locator("dialog .primary").click()
    words = page.locator(".ready-words")
    expect(words).to_contain_text("因为缺料")
    expect(words).to_contain_text("9:00")
    expect(words).not_to_contain_text("Jul")
