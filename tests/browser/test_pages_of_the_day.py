"""The pages of the day on a phone: everybody can use them, nothing is cut off, and they behave as a person expects."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import cut_off, violations
from tests.browser.driving import comes_to

SCREENS = {
    "today": "?case=ordinary",
    "today-late": "?case=late",
    "morning": "?case=morning",
    "evening": "?case=evening",
    "empty": "?case=empty",
    "first": "?case=first",
    "given": "?case=given",
    "cancelled": "?case=cancelled",
    "conflict": "?case=conflict",
    "other-day": "?day=2026-07-15",
    "pack": "start?case=morning",
    "delivery": "delivery?case=late",
    "trouble": "delivery?case=trouble",
    "home": "delivery?case=home",
    "signed-out": "delivery?case=signed_out",
    "proof": "proof",
    "end": "end",
    "settings": "settings",
    "search": "search",
    "sign-in": "signin?case=stranger",
    "kept": "signin?case=kept",
    "cleared": "signin?case=cleared",
    "wechat": "signin?case=wechat",
    "private": "signin?case=private",
    "lost": "nothing",
}
SHEETS = {
    "contact": ["电话"],
    "late": ["电话", "要晚到"],
    "another": ["电话", "改时间", "我们要改"],
    "map": ["地图"],
    "departed": ["我出发了"],
    "more": ["更多"],
}
# So tall that the bar at the bottom lies over nothing: what it covers can be scrolled out from under it.
TALL = {"width": 390, "height": 1800}
Open = Callable[..., Page]


def tap(page: Page, words: list[str]) -> None:
    """Tap what is named, one after the other, in the sheet once one is open."""
    for word in words:
        within = page.locator("dialog") if page.locator("dialog").count() else page.locator("main, .bar")
        within.get_by_text(word).first.click()
        page.locator("dialog").wait_for()


def test_everybody_can_use_every_screen(open_page: Open) -> None:
    found = {}
    for name, address in SCREENS.items():
        page = open_page(address, viewport=TALL)
        found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_everybody_can_use_every_sheet(open_page: Open) -> None:
    found = {}
    for name, words in SHEETS.items():
        page = open_page("")
        tap(page, words)
        found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.sweep
def test_nothing_is_cut_off_at_twice_the_text_on_320_pixels(open_page: Open) -> None:
    found = {}
    for name, address in SCREENS.items():
        page = open_page(address, viewport={"width": 320, "height": 640})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        found[name] = cut_off(page)
    for name, words in SHEETS.items():
        page = open_page("", viewport={"width": 320, "height": 640})
        tap(page, words)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        found[name] = cut_off(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_what_is_touched_is_large_enough(open_page: Open) -> None:
    small = """() => [...document.querySelectorAll("a[href], button, input, summary")].filter((each) => each.offsetParent !== null).map((each) => {
      const held = each.matches(".reason input") ? each.closest(".reason") : each;
      const box = held.getBoundingClientRect();
      return [each.textContent.trim().slice(0, 20) || each.id, Math.round(box.width), Math.round(box.height), each.matches("p a, h2 a, h3 a, dd a, .skip")];
    }).filter(([, width, height, inText]) => !inText && (width < 48 || height < 48))"""
    found = {name: open_page(address).evaluate(small) for name, address in SCREENS.items()}
    assert {name: each for name, each in found.items() if each} == {}


def test_the_next_stop_shows_both_orders_and_one_filled_button_leads_back_to_work(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("h1")).to_have_text("今天 8 单")
    expect(page.locator(".next h2")).to_have_text("锦绣苑 7栋1单元 602")
    expect(page.locator(".next .works li")).to_have_text(["宽带移机，客厅到书房", "换水表 DN15"])
    expect(page.locator(".primary")).to_have_count(1)
    expect(page.locator(".primary")).to_have_text("回到 1502：作业")
    page.get_by_role("button", name="下午还有 3 单").click()
    expect(page.locator("a.row", has_text="三墩雅苑")).to_be_visible()


def test_leaving_is_recorded_for_both_orders_and_the_customer_is_told_only_if_somebody_says_so(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        "addEventListener('click', (event) => { if (event.target.closest('a[href^=tel]')) event.preventDefault(); })"
    )
    tap(page, ["我出发了"])
    expect(page.locator("dialog h2")).to_contain_text("记下了")
    page.locator("dialog").get_by_text("打电话").click()
    page.get_by_role("button", name="没打通").click()
    expect(page.locator("dialog")).to_have_count(0)
    comes_to(
        page,
        "phone.reported.map(({ subject, kind, body }) => [subject.id, kind, body.result ?? null])",
        [
            ["v3", "departed", None],
            ["v4", "departed", None],
            ["v3", "customer_told", "not_reached"],
            ["v4", "customer_told", "not_reached"],
        ],
    )


def test_a_slip_of_the_finger_is_taken_back(open_page: Open) -> None:
    page = open_page()
    tap(page, ["我出发了"])
    page.locator("dialog").get_by_text("撤销，还没走").click()
    expect(page.locator(".next .button", has_text="我出发了")).to_be_visible()
    comes_to(
        page,
        "phone.reported.filter(({ kind }) => kind === 'withdrawn').map(({ body }) => body)",
        [{"fact": "f1", "reason": "slip"}, {"fact": "f2", "reason": "slip"}],
    )


def test_the_pack_list_is_confirmed_once_and_what_is_missing_is_told(open_page: Open) -> None:
    page = open_page("start?case=morning")
    expect(page.locator(".lines .count").first).to_have_text("7双")
    page.get_by_role("button", name="缺了东西").click()
    page.locator("dialog").get_by_text("光猫", exact=True).click()
    page.locator("dialog .primary").click()
    expect(page.locator("h1")).to_have_text("今天 8 单")
    comes_to(page, "phone.reported.map(({ kind, body }) => [kind, body])", [["shift_started", {"missing": ["光猫"]}]])


def test_a_heading_takes_the_focus_on_every_page_that_is_gone_to(open_page: Open) -> None:
    page = open_page()
    page.locator(".word").click()
    expect(page.locator("h1", has_text="都存好了")).to_be_focused()
    page.get_by_role("button", name="返回").click()
    expect(page.locator("h1", has_text="今天")).to_be_focused()


def test_the_word_of_saved_and_sent_is_read_aloud_when_it_changes(open_page: Open) -> None:
    page = open_page()
    page.evaluate("phone.setDelivery({ state: 'all_sent', facts: 0, photographs: 0 })")
    expect(page.locator("[aria-live=polite]")).to_have_text("已全部送到")


def test_P27_what_is_read_aloud_is_never_an_earlier_state(open_page: Open) -> None:
    """P-27: *all sent* was said while one waited, after signing out, and in the language of before. Guard: shell/TopLine.tsx:SavedAloud"""
    page = open_page()
    aloud = page.locator("[aria-live=polite]")
    page.evaluate("phone.setDelivery({ state: 'all_sent', facts: 0, photographs: 0 })")
    expect(aloud).to_have_text("已全部送到")
    said_at_once = """(change) => new Promise((told) => {
      eval(change);
      const look = () => {
        const word = document.querySelector('.word span').innerText;
        if (word.includes('全部送到')) requestAnimationFrame(look);
        else told(document.querySelector('[aria-live=polite]').innerText);
      };
      look();
    })"""
    assert "送到" not in page.evaluate(
        said_at_once, "phone.setDelivery({ state: 'waiting', facts: 1, photographs: 0 })"
    )
    expect(aloud).to_contain_text("1")
    page.evaluate("phone.setLanguage('en')")
    expect(aloud).to_contain_text("Saved")
    page.evaluate("phone.putAway()")
    expect(aloud).to_be_empty()


def test_P28_no_title_says_that_signing_out_is_impossible(open_page: Open) -> None:
    """P-28: *cannot sign out now* stood above a button that signed out."""
    for language, never in (("zh-CN", "不能退出"), ("en", "cannot")):
        page = open_page("settings", language)
        page.get_by_role("button", name="退出登录" if language == "zh-CN" else "Sign out").click()
        expect(page.locator("dialog .way").first).to_be_visible()
        expect(page.locator("dialog")).not_to_contain_text(never)


def test_P30_a_long_instruction_leaves_the_buttons_where_they_are(open_page: Open) -> None:
    """P-30: 594 letters on the next card pushed call, map and *on my way* twenty lines down; a press shows all of them."""
    page = open_page()
    page.evaluate("""() => phone.setVisits(phone.visits.value.map((visit) =>
      ({...visit, bundle: {...visit.bundle, work: {...visit.bundle.work, instructions: '请走北门，'.repeat(118) + '完'}}})))""")
    told = page.locator(".next .told summary").last
    expect(told).to_contain_text("请走北门")
    expect(page.get_by_role("button", name="地图")).to_be_in_viewport(ratio=1)
    short = told.bounding_box()
    told.click()
    tall = told.bounding_box()
    assert short and tall and tall["height"] > 4 * short["height"]


def test_P23_the_pack_list_says_what_came_after_it_was_counted(open_page: Open) -> None:
    """P-23: the list was counted, then a visit came; and it counted what was finished."""
    page = open_page("start?case=morning")
    page.locator(".bar .primary").click()
    expect(page.locator("h1")).to_contain_text("今天")
    page.evaluate("history.pushState({}, '', 'start'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator(".bar .primary")).to_contain_text("数过了")
    count = page.locator(".lines .count").first
    before = count.inner_text()
    page.evaluate("""() => {
      const all = phone.visits.value, one = all.find(({bundle}) => bundle.work.day === '2026-07-14');
      const bundle = {...one.bundle, id: 'later', place: {...one.bundle.place, id: 'elsewhere'}};
      phone.setVisits([...all, {...one, slot: {...one.slot, id: 'later'}, bundle}]);
    }""")
    expect(page.locator(".bar .primary")).to_contain_text("之后又来了")
    page.evaluate(
        "phone.setVisits(phone.visits.value.filter(({bundle}) => bundle.id !== 'later').map((visit, i) => i ? visit : {...visit, state: 'done'}))"
    )
    expect(page.locator(".bar .primary")).to_contain_text("数过了")
    assert count.inner_text() != before


def test_enter_that_ends_composing_does_not_sign_in(open_page: Open) -> None:
    page = open_page("signin?case=stranger")
    compose = """(composing) => document.getElementById('login').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: composing, bubbles: true, cancelable: true }))"""
    page.locator("#login").focus()
    assert page.evaluate(compose, True) is False, "the browser was allowed to submit"
    assert page.evaluate(compose, False) is True


def test_errors_are_gathered_at_the_top_with_the_focus_and_nothing_typed_is_lost(open_page: Open) -> None:
    page = open_page("signin?case=stranger")
    page.locator("#login").fill("lijianguo")
    page.locator(".primary").click()
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary a").click()
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#login")).to_have_value("lijianguo")


def test_a_phone_is_not_set_up_inside_wechat(open_page: Open) -> None:
    page = open_page("signin?case=wechat")
    expect(page.get_by_role("img", name="微信右上角三个点")).to_be_visible()
    expect(page.locator("#login")).to_have_count(0)


def test_signing_out_is_refused_while_anything_is_unsent(open_page: Open) -> None:
    page = open_page("settings")
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("dialog h2")).to_contain_text("没发出去")


def test_language_and_theme_change_at_once(open_page: Open) -> None:
    page = open_page("settings")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text("Settings")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_what_was_not_taken_has_a_sentence_and_a_next_step(open_page: Open) -> None:
    page = open_page("delivery?case=trouble")
    expect(page.locator(".trouble")).to_contain_text("打给调度，报上这一单的单号")


def test_two_hundred_visits_are_listed(open_page: Open) -> None:
    page = open_page("?case=many")
    page.get_by_role("button", name="还有").click()
    expect(page.locator("a.row")).to_have_count(199)


def test_pages_open_without_movement_for_who_asked_for_none(open_page: Open) -> None:
    page = open_page("", reduced_motion="reduce")
    tap(page, ["更多"])
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_sign_out_with_unsent_work_has_three_ways_out_that_everybody_can_use(open_page: Open) -> None:
    found = {}
    page = open_page("settings", viewport={"width": 320, "height": 640})
    for name, way in (("refused", None), ("keep", "锁在这部手机里，退出"), ("file", "存成加密文件")):
        page = open_page("settings")
        page.get_by_role("button", name="退出登录").click()
        if way:
            page.locator("dialog").get_by_text(way).click()
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        found[name] = [*violations(page), *cut_off(page)]
    page.locator("#pass").fill("three words and a door")
    page.locator("#again").fill("three words and a door")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog")).to_contain_text("文件好了")
    page.locator("dialog").get_by_text("退出登录，没发的锁在这里").click()
    page.locator("dialog .primary").click()
    expect(page.locator("h1")).to_have_text("登录")
    assert {name: each for name, each in found.items() if each} == {}


def test_P24_K7_the_end_of_the_shift_lists_what_is_open_and_gives_it_no_tick(open_page: Open) -> None:
    """A big tick stood above three to five open visits, and after the end none of them was listed any more."""
    page = open_page("end")
    open_ones = page.locator("ul.ruled > *").count()
    assert open_ones > 1
    expect(page.locator("h1")).to_contain_text("没结束")
    expect(page.locator("h1 .box.done")).to_have_count(0)
    page.locator(".bar .primary").click()
    expect(page.locator("h1")).to_contain_text("辛苦了")
    expect(page.locator("h1 .box.done")).to_have_count(0)
    expect(page.locator("ul.ruled > *")).to_have_count(open_ones)
