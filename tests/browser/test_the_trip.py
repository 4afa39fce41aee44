"""Ruling 26: a customer sees where the technician is only by the technician's wish for this trip, and only until the arrival."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Page, expect

from server.feedback.trip_position import TripPosition
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.links import link_of
from tests.browser.driving import until_here
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.world import World

SHARE, SHOWN, MAP = "让客户看到我到哪儿了", "能看到你到哪儿了", "在地图上看到哪儿了"


def on_the_way(office: World, phone: Phone) -> tuple[App, str, str]:
    """The app of somebody who has just left, the visit, and the address of its page for the customer."""
    app = App(phone, office, who := office.technician())
    visit = office.given(who)
    app.begin()
    app.page.context.set_geolocation({"latitude": 30.2319, "longitude": 120.1604})
    app.press("翠湖花园")
    app.go_on("我出发了")
    with office.app.app_context():
        page = write(partial(link_of, office.cast.ours, visit)).rpartition("/")[2]
    return app, visit, f"{office.server.url}/v/{page}"


def positions(office: World, visit: str) -> int:
    with office.app.app_context():
        return db.session.query(TripPosition).filter_by(visit_id=visit).count()


def customers(app: App, address: str) -> Page:
    """The customer's page in a browser of its own."""
    page = app.page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    page.goto(address)
    return page


def test_the_customer_sees_the_technician_by_his_wish_until_he_arrives(office: World, phone: Phone) -> None:
    """Guards: `isShared` of pwa/technician/trip/sharing.ts, `ENDS_TRIP` of server/feedback/trip_position.py"""
    app, visit, address = on_the_way(office, phone)
    app.page.context.grant_permissions(["geolocation"], origin=office.server.url)
    expect(app.button(SHARE)).to_be_visible()
    assert positions(office, visit) == 0  # nothing without his wish, though the phone would give it
    app.press(SHARE)
    expect(app.page.locator(".notice", has_text=SHOWN)).to_contain_text("的位置。到了就删掉。")
    page = customers(app, address)
    expect(page.get_by_role("link", name=MAP)).to_have_attribute(
        "href", "https://uri.amap.com/marker?position=120.160,30.232&coordinate=wgs84&callnative=1"
    )
    app.open()  # on every page it is said, and again after a start
    expect(app.page.locator(".notice", has_text=SHOWN)).to_be_visible()
    app.visit(visit)
    app.go_on("我到了")
    expect(app.page.locator(".notice", has_text=SHOWN)).to_have_count(0)
    until_here(app.page, lambda: positions(office, visit) == 0)
    page.reload()
    expect(page.get_by_role("link", name=MAP)).to_have_count(0)


def test_he_can_end_it_at_once_and_a_phone_that_gives_no_place_says_so(office: World, phone: Phone) -> None:
    app, visit, address = on_the_way(office, phone)
    phone.watch.expect("geolocation")
    app.press(SHARE)
    expect(app.page.locator("main")).to_contain_text("手机没有给位置")
    app.page.context.grant_permissions(["geolocation"], origin=office.server.url)
    app.press(SHARE)
    until_here(app.page, lambda: positions(office, visit) == 1)
    app.press("不给看了")
    expect(app.button(SHARE)).to_be_visible()
    until_here(app.page, lambda: positions(office, visit) == 0)
    page = customers(app, address)
    expect(page.locator("main")).to_contain_text("出发来您这里")
    expect(page.get_by_role("link", name=MAP)).to_have_count(0)
