"""The office gives a visit to somebody else while its first technician is at work without a network: nothing of the work is lost."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies, facts_of
from tests.browser.technician import App
from tests.browser.walks import after_the_work, go_in, inside, repair_without_moving, to_the_door
from tests.browser.world import World


def test_fault_07_work_on_a_visit_that_was_given_away_meanwhile_comes_home(office: World, new_phone: Callable[[str], Phone], tmp_path: Path) -> None:
    """Guard: pwa/technician/sync/changes.ts:settleVisits"""
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
    other.visit(visit)
    other.title("作业")
    repair_without_moving(other)
    code = after_the_work(other)
    other.all_sent()
    assert_home(office, visit, "done")
    people = [fact["person"] for fact in facts_of(office, visit) if fact["device"] != "office"]
    assert people == [first.id] * 11 + [second.id] * (len(people) - 11)
    assert_verifies(office, visit, tmp_path, receipt=code)
