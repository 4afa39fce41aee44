"""P-3 and P-4: what the customer objects to, and what was changed after they signed, is settled while everybody is still there."""

from playwright.sync_api import expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press


def test_P3_what_the_customer_objects_to_is_shown_before_the_technician_leaves(open_scene: Open) -> None:
    """P-3: "the technician will see it" was not true; what is only added at the end stays with the office."""
    page = open_scene("?scene=turn")
    press(page, "有不对的")
    page.get_by_label("哪里不对？").fill("收费说的是 100")
    press(page, "记下", "看过了", "不想答")
    page.get_by_role("textbox").fill("师傅挺好")
    press(page, "写好了", "还给师傅")
    page.get_by_label("密码").fill("2580")
    press(page, "拿回手机")
    expect(page.locator(".notice").first).to_contain_text("收费说的是 100")
    expect(page.locator("body")).not_to_contain_text("师傅挺好")


def test_P4_a_change_after_the_signature_leads_to_a_new_one_on_the_spot(open_scene: Open) -> None:
    """P-4: the price was corrected after the customer had signed, and only the office could ask for a new signature, later."""
    page = open_scene("?scene=signed")
    expect(page.get_by_role("button", name="请客户再签一次")).to_have_count(0)
    page.evaluate("phone.report({ type: 'visit', id: 'v2' }, 'answered', { step: 'charge', value: 'free' })")
    press(
        page, "请客户再签一次", "看过了", "下一页", "没有了", "本人"
    )  # because the survey was answered in the first turn
    expect(page.locator(".pad")).to_be_visible()
    comes_to(page, "phone.reported.map(({ kind }) => kind).includes('customer_mode_entered')", True)
