"""F-2: the phone changes its zone while the app is open; every time that is shown or typed stays the organisation's."""

from playwright.sync_api import expect

from tests.browser.driving import comes_to, until
from tests.browser.test_pages_of_the_day import Open, tap


def test_F2_a_time_is_shown_and_read_in_the_organisations_zone_after_the_phone_changed_its_own(open_page: Open) -> None:
    """F-2: Urumqi instead of Shanghai: 10:30 became 8:30, and the 10:00 that was agreed became noon in the signed fact."""
    page = open_page("", timezone_id=None)
    zone = page.context.new_cdp_session(page)
    zone.send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Shanghai"})
    page.reload()
    page.evaluate("localStorage.removeItem('doorstep-zone')")
    page.reload()
    until(page, "localStorage.getItem('doorstep-zone') !== null")
    zone.send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Urumqi"})
    tap(page, ["电话", "改时间", "我们要改"])
    sheet = page.locator("dialog")
    sheet.get_by_text("缺料").click()
    sheet.get_by_text("7月15日").click()
    sheet.locator("input[type=time]").first.fill("10:00")
    sheet.get_by_role("button", name="记下，告诉公司").click()
    comes_to(page, "phone.reported.at(-1)?.body.from", "2026-07-15T02:00:00.000Z")
    page.reload()
    expect(page.locator(".next")).to_contain_text("10:30")
