"""The main job: a whole home-broadband visit with the server gone and the battery pulled twice, and the record comes home whole."""

import json
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.driving import until
from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies, changed, facts_of, kinds_of
from tests.browser.technician import App, Customer
from tests.browser.world import World

INSIDE = {"穿好鞋套": "穿好了", "说清收费和今天的活，交调查表": "说清了", "问清故障": "上不了网"}


def test_a_whole_visit_without_a_network_comes_home_as_it_was(office: World, phone: Phone, tmp_path: Path) -> None:
    who = office.technician()
    visit = office.given(who, hour="09:00")
    app = App(phone, office, who)
    app.begin()
    phone.switch_off()  # because Chromium writes its cookies down half a minute later, or when it ends in good order
    office.server.stop()
    app.start_again()

    to_the_door(app)
    inside(app)
    work_with_the_battery_pulled(app)
    show_and_clean(app)
    code = customer_with_the_battery_pulled(app)

    phone.context.set_offline(True)  # type: ignore[union-attr]
    office.server.start()
    assert "在路上" in receipt(office, code)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()

    assert_home(office, visit, "done")
    assert kinds_of(office, visit) == EXPECTED
    assert what_was_drawn(office, visit) == 2
    assert_verifies(office, visit, tmp_path, receipt=code.replace(" ", ""))
    assert office.command("verify", str(changed(tmp_path / f"{visit}.zip")))[0] == 1
    assert "在路上" not in receipt(office, code)


def to_the_door(app: App) -> None:
    """Pack, on my way, arrive, knock, enter."""
    app.press("翠湖花园")
    app.answer("五样东西和料都带上", "都带齐了")
    app.go_on("我出发了")
    app.title("在路上")
    app.go_on("我到了")
    app.title("到门口")
    app.answer("轻按门铃，等一等", "按过了")
    app.go_on("已请我进门")
    app.title("进门")


def inside(app: App) -> None:
    app.answers(INSIDE)
    app.go_on("下一段：作业")
    app.title("作业")


def work_with_the_battery_pulled(app: App) -> None:
    """The repair; in the middle of a half-typed serial number the battery is pulled."""
    app.answers({"要挪东西，先问客户": "同意挪", "作业处铺垫布": "铺好了"})
    app.photograph("作业前照片")
    app.answers({"会断网或有风险，先说清": "没有影响"})
    app.type("测光功率", "-21.5")
    app.answers({"故障原因": "光猫", "怎么修的": "换光猫"})

    app.step("扫新光猫的序列号").get_by_role("textbox").fill("HG8145-半")
    app.kept("HG8145-半")
    app.phone.pull_battery()
    app.start_again()
    app.go_on("回到")
    app.title("作业")
    expect(app.step("扫新光猫的序列号").get_by_role("textbox")).to_have_value("HG8145-半")
    app.type("扫新光猫的序列号", "HG8145V5-0042")

    app.choose("用了哪些料")
    for _ in range(2):
        app.now.get_by_role("group", name="光猫").get_by_role("button", name="多一个").click()
    app.press("少一个", app.now.get_by_role("group", name="光猫"))
    app.press("记下", app.now)
    app.answer("固定光猫，把线理好", "理好了")
    app.type("测网速", "486")
    app.photograph("作业后照片")
    app.go_on("下一段：演示和清洁")


def show_and_clean(app: App) -> None:
    app.title("演示和清洁")
    app.answers(
        {"演示、讲保养，请客户试用": "试过，满意", "挪过的放回原位": "放回了", "擦净设备，垃圾装袋带走": "收拾好了"}
    )
    app.answer("今天收费", "不收费")
    app.choose("拍一张收拾好的现场")
    app.photograph("拍一张收拾好的现场")


def customer_with_the_battery_pulled(app: App) -> str:
    """The customer's pages; the battery goes with a half-written sentence, and again with half a signature. Returns the receipt code."""
    app.go_on("请客户看和签")
    customer = Customer(app)
    customer.read("新光猫序列号 HG8145V5-0042")
    customer.survey("很满意", "穿了", "没有")
    app.page.get_by_role("textbox").fill("师傅很细心，下次")
    app.kept("师傅很细心，下次")
    app.phone.pull_battery()
    app.start_again()
    customer = Customer(app)
    expect(app.page.get_by_role("textbox")).to_have_value("师傅很细心，下次")
    customer.comment("师傅很细心，下次还找他。")

    customer.is_oneself()
    customer.draw(to=0.5)
    before = ink_of(app)
    app.phone.pull_battery()
    app.start_again()
    customer = Customer(app)
    assert ink_of(app) == pytest.approx(before, abs=2)  # because strokes are kept in whole pixels
    customer.draw(part=0.5)
    app.press("签好了")
    customer.give_back()

    app.title("告辞")
    app.answer("服务卡写上回执码，交给客户", "交了")
    app.go_on("离开，结束这一单")
    app.title("这一单完成了")
    return app.receipt()


def ink_of(app: App) -> list[int]:
    """The frame of what is drawn on the pad, in its pixels."""
    expect(app.page.locator(".pad canvas")).to_be_visible()
    until(app.page, f"({INK})() !== undefined")
    return app.page.evaluate(INK)


INK = """() => {
  const paper = document.querySelector(".pad canvas"), { width, height } = paper;
  const { data } = paper.getContext("2d").getImageData(0, 0, width, height);
  let box;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (data[(y * width + x) * 4 + 3] > 128) {
    box ??= [x, y, x, y];
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
  }
  return box;
}"""


def what_was_drawn(world: World, visit: str) -> int:
    """How many strokes the signature has that came home."""
    from server.evidence.store import store

    signed = next(fact for fact in facts_of(world, visit) if fact["kind"] == "signed")
    with world.app.app_context():
        strokes = store().read(world.cast.ours, signed["body"]["strokes"]["sha256"])
    assert strokes
    return len(json.loads(strokes)["strokes"])


def receipt(world: World, code: str) -> str:
    """What the customer sees behind the code."""
    with urllib.request.urlopen(f"{world.server.url}/r/{code}") as page:
        return page.read().decode()


EXPECTED = [
    "opened",
    "answered",
    "departed",
    "arrived",
    "knocked",
    "entered",
    *["answered"] * 5,
    "photographed",
    *["answered"] * 8,
    "photographed",
    *["answered"] * 4,
    "photographed",
    "customer_mode_entered",
    "surveyed",
    "commented",
    "signed",
    "customer_mode_left",
    "answered",
    "left",
    "ended",
]
