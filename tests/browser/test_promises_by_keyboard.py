"""What was promised and what was asked for, by keyboard alone: a promise is answered, moved and waived, a matter paused, finished and closed."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from server.demo.stage import Stage
from server.kernel import clock
from server.matters.opening import take_matter
from tests.browser.driving import tab_to
from tests.browser.test_hands_in_the_office import desk  # noqa: F401 - a fixture
from tests.browser.world import World


def nobody_home(office: World, name: str) -> str:
    """A visit that ended because nobody was at home, which the office owes anew; the visit's id."""
    who = office.technician(name)
    visit = office.given(who)
    stage = Stage(office.app, clock.now())
    with office.app.app_context():
        stage.enrol(office.cast.ours, who.id, who.login, "another phone")
        phone = stage.phones[who.login]
        phone.send()
        phone.save(visit, "ended", {"outcome": "nobody_home"}, [])
        phone.send()
    return visit


def walked_to(desk: Page, row: Locator) -> None:
    """Walk down with J as far as it goes, then up with K, until this row is selected."""
    expect(row).to_have_count(1)
    chosen = desk.locator("tr[aria-selected=true]")
    for key in ("j", "k"):
        before: str | None = ""
        while row.get_attribute("aria-selected") != "true":
            desk.keyboard.press(key)
            here = chosen.first.get_attribute("data-id")
            if here == before:
                break
            before = here
    expect(row).to_have_attribute("aria-selected", "true")


def test_41_a_promise_is_called_about_moved_and_waived_by_keyboard_alone(desk: Page, office: World) -> None:
    """From the list to the form in two keys, its fields in order, and sent by Ctrl+Enter."""
    nobody_home(office, "司徒静")
    desk.goto(f"{office.server.url}/console/visits?promised=all")
    promise = desk.locator("tbody.promised tr[data-id]", has_text="司徒静")
    walked_to(desk, promise)
    panel = desk.locator("aside.panel")
    expect(panel.locator("[data-key='2']")).to_be_visible()
    desk.keyboard.press("2")  # another time is agreed
    expect(desk.locator("#f-to")).to_be_focused()
    desk.keyboard.type("1530")
    tab_to(desk, "[name=result]")
    desk.keyboard.press("Space")
    tab_to(desk, "#f-summary")
    desk.keyboard.type("改到下午三点半")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".notice")).to_be_visible()
    walked_to(desk, promise)
    expect(panel).to_contain_text("15:30")
    desk.keyboard.press("3")  # the customer wants it no more
    expect(desk.locator("#f-reason")).to_be_focused()
    desk.keyboard.type("客户自己重启好了，不用再来")
    tab_to(desk, "[name=result]")
    desk.keyboard.press("Space")
    tab_to(desk, "#f-summary")
    desk.keyboard.type("不用来了")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".notice")).to_be_visible()
    expect(promise).to_have_count(0)


def act(desk: Page, words: str, focused: str) -> None:
    """Go to what can be done with Tab and open its form with Enter; it begins in this field."""
    tab_to(desk, ".acts-of a, .bar .end a", words)
    desk.keyboard.press("Enter")
    expect(desk.locator(focused).first).to_be_focused()


def test_43_a_matter_is_paused_goes_on_is_finished_fed_back_and_closed_by_keyboard_alone(
    desk: Page, office: World
) -> None:
    team = office.cast.teams["east"]
    asked = {"kind": "connection", "originator": "customer", "team": team, "title": "阳台装一个面板"}
    with office.app.app_context():
        matter = take_matter(
            office.cast.ours, office.cast.people["chenjing"], asked | {"customer": office.home(name="端木青")[0]}
        )
    desk.goto(f"{office.server.url}/console/matters")
    walked_to(desk, desk.locator(f"tr[data-id='{matter}']"))
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("端木女士")
    act(desk, "暂停计时", "#f-reason")
    tab_to(desk, "#f-until")
    desk.keyboard.type("晚上十一点")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".bar")).to_contain_text("暂停")
    act(desk, "恢复计时", "aside.panel form button")
    desk.keyboard.press("Enter")
    expect(desk.locator(".acts-of")).not_to_contain_text("恢复计时")
    act(desk, "记结果", "#f-result")
    desk.keyboard.type("面板装好了")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".bar")).to_contain_text("没报回")
    act(desk, "结清这件事", "aside.panel form button")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_be_focused()
    expect(desk.get_by_role("alert")).to_contain_text("还不能结清")
    desk.goto(f"{office.server.url}/console/matters/{matter}")
    act(desk, "记一次联系", "#f-to")
    tab_to(desk, "[name=result]")
    desk.keyboard.press("Space")
    tab_to(desk, "#f-summary")
    desk.keyboard.type("面板的事告诉她了")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".needs .attention")).to_have_count(0)
    act(desk, "结清这件事", "aside.panel form button")
    desk.keyboard.press("Enter")
    expect(desk.locator(".stages li.reached")).to_have_count(5)
