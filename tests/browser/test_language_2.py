"""A standard in language 2, played on a phone without a network: its input, its promise, an end of its own; what they leave waits in the office."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from server.kernel import clock
from server.kernel.transaction import write
from server.standards.publishing import publish
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.test_hands_in_the_office import at
from tests.browser.walks import go_in, to_the_door
from tests.browser.world import World
from tests.second_language import KIND, speed_visit


def test_language_2_is_played_offline_and_what_it_leaves_waits_in_the_office(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    with office.app.app_context():
        write(lambda: publish(office.cast.ours, speed_visit(), clock.now()))
    who = office.technician("孙测速")
    visit = office.given(who, kind=KIND, hour="09:00", inputs={"speed": "300"})
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    to_the_door(app, visit)
    go_in(app)
    app.answer("穿好鞋套", "穿好了")
    app.go_on("下一段：作业")
    app.answer("要挪东西，先问客户", "不用挪")
    expect(app.step("用网线测速")).to_contain_text("300 Mbit/s 以上合格")
    app.type("用网线测速", "120.5")
    expect(app.page.locator("main")).to_contain_text("不在合格范围")
    call_by = datetime.now(ZoneInfo(office.scenario.zone)) + timedelta(hours=2)
    step = app.step("约好什么时候回电话")
    step.locator("input[type=date]").fill(call_by.strftime("%Y-%m-%d"))
    step.locator("input[type=time]").first.fill(call_by.strftime("%H:%M"))
    app.press("记下", step)
    app.page.get_by_role("button", name="全程").click()
    app.press("没能做成，结束这一单")
    app.pick("速率不够")
    app.press("记下，公司接着办")
    app.title("速率不够，已记下")
    expect(app.page.locator("main")).to_contain_text("公司接着办：带仪表再来测一次")
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()

    desk = at(office, new_window, "chenjing")
    desk.goto(f"{office.server.url}/console/visits?promised=all")
    theirs = desk.locator("tbody.promised tr[data-id]")
    expect(theirs.filter(has_text="告诉客户为什么慢")).to_contain_text(who.name)
    expect(theirs.filter(has_text="带仪表再来测一次")).to_have_count(1)
    expect(theirs.filter(has_text=f"{call_by:%H:%M}")).to_have_count(1)
