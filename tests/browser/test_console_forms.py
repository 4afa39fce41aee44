"""A form in a real browser: pressed again and again, with a dead line, after the sign-in ended, in a closed tab; and a caller who is another one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.customers.models import Customer
from server.kernel import clock
from server.visits.models import Visit
from tests.browser.test_console import DESK
from tests.browser.test_hands_in_the_office import at
from tests.browser.watch import Watch
from tests.browser.world import World
from tests.cast import PASSWORD


def sign_in(page: Page, office: World) -> None:
    page.goto(f"{office.server.url}/signin")
    page.fill("#login", "chenjing")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/visits*")


@pytest.fixture
def desk(office: World, new_window: Callable[..., Page]) -> Page:
    """The dispatcher's browser, signed in."""
    page = new_window(**DESK)
    sign_in(page, office)
    return page


def sign_out_everywhere(office: World) -> None:
    from server.accounts.sessions import end_all
    from server.kernel.transaction import write

    with office.app.app_context():
        write(lambda: end_all(office.cast.ours, office.cast.people["chenjing"]))


def take(desk: Page, office: World, phone: str, name: str, room: str) -> None:
    """An order up to the button, every part read."""
    desk.goto(f"{office.server.url}/console/intake")
    desk.fill("#f-phone", phone)
    for field, value in (("#f-name", name), ("#f-estate", "阳光里"), ("#f-building", "6"), ("#f-room", room)):
        desk.fill(field, value)
    desk.locator("[name=work]").first.check(force=True)
    desk.locator("[name=slot]:not(:disabled):not([value=now])").last.check(force=True)
    spoken = desk.locator("[name^=read_]")
    expect(spoken).to_have_count(4)
    expect(desk.locator(".sentence")).to_contain_text(name)
    for part in range(4):
        spoken.nth(part).check(force=True)


def test_A1_a_key_that_is_held_and_pressed_again_takes_one_order(desk: Page, office: World) -> None:
    take(desk, office, "13922220022", "万一", "1101")
    desk.evaluate("""() => {
      const part = document.querySelector("[name=read_time]");
      part.focus();
      for (const repeat of [false, true, true, false])
        part.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, repeat, bubbles: true, cancelable: true}));
    }""")
    expect(desk.locator(".notice")).to_contain_text("单子存好了")
    customers = [row for row in office.scenario.rows(Customer) if row.phone == "13922220022"]
    assert len(customers) == 1 and len(office.scenario.rows(Visit, Visit.customer_id == customers[0].id)) == 1
    desk.goto(f"{office.server.url}/console/intake")
    expect(desk.locator("#f-phone")).to_have_value("")


def test_A4_an_order_survives_putting_aside_and_closing_the_tab_and_goes_with_signing_out(
    desk: Page, office: World
) -> None:
    desk.goto(f"{office.server.url}/console/intake")
    desk.fill("#f-estate", "阳光里")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    desk.wait_for_url("**/console/visits*")
    other = desk.context.new_page()
    desk.close()
    other.goto(f"{office.server.url}/console/intake")
    expect(other.locator("#f-estate")).to_have_value("阳光里")
    expect(other.locator(".kept")).to_contain_text("没写完")
    other.goto(f"{office.server.url}/console/me")
    other.get_by_role("button", name="退出登录", exact=True).click()
    other.wait_for_url("**/signin*")
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('doorstep-draft'))") == []
    sign_in(other, office)
    other.goto(f"{office.server.url}/console/intake")
    expect(other.locator("#f-estate")).to_have_value("")


