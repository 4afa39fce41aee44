"""M8 and M14: what was not done does not end as done, and the customer reads what is true of it before they sign."""

from playwright.sync_api import Page, expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press

ANSWER = "([step, value]) => phone.report({ type: 'visit', id: 'v2' }, 'answered', { step, value })"


def say(page: Page, *answers: tuple[str, str]) -> None:
    """Answer these steps as their fields would."""
    for answer in answers:
        page.evaluate(ANSWER, list(answer))


def test_M8_what_the_customer_refused_cannot_end_as_done(open_scene: Open) -> None:
    """M8: refused, not today; the phone still asked for everything, and the visit ended as done. Guard: completion.ts:endAsked"""
    page = open_scene("?scene=work")
    say(page, ("move-things", "refused"), ("after-refusal", "stop"))
    expect(page.locator(".notice", has_text="不能按“完成”结束")).to_contain_text("客户不做了")
    press(page, "写明：客户不做了")
    expect(page.locator("h1")).to_have_text("客户不做了")
    press(page, "嫌贵", "恢复了")
    press(page, "请客户看和签")
    expect(page.locator("h1")).to_have_text("按您的意思，今天没有做")
    refused = page.locator(".outcomes li", has_text="您没有同意挪东西")
    expect(refused).to_be_visible()
    expect(refused.locator("svg")).to_have_count(0)
    expect(page.locator(".outcomes li", has_text="嫌贵")).to_be_visible()


def test_M8_the_last_page_leads_to_the_end_that_is_true(open_scene: Open) -> None:
    """M8: the button of leaving ended the visit as done."""
    page = open_scene("?scene=signed")
    say(page, ("move-things", "refused"), ("after-refusal", "stop"))
    page.locator(".bar .primary").click()
    expect(page.locator("h1")).to_have_text("客户不做了")
    press(page, "今天不方便", "恢复了", "记下，告诉公司")
    comes_to(page, "phone.reported.findLast(({ kind }) => kind === 'ended')?.body.outcome", "declined")
    expect(page.locator("h1")).to_contain_text("客户不做了")


def test_M14_a_failed_figure_is_no_achievement(open_scene: Open) -> None:
    """M14: a tick stood before an optical power of -35 dBm."""
    page = open_scene("?scene=finished")
    say(page, ("optical-power", "-35.0"))
    page.evaluate("phone.report({ type: 'visit', id: 'v2' }, 'customer_mode_entered', { language: 'zh-CN' })")
    page.goto(page.url.split("/visit/")[0] + "/visit/v2")
    row = page.locator(".outcomes li", has_text="−35.0 dBm")
    expect(row).to_contain_text("不在合格范围")
    expect(row.locator("svg")).to_have_count(0)
    expect(page.locator(".outcomes li", has_text="设备擦净").locator("svg")).to_have_count(1)
