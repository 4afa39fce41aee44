"""The page on which the customer signs: no stroke is lost, nothing that must be pressed is out of reach, back is one page back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import cut_off
from tests.browser.driving import comes_to, tab_to
from tests.browser.visit_pages import Open, press

TO_SIGN = ("看过了", "不想答", "没有了")
BY_KEYBOARD = (*TO_SIGN, "签好了")
BY_KEYBOARD_EN = ("Seen it, next", "No answer", "No, next page", "I have signed")
# How many strokes the form holds, as it is kept.
STROKES = "JSON.parse(sessionStorage['draft.sign.v2'] ?? '{}').ink?.strokes.length ?? 0"
LOWER = """(pad) => {
  pad.style.marginTop = "60px";
  return new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
}"""
POINTER = """(paper, [type, id, across, down]) => {
  const { x, y, width, height } = paper.getBoundingClientRect();
  paper.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, pointerId: id, pointerType: "touch", isPrimary: id === 1,
    pressure: 0.5, buttons: type === "pointerup" ? 0 : 1, clientX: x + across * width, clientY: y + down * height }));
}"""


def touch(page: Page, *events: tuple[str, int, float, float]) -> None:
    """Pointers on the pad: type, id, and where as shares of its box."""
    for event in events:
        page.locator(".pad canvas").evaluate(POINTER, [f"pointer{event[0]}", *event[1:]])


def begin(page: Page, at: float) -> None:
    """A finger comes down and writes, slowly enough for the page to keep the stroke meanwhile."""
    touch(page, ("down", 7, at, 0.2), ("move", 7, at, 0.4))
    page.wait_for_function(f"(before) => ({STROKES}) > before", arg=page.evaluate(STROKES))


def end(page: Page, at: float) -> None:
    """The same finger writes on and is lifted."""
    touch(page, ("move", 7, at, 0.6), ("move", 7, at, 0.8), ("up", 7, at, 0.8))


@pytest.mark.parametrize("written_first", [False, True])
def test_P1_the_pad_lives_on_while_the_customer_signs_below_objections(open_scene: Open, written_first: bool) -> None:
    """P-1: 签好了 pressed too early; the first stroke after it took the objections away, moved the pad, and no later stroke was heard."""
    page = open_scene("?scene=turn")
    press(page, *TO_SIGN)
    if written_first:
        begin(page, 0.1)
        end(page, 0.1)
    press(page, "签好了")
    expect(page.locator(".objection").first).to_be_visible()
    box = page.locator(".pad").bounding_box()
    begin(page, 0.3)
    assert page.locator(".pad").bounding_box() == box
    end(page, 0.3)
    begin(page, 0.5)
    end(page, 0.5)
    comes_to(page, STROKES, 3 if written_first else 2)
    press(page, "本人", "签好了")
    expect(page.locator("h1")).to_have_text("谢谢您")


def test_P1_a_pad_that_changes_under_the_finger_is_drawn_again_when_it_is_lifted(open_scene: Open) -> None:
    """P-1: whatever moves the pad (another font size, the phone turned), a stroke under way and those after it are kept."""
    page = open_scene("?scene=turn")
    press(page, *TO_SIGN, "本人")
    begin(page, 0.3)
    page.locator(".pad").evaluate(LOWER)
    end(page, 0.3)
    begin(page, 0.6)
    end(page, 0.6)
    comes_to(page, STROKES, 2)


def test_F28_a_palm_that_lies_on_the_pad_first_gives_way_to_the_finger(open_scene: Open) -> None:
    """F-28: palm first, then the finger signs: the pad showed one dot and did not hear the finger."""
    page = open_scene("?scene=turn")
    press(page, *TO_SIGN, "本人")
    touch(
        page,
        ("down", 1, 0.8, 0.9),
        ("move", 1, 0.81, 0.9),
        ("down", 7, 0.3, 0.2),
        ("move", 7, 0.3, 0.4),
        ("move", 1, 0.82, 0.9),
    )
    end(page, 0.3)
    comes_to(page, STROKES, 1)
    begin(page, 0.6)
    touch(page, ("down", 3, 0.8, 0.9), ("up", 3, 0.8, 0.9), ("up", 1, 0.82, 0.9))
    end(page, 0.6)
    comes_to(page, STROKES, 2)


@pytest.mark.parametrize(
    ("width", "height", "text"), [(844, 390, 100), (740, 360, 100), (360, 640, 150), (320, 568, 100)]
)
def test_P16_all_buttons_of_the_signature_are_in_sight_beside_a_pad_to_write_on(
    open_scene: Open, width: int, height: int, text: int
) -> None:
    """P-16: with the phone held across, or large text, 签好了, 退一笔 and 重写 lay out of sight, and the pad took every swipe."""
    page = open_scene("?scene=turn", viewport={"width": width, "height": height})
    page.evaluate(
        f"document.documentElement.style.setProperty('font-size', '{text}%'); dispatchEvent(new Event('resize'))"
    )
    press(page, *TO_SIGN, "本人", "去签名")
    for name in ("还给师傅", "改", "退一笔", "重写", "上一页", "签好了"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        button.click(trial=True)
    pad = page.locator(".pad").bounding_box()
    assert pad
    assert (pad["height"] >= 200, pad["width"] >= 280) == (True, True)
    begin(page, 0.3)
    end(page, 0.3)
    begin(page, 0.6)
    end(page, 0.6)
    press(page, "签好了")
    expect(page.locator("h1")).to_have_text("谢谢您")


@pytest.mark.parametrize("height", [844, 600])
def test_P17_the_page_before_is_one_press_away(open_scene: Open, height: int) -> None:
    """P-17: with 您是 chosen, the first 上一页 of the signature did nothing; on a short phone it went forward to the pad."""
    page = open_scene("?scene=turn", viewport={"width": 390, "height": height})
    press(page, *TO_SIGN, "本人", "上一页")
    expect(page.locator("h1")).to_have_text("还有什么要说的？")


def test_P17_after_a_change_of_who_signs_back_leads_to_the_pad(open_scene: Open) -> None:
    """P-17: the form that was opened from the pad goes back to the pad."""
    page = open_scene("?scene=turn", viewport={"width": 390, "height": 600})
    press(page, *TO_SIGN, "本人", "去签名", "改", "上一页")
    expect(page.locator(".pad")).to_be_visible()


@pytest.mark.parametrize(("language", "words"), [("zh-CN", BY_KEYBOARD), ("en", BY_KEYBOARD_EN)])
def test_the_customer_signs_by_keyboard_alone_on_a_small_phone_with_large_text(
    open_scene: Open, language: str, words: tuple[str, ...]
) -> None:
    """Who, which way, the name and the tick are reached by Tab, and nothing is cut off at twice the text."""
    page = open_scene("?scene=turn", language=language, viewport={"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    *before, done = words
    for text in before:
        tab_to(page, "button", text)
        page.keyboard.press("Enter")
    expect(page.locator("input[name=relation]").first).to_be_attached()
    tab_to(page, "input[name=relation]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=way]")
    page.keyboard.press("ArrowRight")  # from *by hand* to *typed*
    tab_to(page, "#signer")
    page.keyboard.type("Wang Xiulan")
    tab_to(page, ".tick input")
    page.keyboard.press("Space")
    assert cut_off(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    tab_to(page, "button", done)
    page.keyboard.press("Enter")
    comes_to(
        page, "phone.reported.filter((each) => each.kind === 'signed').map((each) => each.body.way).join()", "typed"
    )
