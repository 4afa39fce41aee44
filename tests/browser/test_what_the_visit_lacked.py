"""M12 and M23: being asked in is noted when it happened; what is to be kept in mind stands where the standard names it."""

import re

from playwright.sync_api import expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press

ENTERED = "phone.reported.filter(({ kind }) => kind === 'entered').length"


def test_M12_being_asked_in_is_noted_by_a_button_that_says_so(open_scene: Open) -> None:
    """Guard: pwa/technician/visits/MomentPage.tsx:primaryOf. *Door open: go in* recorded a badge that nobody had said was shown."""
    page = open_scene("/door?scene=knocked&live=1")
    onward = page.locator(".bar .primary")
    expect(onward).to_contain_text("已请我进门")
    expect(onward).to_contain_text("亮工号牌，说明来意")
    onward.click()
    expect(page.locator("h1")).to_have_text("进门")
    comes_to(page, ENTERED, 1)


def test_M12_a_door_that_opens_after_all_notes_no_badge_that_nobody_asked_for(open_scene: Open) -> None:
    """Guard: pwa/technician/visits/NobodyHome.tsx:goIn"""
    page = open_scene("/nobody-home?scene=nobody&live=1")
    press(page, "门开了")
    expect(page.locator(".now h2")).to_contain_text("亮工号牌")
    comes_to(page, ENTERED, 0)


def test_M23_what_to_keep_in_mind_stands_on_the_page_that_names_it(open_scene: Open) -> None:
    """Guard: pwa/technician/visits/Reminders.tsx. FT-14's own sentence was shown on no screen."""
    page = open_scene("?scene=work")
    expect(page.get_by_text("手脚轻，护好家具，动过的都恢复原样")).to_be_visible()
    expect(page.get_by_text("不能这样说")).to_have_count(0)


def test_M23_before_leaving_all_of_it_has_a_line_of_its_own(open_scene: Open) -> None:
    page = open_scene("/prepare?scene=prepare")
    press(page, "出发前看一眼")
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="不能这样说")).to_be_visible()
    expect(sheet.get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "怎么说")
    expect(page.get_by_role("dialog")).to_contain_text(re.compile("照常说就好"))


def test_P11_a_helper_gives_the_phone_to_nobody(open_scene: Open) -> None:
    """P-11: survey and signature are the lead's (`by: lead`); a helper's button did all of it. Guard: MomentPage.tsx:primaryOf"""
    page = open_scene("?scene=finished%2Bhelper")
    expect(page.locator(".bar .primary")).not_to_contain_text("请客户看和签")
    expect(page.locator(".bar .primary")).to_contain_text("回到今天")
