"""The office gives a visit to somebody else while its first technician is at work without a network: nothing of the work is lost."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies, facts_of
from tests.browser.technician import App
from tests.browser.walks import after_the_work, go_in, inside, repair_without_moving, to_the_door
from tests.browser.world import World


def test_fault_07_work_on_a_visit_that_was_given_away_meanwhile_comes_home(
    office: World, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    """P-6 with it: the card says when the office did it, and the second technician who is in the flat.

    Guard: pwa/technician/sync/changes.ts:settleVisits
    """
    first, second = office.technician("李建国"), office.technician("王晓东")
    visit, untouched = office.given(first), office.given(first, hour="15:00")
    app, other = App(new_phone("first"), office, first), App(new_phone("second"), office, second)
    app.begin()
    app.page.context.set_offline(True)
    to_the_door(app, visit)
    go_in(app)
    inside(app, ("问清故障", "上不了网"))
    office.reassign(visit, second)
    office.reassign(untouched, second)

    app.page.context.set_offline(False)
    app.visit(visit)
    expect(app.page.locator("body")).to_contain_text("公司把这一单改派给王晓东了")
    expect(app.page.locator("body")).to_contain_text("都在，照样送到公司")
    expect(app.page.locator(".crosswise dd").first).to_contain_text(re.compile(r"改派给王晓东\d+:\d\d"))
    app.go_on("我接着做完")
    expect(app.page.locator(".notice")).to_contain_text("已改派给王晓东，你在接着做")
    app.wait_for_drafts(lambda drafts: "yes" in drafts.values())  # said once; it holds after the app was opened anew
    app.open(f"visit/{visit}/work")
    app.answer("要挪东西，先问客户", "不用挪")
    app.all_sent()
    app.open()
    expect(app.page.locator("main")).to_contain_text("改派给王晓东了")
    expect(app.page.locator("main")).not_to_contain_text("15:00")

    other.begin()
    expect(other.page.locator("a.row", has_text="李建国在里面")).to_be_visible()
    expect(other.onward).to_contain_text("看看")
    other.visit(visit)
    other.title("作业")
    expect(other.page.locator(".notice")).to_contain_text("李建国")
    repair_without_moving(other)
    code = after_the_work(other)
    other.all_sent()
    assert_home(office, visit, "done")
    people = [fact["person"] for fact in facts_of(office, visit) if fact["device"] != "office"]
    assert people == [first.id] * 11 + [second.id] * (len(people) - 11)
    assert_verifies(office, visit, tmp_path, receipt=code)


def test_P5_a_visit_that_is_cancelled_at_the_door_says_when_and_why_and_lets_one_leave(
    office: World, phone: Phone
) -> None:
    """P-5: no word on Today, no time, no reason, and no way out but to go on; the visit stayed at the door for the rest of the day.

    Guard: pwa/technician/sync/visit.ts:underWay
    """
    who = office.technician("李建国")
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    app.page.context.set_offline(True)
    to_the_door(app, visit)
    office.cancel(visit, "客户说自己好了")
    app.page.context.set_offline(False)
    app.open()
    expect(app.page.locator(".notice", has_text="公司取消了")).to_contain_text("客户说自己好了")
    expect(app.page.locator("a.row .row-state")).to_contain_text("公司取消了")
    app.visit(visit)
    expect(app.page.locator(".crosswise")).to_contain_text("客户说自己好了")
    expect(app.page.locator(".crosswise dd").first).to_contain_text(re.compile(r"\d+:\d\d$"))
    app.press("知道了，我走")
    expect(app.page).to_have_url(re.compile(r"/app/(today)?$"))  # it is left once both facts are saved
    app.all_sent()
    assert [fact["kind"] for fact in facts_of(office, visit) if fact["device"] != "office"][-2:] == ["noted", "left"]
    app.open()
    expect(app.page.locator("a.row")).to_have_count(0)
