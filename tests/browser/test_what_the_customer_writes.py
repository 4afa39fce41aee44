"""M15, F-18 and P-26: whatever a customer writes arrives, stays private where it was promised, and never stops their signature."""

from playwright.sync_api import Page, expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press

SIGNED = "phone.reported.find(({ kind }) => kind === 'signed')?.body.shown.text"


def test_M15_what_is_only_added_stands_not_on_the_signed_page(open_scene: Open) -> None:
    """M15: a complaint about the technician who stands beside was printed on the receipt, which the technician opens."""
    page = open_scene("?scene=turn")
    press(page, "有不对的")
    page.get_by_label("哪里不对？").fill("收费说的是 100")
    press(page, "记下")
    expect(page.locator(".outcomes li", has_text="收费说的是 100")).to_be_visible()
    press(page, "看过了", "不想答")
    page.get_by_role("textbox").fill("师傅态度不好，我要投诉")
    press(page, "写好了")
    sign(page)
    text = page.evaluate(SIGNED)
    assert "收费说的是 100" in text and "投诉" not in text


def test_F18_however_much_is_found_wrong_it_can_be_signed(open_scene: Open) -> None:
    """F-18: two limits for one text; six long comments left the customer with *not saved, press again* for ever."""
    page = open_scene("?scene=turn")
    for _ in range(3):
        press(page, "有不对的")
        page.get_by_label("哪里不对？").fill("长" * 1000)
        expect(page.get_by_text("写满了")).to_be_visible()
        press(page, "记下")
    press(page, "有不对的")
    expect(page.get_by_text("写满了")).to_be_visible()
    press(page, "不写了", "看过了", "不想答", "没有了")
    sign(page)
    text = page.evaluate(SIGNED)
    # the third may be 992 letters long, because the two before it stand there with four letters of their own each
    assert text.count("长") == 1000 + 1000 + 992 and len(text) < 12_000 and len(text.encode()) < 32 * 1024


def test_P26_a_long_text_is_counted_down_and_a_full_field_says_so(open_scene: Open) -> None:
    """P-26: text was cut at 500, 1,000 or 2,000 letters, without a counter and without a word."""
    page = open_scene("?scene=work")
    press(page, "测不了", "其他原因")
    note = page.locator("#why-note")
    note.fill("写" * 850)
    expect(page.get_by_role("status").filter(has_text="还能写")).to_have_count(0)
    note.fill("写" * 950)
    expect(page.get_by_role("status").filter(has_text="还能写")).to_contain_text("50")
    note.fill("写" * 1000)
    expect(page.get_by_text("写满了")).to_contain_text("1000")
    press(page, "关闭", "记事")
    page.locator("#slip-text").fill("写" * 990)
    expect(page.get_by_role("status").filter(has_text="还能写")).to_contain_text("10")


def sign(page: Page) -> None:
    """Sign by declining, which takes no strokes."""
    press(page, "本人")
    page.locator("label", has_text="不签").last.click()
    page.locator("fieldset label.option").last.click()
    page.locator(".bar .primary").click()
    expect(page.locator("h1")).to_have_text("谢谢您")
    comes_to(page, f"Boolean({SIGNED})", True)
