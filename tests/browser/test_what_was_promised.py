"""Finding M1 from the door to the kept promise: promised on a phone without a network, waited for in the office, read by the customer."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from server.matters.reminders import remind
from server.visits.models import Visit
from tests.browser.driving import read_back, until
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.test_hands_in_the_office import at
from tests.browser.walks import customers_turn, go_in, inside, show_and_clean, to_the_door
from tests.browser.world import World


def promised_on_the_phone(app: App, visit: str, answer_by: datetime) -> str:
    """The repair that was passed on: an answer is promised, and a return for the speed test; returns the receipt code."""
    to_the_door(app, visit)
    go_in(app)
    inside(app, ("问清故障", "上不了网"))
    app.answers({"要挪东西，先问客户": "不用挪", "作业处铺垫布": "铺好了"})
    app.photograph("作业前照片")
    app.answer("会断网或有风险，先说清", "没有影响")
    app.type("测光功率", "-21.5")
    app.answers({"故障原因": "外线", "怎么修的": "转给同事"})
    step = app.step("跟客户约好，什么时候答复")
    step.locator("input[type=date]").fill(answer_by.strftime("%Y-%m-%d"))
    step.locator("input[type=time]").first.fill(answer_by.strftime("%H:%M"))
    app.press("记下", step)
    app.done("跟客户约好，什么时候答复")
    app.answer("固定光猫，把线理好", "理好了")
    app.type("测网速", "100")
    app.photograph("作业后照片")
    show_and_clean(app)
    customers_turn(app, "今天来过，还有事没办完")
    app.answer("服务卡写上回执码，交给客户", "交了")
    code = app.receipt()
    app.go_on("今天没修好")
    app.answers({"没修好，卡在哪里": "要别的班组来", "动过的恢复原样，收拾干净": "恢复了"})
    app.go_on("记下，公司接着办")
    app.title("今天没修好，已记下")
    assert app.receipt() == code
    return code


def test_M1_what_was_promised_offline_waits_in_the_office_until_it_is_kept(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    """M1: no promise may exist only inside the visit's page; it waits on the list, and the customer reads what became of it."""
    who = office.technician(
        "钱多宝"
    )  # a name of its own, because other tests leave promises of others on the same list
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    answer_by = datetime.now(ZoneInfo(office.scenario.zone)) + timedelta(
        hours=2
    )  # the office's clocks show the late morning
    code = promised_on_the_phone(app, visit, answer_by)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()
    app.open()
    owed = app.page.locator("section", has=app.page.get_by_role("heading", name="答应过的，今天要办 1 件"))
    expect(owed.locator("li")).to_contain_text(re.compile(rf"{answer_by:%H:%M}.*答复林晓梅女士", re.S))

    desk = at(office, new_window, "chenjing")
    expect(desk.locator("tbody.promised tr[data-id]", has_text=who.name)).to_have_count(
        1
    )  # what is due today is in sight at once
    desk.goto(f"{office.server.url}/console/visits?promised=all")
    promises = desk.locator("tbody.promised tr[data-id]", has_text=who.name)
    expect(promises).to_have_count(2)  # the answer, and the visit that has to be booked anew
    promises.filter(has_text="答复").locator("a").first.click()
    panel = desk.locator("aside.panel")
    expect(panel).to_contain_text("还没打")

    told(desk, "没打通")
    expect(desk.locator(".notice")).to_contain_text("答应的事还在列表里")
    expect(panel).to_contain_text("打 1 次没通")
    with office.app.app_context():
        assert remind(office.cast.ours) > 0
    desk.reload()
    expect(panel).to_contain_text(re.compile(f"提醒过.*{who.name}", re.S))
    told(desk, "打通了，说好了")
    expect(desk.locator(".notice")).to_contain_text("办到了")
    desk.goto(f"{office.server.url}/console/visits?promised=all")
    expect(promises).to_have_count(1)

    app.all_sent()
    app.open()
    expect(owed).to_have_count(0)

    customer = new_window()
    customer.goto(f"{office.server.url}/r/{code}")
    expect(customer.locator(".promised li.kept")).to_contain_text(re.compile("前给您答复.*办到了", re.S))
    expect(customer.locator(".promised li.open")).to_contain_text("跟您另约时间")
    expect(customer.get_by_role("heading", level=1)).to_contain_text("还有 1 件没办完")

    anew = ordered_anew(office, desk, promises, visit)
    customer.reload()
    expect(customer.locator(".promised li.kept")).to_have_count(2)
    expect(customer.locator(".promised li.open")).to_have_count(0)
    office.reassign(anew.id, who)
    office.walked(anew.id, who, "ended")
    loop_closed(office, desk, anew)


