"""A visit's matter on the phone without a network: what is known of it, and what is missing told once, in writing and in fit words (4.3, SV-7, FB)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from server.kernel.transaction import write
from server.matters.wording_on_phones import publish as publish_wording
from server.standards.limit_publishing import publish_suggested
from server.visits.models import Fact
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.walks import go_in, to_the_door
from tests.browser.world import World

PHRASE = {"clause": "FB-8", "needle": "不归我管", "advice": "我记下，转给管的同事"}


def test_43_the_matter_is_read_and_what_is_missing_told_without_a_network(office: World, phone: Phone) -> None:
    who = office.technician()
    with office.app.app_context():
        write(lambda: publish_suggested(office.cast.ours, office.cast.people["wufang"]))
        write(lambda: publish_wording(office.cast.ours, office.cast.people["wufang"], [PHRASE]))
    first = office.given(who, hour="08:00", kind="repair")
    earlier = office.scenario.visit(first)
    office.cancel(first, "明天再来")
    visit = office.scenario.given(who.login, kind="repair", hour="09:00", follows=first)
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    app.visit(visit)
    matter = f"M{earlier.number}"
    app.press(re.compile("全程"))
    page = app.page
    app.press(re.compile(matter), page.get_by_role("dialog"))
    expect(page.locator(".head .sub")).to_contain_text(matter)
    expect(page.locator("section", has_text="时限")).to_contain_text("8 小时修好 · 量班组的")

    app.press("告知缺什么")
    app.go_on("记下")
    expect(page.get_by_role("alert").filter(has_text="先写缺什么")).to_be_visible()
    page.get_by_label("缺什么，一行一件").fill("房产证\n水管 不归我管！\n房产证\n")
    app.go_on("记下")
    expect(page.get_by_role("alert").filter(has_text="选一种书面的方式")).to_be_visible()
    app.pick("写在纸上")
    app.go_on("记下")
    hit = page.get_by_role("alert").filter(has_text="FB-8")
    expect(hit).to_contain_text("不归我管 FB-8 · 我记下，转给管的同事")
    what = page.get_by_label("缺什么，一行一件")
    what.fill("房产证")
    expect(hit).to_have_count(0)
    what.fill("房产证\n水管 不归我管！")
    app.go_on("记下")  # because other words are checked anew
    expect(hit).to_be_visible()
    app.go_on("就这样发，会记下来")
    missing = page.locator("section", has_text="客户还缺这些")
    expect(missing.locator("li")).to_have_text(["房产证", "水管 不归我管！"])

    page.reload()
    expect(missing.locator("li")).to_have_text(["房产证", "水管 不归我管！"])
    app.press("再告知一次")
    expect(page.get_by_text("公司 2 个工作日内要上门去办")).to_be_visible()
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()
    [told] = office.scenario.rows(Fact, Fact.kind == "told_missing", Fact.subject_id == visit)
    assert told.body == {"items": ["房产证", "水管 不归我管！"], "written": "paper", "all_the_same": ["w1"]}
    carried = office.scenario.rows(Fact, Fact.kind == "told_missing", Fact.subject_type == "matter")
    assert [each.body["fact"] for each in carried if each.body["visit"] == visit] == [told.id]


def test_FB_what_stands_on_the_customers_pages_or_is_sent_is_checked_before(office: World, phone: Phone) -> None:
    """A step whose answer has a line on the customer's pages, and the reason of another time, which a text message carries (4.0, FB)."""
    who = office.technician()
    with office.app.app_context():
        write(lambda: publish_wording(office.cast.ours, office.cast.people["wufang"], [PHRASE]))
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    phone.context.set_offline(True)  # type: ignore[union-attr]
    to_the_door(app, visit)
    go_in(app)
    app.open(f"visit/{visit}/parts-missing")
    step = app.now.filter(has_text="缺什么，要几个")
    step.locator("textarea").fill("光猫一个，别的不归我管")
    app.press("记下", step)
    hit = app.page.get_by_role("alert").filter(has_text="FB-8")
    expect(hit).to_contain_text("不归我管")
    step.locator("textarea").fill("光猫一个")
    expect(hit).to_have_count(0)
    step.locator("textarea").fill("光猫一个，别的不归我管")
    app.press("记下", step)
    app.press("就这样发，会记下来", step)
    app.done("缺什么，要几个")
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()
    answers = office.scenario.rows(Fact, Fact.kind == "answered", Fact.subject_id == visit)
    [said] = [each.body for each in answers if each.body["step"] == "parts-missing-what"]
    assert said == {"step": "parts-missing-what", "value": "光猫一个，别的不归我管", "all_the_same": ["w1"]}
