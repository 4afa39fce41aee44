"""F-16, F-25, F-26, F-27, F-29: every sentence names the real cause and what to do; none says *no signal* where there is one."""

import time
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import FilePayload, Route, expect

from tests.browser.phone import Phone
from tests.browser.server_process import free_port
from tests.browser.technician import App
from tests.browser.test_pages_of_the_day import Open as OpenDay
from tests.browser.visit_pages import Open, press
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.sync.faults import answered, dropped_before
from tests.sync.proxy import Proxy, proxy_before

CAUSES = {
    "no_network": ("那边没有应答", "does not answer"),
    "not_our_server": ("登录这个无线网", "sign in to it"),
    "batch_too_large": ("分成小份发", "small ones are sent"),
    "server_down": ("跟这部手机无关", "not your phone"),
}
SIGNED_OUT = '{"code": "signed_out"}'
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(400)


def answers_nobody(route: Route) -> None:
    """Let the sign-in pass; who is signed in, it knows not."""
    if route.request.method == "POST":
        route.continue_()
    else:
        route.fulfill(status=401, body=SIGNED_OUT, content_type="application/problem+json")


@pytest.mark.parametrize("cause", CAUSES)
def test_F25_F26_the_page_of_what_is_where_names_the_cause(open_page: OpenDay, cause: str) -> None:
    """F-25, F-26: in every case the page said that there was no signal."""
    for language, sentence in zip(("zh-CN", "en"), CAUSES[cause], strict=True):
        page = open_page("delivery", language)
        page.evaluate(f"phone.setDelivery({{ state: 'saved', failed: '{cause}' }})")
        expect(page.locator(".head .sub")).to_contain_text(sentence)


WHERE = {  # what happens to a request → what the phone says of it
    "stopped": (dropped_before, "公司那边没有应答"),
    "portal": (answered(200), "登录这个无线网"),
    "proxy": (answered(413), "不让大的东西通过"),
    "trouble": (answered(502), "公司的服务器现在出了问题"),
}


def test_K6_each_cause_is_told_apart_by_the_app_on_a_real_network(office: World, phone: Phone) -> None:
    """K-6: no network, a stopped server, a portal, a proxy's limit, a server in trouble, an ended sign-in and a wrong clock, one after the other.

    Storage that is denied, an old browser and plain http: test_what_a_browser_lacks.py. Guard: `leadOf` of pwa/technician/delivery/DeliveryPage.tsx
    """
    who = office.technician()
    office.given(who)
    phone.watch.expect("Failed to load resource")
    with proxy_before(free_port(), office.server.port) as net:
        app = App(phone, cast("World", Behind(office, net)), who)
        app.begin()
        app.press("翠湖花园")
        net.down()
        app.go_on("我出发了")
        app.open("delivery")
        lead, said = app.page.locator(".head .sub"), []
        for fault, sentence in WHERE.values():
            net.always["/api/"] = fault
            app.press("现在发一次")
            expect(lead).to_contain_text(sentence)
            said.append(lead.inner_text())
        app.page.context.set_offline(True)
        app.press("现在发一次")
        expect(lead).to_contain_text("手机现在没有网络")
        said.append(lead.inner_text())
        office.sign_out_everywhere(who)
        net.up()
        app.page.context.set_offline(False)  # the phone sends by itself as soon as there is a network again
        expect(lead).to_contain_text("登录已经过期")
        assert len({*said, lead.inner_text()}) == len(WHERE) + 2
        app.sign_in_again()
        app.page.clock.install(time=time.time() + 26 * 3600)
        app.open()
        expect(app.page.locator("main")).to_contain_text("手机的钟快")


class Behind:
    """The world as a phone finds it behind this network."""

    def __init__(self, world: World, net: Proxy) -> None:
        self.world, self.server = world, SimpleNamespace(url=net.url.rstrip("/"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)


def test_F27_a_picture_in_heic_is_named_and_the_way_out_with_it(open_scene: Open) -> None:
    """F-27: "take another", which was HEIC again; before wiping it was "try again, call the dispatcher"."""
    page = open_scene("/work?scene=begun")
    press(page, "不用挪")
    press(page, "作业前照片")
    with page.expect_file_chooser() as camera:
        page.locator("button", has_text="先抹再存").click()
    camera.value.set_files(FilePayload(name="a.heic", mimeType="image/heic", buffer=HEIC))
    expect(page.get_by_role("alert")).to_contain_text("HEIC")
    expect(page.get_by_role("alert")).to_contain_text("JPEG")


def test_F29_a_part_of_the_program_that_is_gone_is_said_with_what_to_do(open_scene: Open, watch: Watch) -> None:
    """F-29: after another tab had let a newer version in, wiping said "try again", which failed again."""
    page = open_scene("/work?scene=begun")
    press(page, "不用挪")
    press(page, "作业前照片")
    watch.expect(r"status of 404")
    page.route("**/blur*.js", lambda route: route.fulfill(status=404))
    with page.expect_file_chooser() as camera:
        page.locator("button", has_text="先抹再存").click()
    camera.value.set_files(FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=b"x"))
    expect(page.get_by_role("alert")).to_contain_text("重新打开")
    expect(page.get_by_role("alert")).to_contain_text("都还在")


def test_F16_a_sign_in_that_does_not_come_back_is_said_before_anything_is_set_up(office: World, phone: Phone) -> None:
    """F-16: the phone was set up all the same, and then said for ever that the sign-in had ended."""
    who = office.technician()
    page = phone.start(service_workers="block")
    phone.watch.expect(r"status of 401")
    page.goto(f"{office.server.url}/app/")
    page.route("**/api/v1/session", answers_nobody)  # as the server does where the cookie does not come back
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(who.password)
    page.locator(".bar .primary").click()
    expect(page.get_by_role("alert")).to_contain_text("浏览器没有留住登录")
    expect(page.locator("#password")).to_be_visible()