def ordered_anew(office: World, desk: Page, promises: Locator, visit: str) -> Visit:
    """The return visit, ordered from the promise: nobody is told that the customer calls a second time."""
    promises.locator("a").first.click()
    desk.locator("aside.panel").get_by_role("link", name="开再上门的单").click()
    expect(desk.locator("[data-part=side]")).to_contain_text("这一单接着办这件事")
    read_back(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".notice")).to_contain_text("单子存好了")
    [anew] = office.scenario.rows(Visit, Visit.follows_id == visit)
    return anew


def loop_closed(office: World, desk: Page, anew: Visit) -> None:
    """The matter is done and waits until the hotline has read the result; only then can it be closed."""
    desk.goto(f"{office.server.url}/console/matters?show=loops")
    desk.locator(f"main a[href*='{anew.matter_id}']").first.click()
    head = desk.locator(".bar")
    expect(head).to_contain_text("办好了，没报回")
    desk.get_by_role("link", name="结清这件事").click()
    desk.get_by_role("button", name="结清").click()
    expect(desk.get_by_role("alert")).to_contain_text("还不能结清")
    expect(head).to_contain_text("办好了，没报回")
    desk.goto(f"{office.server.url}/console/matters/{anew.matter_id}")
    desk.get_by_role("link", name="结果看过了").click()
    desk.get_by_role("button", name="结果看过了").click()
    expect(desk.locator(".stages li.now")).to_contain_text("结清")
    desk.get_by_role("link", name="结清这件事").click()
    desk.get_by_role("button", name="结清").click()
    expect(desk.locator(".stages li.reached")).to_have_count(5)


def told(desk: Page, result: str) -> None:
    """Press *answered* and say how the call went."""
    aside = desk.locator("aside.panel")
    aside.get_by_role("link", name=re.compile("答复了")).click()
    aside.get_by_label(result).check()
    aside.get_by_label("说了什么").fill("外线明天上午接好")
    aside.get_by_role("button", name="记下").click()


def test_M7_a_hazard_is_noted_offline_undone_and_seen_by_the_office_at_once(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    """M7: what is said or seen during a visit can be written down at every moment, without a network, and undone for ten seconds."""
    who = office.technician()
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    until(app.page, "caches.keys().then((names) => names.length > 0)")
    phone.context.set_offline(True)  # type: ignore[union-attr]
    to_the_door(app, visit)
    note(app, "需求", "阳台加一个面板")
    row = app.page.get_by_role("status").filter(has_text="记下了：需求")
    row.get_by_role("button", name="撤销").click()
    expect(row).to_have_count(0)
    note(app, "隐患", "井盖翘起来了")
    expect(app.page.get_by_role("status").filter(has_text="记下了：隐患")).to_be_visible()
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()

    desk = at(office, new_window, "chenjing")
    hazard = desk.locator("tbody.promised tr[data-id]", has_text="隐患：井盖翘起来了")
    expect(hazard).to_have_count(1)
    expect(desk.locator("tbody.promised", has_text="面板")).to_have_count(0)


def note(app: App, about: str, text: str) -> None:
    """Note something from the bar of a moment."""
    app.press("记事", app.page.locator(".bar"))
    app.title("记一件事", 2)
    app.pick(about)
    app.page.get_by_label("看到什么，客户怎么说").fill(text)
    app.press("记下", app.page.locator("dialog .bar"))
    expect(app.page.locator("dialog[open]")).to_have_count(0)
