"""Every page and sheet that Today's first load does not carry opens from cold without a server, in its own style and in both languages."""

from playwright.sync_api import Page, expect

from tests.browser.driving import until
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.world import World

PAGES = {
    "start": "今天 1 单，都在这部手机里",
    "delivery": "都送到公司了",
    "proof": "我的凭据",
    "settings": "设置",
    "search": "找一单",
    "end": "还有 1 单没结束",
    "visit/{visit}": "出发前",
    "nowhere": "这一页不在了",
}
SHEETS = {"电话": "发短信", "地图": "高德地图", "更多": "收工", "记事": "记一件事"}


def test_each_page_and_sheet_opens_from_cold_without_a_server(office: World, phone: Phone) -> None:
    """Guard: server/web/bundling.py:_build"""
    app = App(phone, office, who := office.technician())
    visit = office.given(who)
    app.begin()
    app.all_sent()
    until(app.page, "caches.open('doorstep-words').then((cache) => cache.keys()).then((all) => all.length > 0)")
    phone.switch_off()
    office.server.stop()
    app.start_again()
    forget_what_the_browser_keeps(app.page)
    for address, heading in PAGES.items():
        app.open(address.format(visit=visit))
        app.title(heading)
    for button, inside in SHEETS.items():
        app.open()
        app.press(button)
        sheet = app.page.get_by_role("dialog")
        expect(sheet).to_contain_text(inside)
        expect(sheet).to_have_css("position", "fixed")
    app.open("settings")
    app.pick("English")  # whose words were never asked for while there was a server
    app.title("Settings")  # kept: leaving earlier would leave the choice unmade
    for address, heading in {
        "settings": "Settings",
        "search": "Find a visit",
    }.items():
        app.open(address)
        app.title(heading)


def forget_what_the_browser_keeps(page: Page) -> None:
    """Empty the browser's own cache, because it may be gone any day and must not stand in for the precache."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
