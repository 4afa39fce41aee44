"""A riser is closed at a visit, without a network: households, a photograph of the notice at each entrance, the end (4.4, cases 4 and 7; picture field 06c)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from server.evidence.models import Awaited
from server.kernel.transaction import write
from server.matters.wording_on_phones import publish as publish_wording
from server.outages.models import Outage
from server.outages.story import story_in
from server.standards.wording_list import WordingSent
from server.visits.models import Fact
from tests.browser.phone import Phone
from tests.browser.technician import App, picture_of
from tests.browser.walks import to_the_door
from tests.browser.world import World


def test_44_case_7_notices_are_photographed_offline_and_go_home_as_evidence(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    to_the_door(app, visit)
    app.press(re.compile("全程"))
    page = app.page
    app.press(re.compile("停别家"), page.get_by_role("dialog"))
    app.title("要停别家")
    app.go_on("关阀了")
    expect(page.get_by_role("alert").filter(has_text="先选停什么")).to_be_visible()
    app.pick("停水")
    page.get_by_label("影响几户").fill("12")
    later = datetime.now(ZoneInfo(office.scenario.zone)) + timedelta(hours=2)
    page.get_by_label("几点前恢复").fill(f"{later:%H:%M}")
    page.get_by_label("通知贴哪里").fill("2 幢 1 单元门口\n2 幢 2 单元门口")
    app.pick("打过热线了")
    app.go_on("关阀了")
    app.title("贴通知")
    expect(app.onward).to_contain_text("还有 2 处没贴通知")
    page.get_by_label("拍 2 幢 1 单元门口").set_input_files(picture_of("notice"))
    first = page.locator(".lines li", has_text="1 单元")
    expect(first).to_contain_text("有照片")
    app.press("拍不了，贴好了 2 幢 2 单元门口")
    expect(app.onward).to_contain_text("先存本机")
    page.reload()
    expect(page.locator(".lines li .box.done")).to_have_count(2)
    app.go_on("恢复了")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("贴通知")  # because it is saved by then
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()

    [cut] = office.scenario.rows(Fact, Fact.kind == "supply_cut", Fact.subject_id == visit)
    [row] = office.scenario.rows(Outage, Outage.id == cut.id)
    assert (row.state, row.households, row.medium) == ("over", 12, "water")
    with office.app.app_context():
        told = story_in(office.cast.ours, row.id)
    [shot] = office.scenario.rows(Fact, Fact.kind == "photographed", Fact.subject_id == visit)
    assert [each.body.get("photo") for each in told.posted] == [shot.body["sha256"], None]
    [home] = office.scenario.rows(Awaited, Awaited.sha256 == shot.body["sha256"])
    assert home.arrived_at


def test_40_FB_why_it_is_off_is_checked_before_the_notice_says_it(office: World, phone: Phone) -> None:
    """Offline, by the list that the phone has; pressed again it goes out all the same, and the office records it. Guard: `words.check` in OutagePage.tsx."""
    phrase = {"needle": "不归我管", "clause": "FB-8", "advice": "告诉客户找谁"}
    with office.app.app_context():
        write(lambda: publish_wording(office.cast.ours, office.cast.people["wufang"], [phrase]))
    who = office.technician()
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    to_the_door(app, visit)
    app.press(re.compile("全程"))
    page = app.page
    app.press(re.compile("停别家"), page.get_by_role("dialog"))
    app.title("要停别家")
    app.pick("停水")
    page.get_by_label("影响几户").fill("12")
    later = datetime.now(ZoneInfo(office.scenario.zone)) + timedelta(hours=2)
    page.get_by_label("几点前恢复").fill(f"{later:%H:%M}")
    page.get_by_label("为什么停").fill("物业的阀门，不归我管")
    app.go_on("关阀了")
    expect(page.get_by_role("alert").filter(has_text="FB-8")).to_contain_text("告诉客户找谁")
    app.go_on("就这样发，会记下来")
    app.title("贴通知")
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()
    [sent] = office.scenario.rows(WordingSent)
    assert sent.person_id == who.id