def test_A4_a_form_comes_back_whole_after_a_dead_line_and_an_ended_sign_in(
    desk: Page, office: World, watch: Watch
) -> None:
    watch.expect(r"Failed to load resource|ERR_")
    visit = office.given(office.technician(), hour="23:30")
    page = f"{office.server.url}/console/visits?day=all&visit={visit}&do=cancel"
    desk.goto(page)
    desk.get_by_label("原因").fill("客户出差了")
    desk.route("**/cancel", lambda route: route.abort())
    desk.locator(".doing .solid").click()
    expect(desk.locator("[data-said]")).to_contain_text("您写的都还在")
    desk.unroute("**/cancel")
    sign_out_everywhere(office)
    desk.locator(".doing .solid").click()
    desk.wait_for_url(re.compile("/signin"))
    desk.fill("#login", "chenjing")
    desk.fill("#password", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/console/visits.*do=cancel"))
    expect(desk.get_by_label("原因")).to_have_value("客户出差了")
    desk.locator(".doing .solid").click()
    expect(desk.locator(".notice")).to_contain_text("取消")
    assert office.scenario.visit(visit).state == "cancelled"
    desk.goto(page)
    expect(desk.locator(".kept")).to_have_count(0)


def test_A4_while_somebody_types_after_the_sign_in_ended_the_page_says_so(
    desk: Page, office: World, watch: Watch
) -> None:
    watch.expect(r"Failed to load resource")
    desk.goto(f"{office.server.url}/console/intake")
    sign_out_everywhere(office)
    desk.fill("#f-name", "施慧")
    expect(desk.locator("[data-ended]")).to_contain_text("登录到期了")
    expect(desk.locator("[data-ended] a")).to_have_attribute("href", re.compile("next=%2Fconsole%2Fintake"))


def test_A2_a_corrected_number_brings_its_own_customer_and_never_renames_anybody(desk: Page, office: World) -> None:
    first, _ = office.home(name="杜鹃", estate="南塘新村", building="7")
    second, _ = office.home(name="朱雪梅", estate="新家园", building="8")

    def numbers() -> None:
        from server.kernel.db import db

        for one, phone in ((first, "19900002929"), (second, "19900003131")):
            db.session.get_one(Customer, (office.cast.ours, one)).phone = phone

    from server.kernel.transaction import write

    with office.app.app_context():
        write(numbers)
    desk.goto(f"{office.server.url}/console/intake")
    desk.fill("#f-phone", "19900002929")
    expect(desk.locator("#f-name")).to_have_value("杜鹃")
    desk.fill("#f-phone", "19900003131")
    expect(desk.locator("#f-name")).to_have_value("朱雪梅")
    expect(desk.locator("#f-estate")).to_have_value("新家园")
    expect(desk.locator("#f-building")).to_have_value("8")
    desk.fill("#f-name", "新房客")
    expect(desk.locator("#f-same_person")).to_contain_text("是同一个人吗")
    desk.keyboard.press("F2")
    expect(desk.locator("[data-part=found]")).to_contain_text("新客户")
    expect(desk.locator("#f-estate")).to_have_value("")
    expect(desk.locator("#f-name")).to_have_value("新房客")


def test_F5_an_answer_that_was_lost_is_told_as_saved(desk: Page, office: World, watch: Watch) -> None:
    watch.expect(r"Failed to load resource|ERR_")
    visit = office.scenario.order(agreed_at=clock.later(clock.now(), minutes=90))
    desk.goto(f"{office.server.url}/console/visits/{visit}?do=instruct")
    desk.fill("#f-instructions", "带梯子")

    def lose(route) -> None:
        route.fetch()
        route.abort()

    desk.route("**/instruct", lose)
    desk.locator(".doing .solid").click()
    expect(desk.locator("[data-said]")).to_contain_text("不会存两次")
    desk.unroute("**/instruct")
    desk.locator(".doing .solid").click()
    expect(desk.locator(".notice")).to_be_visible()
    assert [kind for kind, _ in office.scenario.log(visit)].count("instructed") == 1


def test_A4_a_form_of_a_newer_page_survives_the_closed_tab_and_no_secret_is_kept(
    office: World, new_window: Callable[..., Page]
) -> None:
    """Kind 1: what was typed about a channel stands there again; its password was kept on the computer in clear. Guard: forms/drafts.ts:NOT_KEPT"""
    page = at(office, new_window, office.technician("方圆", roles="administrator dispatcher").login)
    address = f"{office.server.url}/console/notices/channels/mail"
    page.goto(address)
    page.fill("[name=host]", "mail.example.org")
    page.fill("[type=password]", "three-secret-words")
    page.goto(f"{office.server.url}/console/visits")
    page.goto(address)
    expect(page.locator("[name=host]")).to_have_value("mail.example.org")
    expect(page.locator("[type=password]")).to_have_value("")
    assert "three-secret-words" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")


def test_P26_what_is_pasted_and_does_not_fit_stays_whole_until_the_server_says_how_much_fits(
    desk: Page, office: World
) -> None:
    """A browser cuts off what is pasted beyond a field's length without a word. Guard: `keepPastedWhole` in pwa/console/forms/small.ts"""
    long = "第一户停水，第二户也停水。" * 20
    desk.goto(f"{office.server.url}/console/outages/new")
    desk.locator("[name=scope]").evaluate(
        """(field, long) => {
          const from = document.createElement('textarea');
          from.value = long; field.form.after(from); from.select();
        }""",
        long,
    )
    desk.keyboard.press("Control+C")
    desk.focus("[name=reason]")
    desk.keyboard.press("Control+V")
    expect(desk.locator("[name=reason]")).to_have_value(long)
    for name, value in (("scope", "翠湖花园 3 幢"), ("from", "23:00"), ("to", "23:59")):
        desk.fill(f"[name={name}]", value)
    desk.locator("form[action='/console/outages'] .button.solid").click()
    expect(desk.locator("#h-reason")).to_contain_text("最多 200 个字")
    expect(desk.locator("[name=reason]")).to_have_value(long)
