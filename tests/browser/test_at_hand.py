"""P-13 to P-15: on the visit's own pages are the value just copied, telephone and way, and the receipt to scan."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press

AGAIN = "phone.report({ type: 'visit', id: 'v2' }, 'answered', { step: 'optical-power', value: '-20.0' })"


def serial_number(page: Page) -> None:
    """Make the modem's serial number the step that is next: its entry in the scene is struck out first."""
    page.evaluate("""phone.report({ type: 'visit', id: 'v2' }, 'withdrawn', {
      fact: phone.visit('v2').value.log.find(({ body }) => body.step === 'modem-serial').id, reason: 'slip' })""")
    press(page, "扫新光猫的序列号")


def test_P13_what_was_copied_from_a_label_stays_in_sight_and_can_be_undone(open_scene: Open) -> None:
    """P-13: saved, the serial number was folded into "6 steps done" and could be neither seen nor undone."""
    page = open_scene("?scene=work&live=1")
    serial_number(page)
    page.get_by_label("标签上的编号").fill("HWTC9F00D")
    press(page, "记下")
    row = page.locator(".step", has_text="HWTC9F00D")
    expect(row).to_be_visible()
    expect(row.get_by_role("button", name="撤销")).to_be_visible()
    page.evaluate(AGAIN)
    expect(page.locator("button.step", has_text=re.compile("已做"))).to_be_visible()
    expect(row).to_be_visible()


def test_P13_whatever_was_noted_last_can_be_undone_where_it_stands(open_scene: Open) -> None:
    """P-13, the whole kind: a step far up in the standard that is noted late folds no more at once."""
    page = open_scene("?scene=work&live=1")
    page.evaluate("phone.report({ type: 'visit', id: 'v2' }, 'answered', { step: 'move-things', value: 'none' })")
    expect(page.locator(".step", has_text="要挪东西").get_by_role("button", name="撤销")).to_be_visible()


def test_P14_telephone_way_and_order_are_on_every_page_of_the_visit(open_scene: Open) -> None:
    """P-14: only the next card of Today had them; for a visit under way they were nowhere."""
    for scene in ("?scene=prepare", "?scene=way", "?scene=inside", "?scene=work", "?scene=signed"):
        page = open_scene(scene)
        press(page, "电话、地图")
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_role("link", name="打给王秀兰女士")).to_have_attribute("href", "tel:13806512765")
        expect(sheet).to_contain_text("翠湖花园 3栋2单元 1502")
        expect(sheet).to_contain_text("装宽带")
        expect(sheet.get_by_role("button", name="要晚到")).to_have_count(
            1 if scene in ("?scene=prepare", "?scene=way") else 0
        )
    press(page, "地图和地址")
    expect(page.get_by_role("link", name="高德地图")).to_be_visible()


def test_P14_setting_off_from_the_visits_page_offers_the_words_for_the_customer(open_scene: Open) -> None:
    """P-14: only Today offered the text message."""
    page = open_scene("/prepare?scene=prepare")
    press(page, "都带齐了", "我出发了")
    expect(page.locator("h1")).to_have_text("在路上")
    expect(page.locator(".ready-words")).to_contain_text("现在出发去您家")
    page.get_by_role("link", name="打电话").evaluate("(link) => link.removeAttribute('href')")
    page.locator("a.button", has_text="打电话").click()
    press(page, "说到了")
    comes_to(page, "phone.reported.at(-1).body.about", "departed")
    expect(page.locator(".ready-words")).to_have_count(0)


def test_P15_the_receipt_can_be_scanned_before_the_technician_leaves(open_scene: Open) -> None:
    """P-15: the squares came only once the departure was recorded."""
    page = open_scene("?scene=signed")
    expect(page.locator("h1")).to_have_text("告辞")
    expect(page.get_by_role("img", name=re.compile("回执码"))).to_be_visible()
    expect(page.get_by_text("现在扫码会看到")).to_be_visible()
    comes_to(page, "phone.reported.some(({ kind }) => kind === 'left')", False)


def test_K10_former_visits_and_the_numbers_of_what_stands_there_are_on_the_phone(open_scene: Open) -> None:
    """What stands at an address could not be looked up at the door. Guard: pwa/technician/today/ContactSheet.tsx:History"""
    page = open_scene("?scene=work")
    press(page, "电话、地图")
    row = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="3月9日")
    expect(row).to_contain_text("修宽带 · 完成")
    expect(row).to_contain_text("HWTC00AA11BB")


def test_P26_what_is_put_in_at_once_and_does_not_fit_is_left_out_whole_and_said(open_scene: Open) -> None:
    """P-26: a browser cut it off without a word; a serial number lost its end and was kept as if it were whole.

    Guard: `startPasteGuard` of pwa/technician/shell/App.tsx
    """
    page = open_scene("?scene=work&live=1")
    serial_number(page)
    field = page.get_by_label("标签上的编号")
    longest = int(field.get_attribute("maxlength") or 0)
    for text, kept, said in (
        ("A" * (longest + 1), "", f"太长了，这里最多 {longest} 个字，没有放进去。"),
        ("A" * longest, "A" * longest, ""),
        ("BB", "A" * longest, f"太长了，这里最多 {longest} 个字，没有放进去。"),
    ):
        field.focus()
        page.keyboard.insert_text(text)
        expect(field).to_have_value(kept)
        assert field.evaluate("field => field.validationMessage") == said
    press(page, "记下")
    expect(page.locator(".step", has_text="A" * longest)).to_be_visible()  # what was said keeps nothing from being sent
