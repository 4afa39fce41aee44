"""P-2: a technician who has forgotten the PIN gets the phone back; a customer does not."""

from playwright.sync_api import expect

from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, press, reported

NEW_PIN = {"新的解锁密码": "7391", "再输一遍": "7391"}


def test_P2_a_code_from_the_office_takes_the_phone_back_from_the_customer(open_scene: Open) -> None:
    """P-2: no "forgot", no way but to clear the browser's data. Wrong and empty answers stay on the page; the PIN is asked for as before."""
    page = open_scene("?scene=turn")
    press(page, "还给师傅", "忘了密码", "派单员给的码")
    expect(page.locator("#challenge")).to_contain_text("482")
    expect(page.get_by_role("link", name="0571 8802 6618")).to_be_visible()
    for label, text in NEW_PIN.items():
        page.get_by_label(label, exact=True).fill(text)
    press(page, "换好，拿回手机")
    expect(page.get_by_role("alert")).to_contain_text("写上八位码")
    page.get_by_label("派单员给的八位码").fill("1111 1111")
    press(page, "换好，拿回手机")
    expect(page.get_by_role("alert")).to_contain_text("这个码不对")
    expect(page.locator(".topline")).to_have_count(0)
    page.get_by_label("派单员给的八位码").fill("12345678")
    press(page, "换好，拿回手机")
    expect(page.locator(".topline")).to_be_visible()
    reported(page, "customer_mode_left")


def test_P2_the_way_back_to_the_customer_is_open_and_reload_stays_with_them(open_scene: Open) -> None:
    """P-2: what a forgotten PIN opens must not let a customer out."""
    page = open_scene("?scene=turn")
    press(page, "还给师傅", "忘了密码")
    page.reload()
    expect(page.locator("h1")).to_contain_text("今天做了这些")
    press(page, "还给师傅", "忘了密码", "回去")
    expect(page.locator("h1")).to_have_text("请师傅输入密码")
    comes_to(page, "phone.reported.length", 0)


def test_P2_a_wait_is_named_by_the_clock(open_scene: Open) -> None:
    """P-2: "过几分钟再试" said nothing; the moment from which one may try again is said in the organisation's time."""
    page = open_scene("?scene=turn")
    press(page, "还给师傅")
    page.get_by_label("密码").fill("0000")
    press(page, "拿回手机")
    expect(page.get_by_role("alert")).to_contain_text("10:25 起可以再试")


def test_P2_the_pin_is_changed_in_settings(open_scene: Open) -> None:
    """P-2: it was set once, at enrolment."""
    page = open_scene("?scene=work")
    page.goto(page.url.split("/visit/")[0] + "/settings")
    press(page, "换解锁密码")
    page.get_by_label("原来的解锁密码").fill("2580")
    for label, text in NEW_PIN.items():
        page.get_by_label(label, exact=True).fill(text)
    press(page, "换好")
    expect(page.locator("dialog[open]")).to_have_count(0)
