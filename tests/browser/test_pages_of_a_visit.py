"""The pages of a visit and the customer's four: everybody can use them, nothing is cut off, one tap is one fact."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.axe import cut_off, violations
from tests.browser.driving import comes_to
from tests.browser.visit_pages import Open, a_photograph, press, reported

SCENES = {
    "prepare": "/prepare?scene=prepare",
    "way": "/on-the-way?scene=way",
    "door": "/door?scene=way",
    "knocked": "/door?scene=knocked",
    "nobody": "/nobody-home?scene=nobody",
    "unsafe": "/unsafe?scene=knocked",
    "inside": "?scene=inside",
    "begun": "?scene=begun",
    "work": "?scene=work",
    "finished": "/show-and-clean?scene=finished",
    "customer": "?scene=finished",
    "turn": "?scene=turn",
    "leave": "?scene=signed",
    "done": "?scene=done",
    "ended": "?scene=ended",
    "given": "?scene=work%2Bgiven",
    "readonly": "?scene=work%2Breadonly",
    "helper": "?scene=work%2Bhelper",
    "crosswise": "?scene=work%2Btrouble%2Bconflict",
    "late": "?scene=work&plus=75",
    "gone": "x?scene=work",
}
SHEETS = {
    "say": ("work", ["怎么说"]),
    "prepared": ("prepare", ["出发前看一眼"]),
    "why": ("work", ["测不了"]),
    "appoint": ("work", ["另约时间"]),
    "overview": ("work", ["全程"]),
    "fix": ("work", ["扫新光猫的序列号"]),
    "ends": ("knocked", ["其他情况"]),
    "call": ("nobody", ["再打一次"]),
    "lacking": ("leave", ["离开"]),
}
CUSTOMER = {
    "survey": ["看过了"],
    "comment": ["看过了", "不想答"],
    "sign": ["看过了", "不想答", "没有了"],
    "typed": ["看过了", "不想答", "没有了", "打字", "签好了"],
    "helped": ["看过了", "不想答", "没有了", "有人帮"],
    "declined": ["看过了", "不想答", "没有了", "不签"],
    "pin": ["还给师傅"],
    "wrong": ["有不对的"],
}
# Three strokes in one breath: the page is drawn between them, but has had no time to tell the pad of it.
THREE_STROKES = """async () => {
  const keep = phone.keepEvidence.bind(phone);
  phone.keepEvidence = (visit, bytes, type) => {
    if (type === "application/json") globalThis.strokes = JSON.parse(new TextDecoder().decode(bytes)).strokes.length;
    return keep(visit, bytes, type);
  };
  const paper = document.querySelector(".pad canvas"), { x, y, width, height } = paper.getBoundingClientRect();
  const finger = (type, across, down) => paper.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 7, pointerType: "touch", isPrimary: true, pressure: 0.5, buttons: type === "pointerup" ? 0 : 1,
    clientX: x + across * width, clientY: y + down * height }));
  const drawn = async () => { for (let turn = 0; turn < 50; turn += 1) await null; };
  const begin = (at) => { finger("pointerdown", at, 0.2); finger("pointermove", at, 0.5); };
  const end = (at) => { finger("pointermove", at, 0.8); finger("pointerup", at, 0.8); };
  begin(0.2); end(0.2);
  await drawn();
  begin(0.4); end(0.4);
  begin(0.6);
  await drawn();
  end(0.6);
}"""


def test_everybody_can_use_every_page_of_a_visit(open_scene: Open) -> None:
    found = {}
    for name, address in SCENES.items():
        page = open_scene(address, viewport={"width": 390, "height": 2200})
        found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_everybody_can_use_every_sheet_and_every_page_of_the_customer(open_scene: Open) -> None:
    found = {}
    for name, (scene, presses) in SHEETS.items():
        page = open_scene(SCENES[scene], viewport={"width": 390, "height": 1800})
        press(page, *presses)
        found[name] = violations(page)
    for name, presses in CUSTOMER.items():
        page = open_scene(SCENES["turn"])
        press(page, *presses)
        found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.sweep
def test_nothing_of_a_visit_is_cut_off_at_twice_the_text_on_320_pixels(open_scene: Open) -> None:
    found = {}
    for name, address in SCENES.items():
        page = open_scene(address, viewport={"width": 320, "height": 640})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        found[name] = cut_off(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_a_double_tap_gives_one_fact_and_ten_seconds_undo_it(open_scene: Open, screen: Open) -> None:
    screen().clock.set_fixed_time(
        datetime.now(UTC)
    )  # so that the ten seconds are not over before a slow machine has pressed
    page = open_scene("/prepare?scene=prepare&live=1")
    page.get_by_role("button", name="都带齐了").dblclick()
    expect(page.get_by_role("button", name="撤销")).to_be_visible()
    assert page.evaluate("phone.reported.map(({ kind }) => kind)") == ["opened", "answered"]
    reported(page, "opened", "answered all-with-me")
    press(page, "撤销")
    expect(page.get_by_role("button", name="都带齐了")).to_be_visible()
    reported(page, "withdrawn")


def test_the_end_of_a_moment_sends_the_answers_that_wait_for_company(open_scene: Open) -> None:
    """Guard: pwa/technician/visits/goTo.ts:goTo"""
    page = open_scene("?scene=work&live=1")
    assert page.evaluate("phone.hurried") == 0
    press(page, "下一段")
    comes_to(page, "phone.hurried", 1)


def test_what_is_half_typed_is_there_after_a_reload_and_an_error_stands_at_the_field(open_scene: Open) -> None:
    page = open_scene("?scene=work")
    page.locator(".now input").fill("abc")
    page.reload()
    expect(page.locator(".now input")).to_have_value("abc")
    press(page, "记下")
    expect(page.locator(".now .error")).to_contain_text("这里只填数字")
    page.locator(".now input").fill("-31")
    press(page, "记下")
    expect(page.get_by_text("不在合格范围")).to_be_visible()


def test_a_photograph_shows_at_once_and_is_wiped_or_removed_as_a_new_fact(open_scene: Open) -> None:
    page = open_scene("?scene=begun")
    press(page, "作业前照片")
    page.locator(".now input[type=file]").first.set_input_files(
        FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=a_photograph())
    )
    page.locator(".shot .picture").first.click()
    press(page, "抹掉一块")
    box = page.locator("canvas.wiped").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=5)
    page.mouse.up()
    press(page, "抹好了")
    expect(page.locator("dialog[open]")).to_have_count(0)
    reported(page, "photographed photo-before", "photographed photo-before", "withdrawn")


def test_back_reload_and_another_address_leave_the_phone_with_the_customer(open_scene: Open, visit_site: str) -> None:
    page = open_scene("?scene=turn&live=1")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("今天做了这些")
    page.goto(f"{visit_site}/app/delivery")
    expect(page.locator("h1")).to_contain_text("今天做了这些")
    expect(page.locator(".topline")).to_have_count(0)
    press(page, "还给师傅")
    page.get_by_label("密码").fill("1111")
    press(page, "拿回手机")
    expect(page.get_by_text("密码不对")).to_be_visible()
    page.get_by_label("密码").fill("2580")
    press(page, "拿回手机")
    expect(page.locator(".topline")).to_be_visible()
    reported(page, "customer_mode_left")


def test_a_thumb_that_is_quicker_than_the_first_picture_of_the_page_stays_too(screen: Open, visit_site: str) -> None:
    """Guard: pwa/technician/customer-mode/CustomerMode.tsx:useStay"""
    page = screen()
    page.add_init_script("""new MutationObserver((_, seen) => {
        if (!document.querySelector('.customer h1')) return;
        seen.disconnect();
        window.addEventListener('popstate', () => { globalThis.stayed = true; }, { once: true });
        history.back();
    }).observe(document, { childList: true, subtree: true });""")
    page.goto(f"{visit_site}/app/visit/v2?scene=turn&live=1&language=zh-CN&begun=quick")
    comes_to(page, "globalThis.stayed", True)
    expect(page.locator("h1")).to_contain_text("今天做了这些")


def test_the_survey_is_sent_once_and_its_answers_are_not_shown_again(open_scene: Open) -> None:
    page = open_scene("?scene=turn")
    press(page, "看过了", "交给公司")
    expect(page.locator(".objection")).to_have_count(3)
    press(page, "很满意", "穿了", "没有", "交给公司", "上一页")
    expect(page.locator("h1")).to_have_text("收到了，谢谢您。")
    expect(page.get_by_role("radio")).to_have_count(0)
    comes_to(page, "phone.reported.filter(({ kind }) => kind === 'surveyed').length", 1)


def test_a_name_that_is_written_faster_than_the_phone_draws_is_kept_whole(open_scene: Open) -> None:
    """Guard: the pad knows its own ink when it comes back from the page, and does not draw an older one over what was written since."""
    page = open_scene("?scene=turn")
    press(page, "看过了", "不想答", "没有了", "本人")
    page.evaluate(THREE_STROKES)
    press(page, "签好了")
    comes_to(page, "globalThis.strokes", 3)


def test_staff_cannot_sign_and_declining_is_as_good_as_signing(open_scene: Open) -> None:
    page = open_scene("?scene=turn")
    press(page, "看过了", "不想答", "没有了", "其他成年人", "打字")
    page.get_by_label("您的姓名").fill("李 建国")
    page.get_by_role("checkbox").check()
    press(page, "签好了")
    expect(page.get_by_text("这是我们公司的人")).to_be_visible()
    press(page, "不签", "不想签", "不签，记下原因")
    expect(page.locator("h1")).to_have_text("谢谢您")
    reported(page, "signed")
