"""The door's other ends, slips of the finger, corrections, a second tap, a second tab: each as a technician meets it, quickly."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.record import assert_home, facts_of, kinds_of
from tests.browser.technician import App
from tests.browser.walks import go_in, to_the_door
from tests.browser.world import World

OTHER_ENDS = {
    "不让进门": "entry_refused",
    "门岗不让进": "gate_refused",
    "地址不对": "wrong_address",
    "只有孩子在家": "child_only",
    "没人能做主": "no_authority",
    "不安全": "unsafe",
    "现场没准备好": "not_ready",
}


def test_the_door_s_other_ends_take_two_taps_and_a_note_if_one_likes(office: World, phone: Phone) -> None:
    who = office.technician()
    visits = {words: office.given(who, hour=f"{9 + number:02}:00") for number, words in enumerate(OTHER_ENDS)}
    app = App(phone, office, who)
    app.begin()
    for words, visit in visits.items():
        app.open(f"visit/{visit}/door")
        app.press("其他情况")
        app.pick(words)
        if words == "地址不对":
            app.page.locator("#ends-address").fill("翠湖花园 3-1-1101")
        app.page.locator("#ends-note").fill("门卫说先打电话")
        app.page.locator("dialog .primary").click()
        app.title(f"{words}，已记下")
    app.all_sent()
    for words, visit in visits.items():
        assert_home(office, visit, "not_done")
        ended = facts_of(office, visit)[-1]
        assert ended["body"] == {
            "outcome": OTHER_ENDS[words],
            "note": "门卫说先打电话",
            "verdict": {"may_finish": True, "missing": []},
        }
    assert kinds_of(office, visits["地址不对"])[-2:] == ["suggested", "ended"]


def test_a_slip_is_undone_at_once_and_a_mistake_corrected_later_with_a_reason(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    tapped = datetime.now(UTC)
    app.page.clock.set_fixed_time(tapped)  # so that the ten seconds are not over before a slow machine has pressed
    app.visit(visit)
    app.answer("五样东西和料都带上", "都带齐了")
    app.press("撤销")
    app.answer("五样东西和料都带上", "都带齐了")
    app.page.clock.set_system_time(tapped + timedelta(seconds=11))
    app.page.clock.fast_forward("00:11")
    expect(app.button("撤销")).to_have_count(0)
    app.page.locator("button.step", has_text="五样东西和料都带上").click()
    app.pick("写错了")
    app.page.locator("dialog .primary").click()
    step = app.step("五样东西和料都带上")
    app.press("缺东西", step)
    app.pick("缺东西")
    app.page.locator("#why-note").fill("鞋套只剩一双")
    app.page.locator("dialog .primary").click()
    expect(app.page.locator(".step", has_text="五样东西和料都带上")).to_contain_text("鞋套只剩一双")
    app.all_sent()
    assert kinds_of(office, visit) == ["opened", "answered", "withdrawn", "answered", "withdrawn", "deviated"]
    _, first, slip, second, mistake, deviated = [fact for fact in facts_of(office, visit) if fact["device"] != "office"]
    assert slip["body"] == {"fact": first["id"], "reason": "slip"}
    assert mistake["body"] == {"fact": second["id"], "reason": "写错了"}
    assert deviated["body"] == {"step": "all-with-me", "reason": "item-missing", "note": "鞋套只剩一双"}
    assert_home(office, visit, "planned")


def test_a_second_tap_on_a_slow_phone_ends_the_visit_once(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    to_the_door(app, visit)
    app.press("其他情况")
    app.pick("不让进门")
    ended = app.page.get_by_role("heading", level=1, name="不让进门，已记下")
    phone.tap_nervously(app.page.locator("dialog .primary"), ended)
    assert app.page.url.endswith(f"/visit/{visit}"), "the later taps pressed what came under the finger"
    app.all_sent()
    assert kinds_of(office, visit).count("ended") == 1
    assert_home(office, visit, "not_done")


def test_a_nervous_finger_does_not_cross_two_thresholds(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    app.visit(visit)
    expect(app.onward).to_contain_text("我出发了")
    phone.tap_nervously(app.onward, app.page.get_by_role("heading", level=1, name="在路上"))
    expect(app.onward).to_contain_text("我到了")
    app.all_sent()
    assert "departed" in kinds_of(office, visit)
    assert "arrived" not in kinds_of(office, visit)


def test_two_tabs_show_the_same_visit_and_send_each_fact_once(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    office.server.stop()
    app.visit(visit)
    second = app.page.context.new_page()
    other = App(phone, office, who)
    assert other.page is second
    other.visit(visit)
    app.answer("五样东西和料都带上", "都带齐了")
    expect(other.page.locator(".step", has_text="五样东西和料都带上")).to_contain_text("已记")
    other.go_on("我出发了")
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("在路上")
    app.page.bring_to_front()
    app.open(f"visit/{visit}/door")
    app.go_on("已请我进门")
    office.server.start()
    app.all_sent()
    expect(other.page.locator(".topline .word")).to_contain_text("已全部送到")
    assert kinds_of(office, visit) == ["opened", "answered", "departed", "entered"]
    assert_home(office, visit, "working")


def test_a_sign_in_that_ran_out_offline_costs_nothing_but_signing_in_once(office: World, phone: Phone) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    office.server.stop()
    to_the_door(app, visit)
    office.sign_out_everywhere(who)
    office.server.start()
    phone.watch.expect(r"status of 401")
    app.open("delivery")
    app.title("都存好了，要登录才能发")
    app.visit(visit)
    go_in(app)  # work goes on
    app.sign_in_again()
    app.all_sent()
    assert kinds_of(office, visit) == ["opened", "answered", "departed", "arrived", "knocked", "entered"]
    assert_home(office, visit, "working")


@pytest.mark.parametrize("way", ["switch_off", "pull_battery"])
def test_the_app_opens_from_cold_without_a_server(office: World, phone: Phone, way: str) -> None:
    who = office.technician()
    office.given(who)
    app = App(phone, office, who)
    app.begin()
    getattr(phone, way)()
    office.server.stop()
    app.start_again()
    app.title("今天 1 单")
    expect(app.page.locator("section.next")).to_contain_text("翠湖花园")
    app.open("proof")
    app.title("我的凭据")
    office.server.start()
