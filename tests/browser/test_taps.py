"""How often one taps on an ordinary repair (ruling 32): at most 24 times before the customer's turn, the customer at most 8 times, strokes apart.

Opening the app and what is tapped inside the camera do not count; a field that must be touched before one can type does.
"""

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.technician import App, Customer
from tests.browser.walks import go_in, inside, to_the_door
from tests.browser.world import World

TECHNICIAN, CUSTOMER = 24, 8
# Every finger that is put down, but for strokes; a click would come twice where a label passes it on.
COUNT = """addEventListener('pointerdown', (event) => {
  if (!event.isTrusted || event.target.closest('canvas')) return;
  sessionStorage.setItem('taps', String(Number(sessionStorage.getItem('taps') ?? 0) + 1));
}, true)"""
TAPS = "Number(sessionStorage.getItem('taps') ?? 0)"


def figure(app: App, heading: str, value: str) -> None:
    """Type into a field that is ready to be typed into."""
    field = app.step(heading).get_by_role("textbox")
    expect(field).to_be_focused()
    app.page.keyboard.type(value)
    app.press("记下", app.now)
    app.done(heading)


def test_an_ordinary_repair_takes_24_taps_before_the_customer_and_the_customer_8(office: World, phone: Phone) -> None:
    """Guards: leads.ts:leadsTo (straight to the customer), figure.tsx:FigureField (focus and sign)"""
    app = App(phone, office, who := office.technician())
    visit = office.given(who)
    app.begin()
    app.page.add_init_script(COUNT)
    to_the_door(app, visit)
    go_in(app)
    inside(app, ("问清故障", "上不了网"))
    app.answers({"要挪东西，先问客户": "不用挪", "作业处铺垫布": "铺好了"})
    app.photograph("作业前照片")
    app.answer("会断网或有风险，先说清", "没有影响")
    figure(app, "测光功率", "21.5")
    app.answers({"故障原因": "光纤接头", "怎么修的": "重做接头", "固定光猫，把线理好": "理好了"})
    figure(app, "测网速", "486")
    app.photograph("作业后照片")
    app.go_on("下一段：演示和清洁")
    app.answers({"演示、讲保养，请客户试用": "试过，满意", "擦净设备，垃圾装袋带走": "收拾好了", "今天收费": "不收费"})
    app.go_on("请客户看和签")
    customer = Customer(app)
    expect(app.page.get_by_role("heading", level=1)).to_contain_text("今天做了这些")
    before = app.page.evaluate(TAPS)
    customer.read()
    customer.survey("很满意", "穿了", "没有")
    customer.comment()
    customer.sign()
    theirs = app.page.evaluate(TAPS) - before
    assert before <= TECHNICIAN and theirs <= CUSTOMER, (before, theirs)
    assert before > 15 and theirs > 5, f"taps were not counted: {before}, {theirs}"
