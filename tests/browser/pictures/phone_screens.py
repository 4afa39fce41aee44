"""The technician's screens, led through one visit on one phone: each way goes from the screen before to the next."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import FilePayload, Page, expect

from server.demo.pictures import photograph
from tests.browser.driving import PIN, ready_offline, sign_in
from tests.browser.pictures.phone_day import WHO, app_of, take_orders, tell_the_morning
from tests.browser.server_process import ServerProcess
from tests.browser.technician import Customer


def start(page: Page, server: ServerProcess) -> None:
    take_orders(server)
    morning = datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=8, minute=46, second=0, microsecond=0)
    page.clock.install(time=morning)
    tell_the_morning(page)
    sign_in(page, server, WHO.login, WHO.password)
    for name, text in {"label": "陆明的 vivo", "pin": PIN, "again": PIN}.items():
        page.locator(f"#{name}").fill(text)
    page.locator("button[form=enrol]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("都在这部手机里")
    ready_offline(page)


def today(page: Page, server: ServerProcess) -> None:
    app_of(page, server).press("看今天")
    expect(page.locator("section.next")).to_be_visible()
    expect(page.locator(".topline")).to_contain_text("已全部送到")


def dark(page: Page, server: ServerProcess) -> None:
    page.emulate_media(color_scheme="dark")


def in_english(page: Page, server: ServerProcess) -> None:
    """The same page in English; the next way switches back."""
    page.emulate_media(color_scheme="light")
    _switch(page, server, "English")


def door(page: Page, server: ServerProcess) -> None:
    _switch(page, server, "中文")
    page.context.set_offline(True)
    app = app_of(page, server)
    app.press("翠湖花园")
    app.answer("五样东西和料都带上", "都带齐了")
    app.go_on("我出发了")
    page.clock.fast_forward("07:00")
    app.go_on("我到了")
    app.answer("轻按门铃，等一等", "按过了")


def other_ends(page: Page, server: ServerProcess) -> None:
    app = app_of(page, server)
    app.press("其他情况")
    app.pick("门岗不让进")


def nobody_home(page: Page, server: ServerProcess) -> None:
    app = app_of(page, server)
    page.keyboard.press("Escape")
    app.press("没人应门")
    page.clock.fast_forward("02:00")
    app.go_on("打给客户")
    app.press("没人接")


def work(page: Page, server: ServerProcess) -> None:
    app = app_of(page, server)
    app.press("门开了")
    app.answers(
        {
            "亮工号牌，说明来意，客户请进再进门": "已请我进门",
            "穿好鞋套": "穿好了",
            "说清收费和今天的活，交调查表": "说清了",
        }
    )
    app.go_on("下一段：作业")
    app.answers({"要挪东西，先问客户": "同意挪", "作业处铺垫布": "铺好了"})
    for drawing in ("before", "power"):
        with page.expect_file_chooser() as camera:
            app.press("拍照" if drawing == "before" else "再拍一张")
        camera.value.set_files(
            files=[FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=photograph(drawing, drawing))]
        )
        expect(page.locator(".shot .picture img")).to_have_count(1 if drawing == "before" else 2)
    app.answers({"打孔、走线的位置，请客户定": "同意", "会断网或有风险，先说清": "没有影响"})
    app.step("测光功率").get_by_role("textbox").fill("-21.5")
    page.clock.fast_forward("00:30")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def say(page: Page, server: ServerProcess) -> None:
    _switch(page, server, "中文")
    app_of(page, server).press("怎么说")


def overview(page: Page, server: ServerProcess) -> None:
    page.keyboard.press("Escape")
    app_of(page, server).press("全程")


def customer(page: Page, server: ServerProcess) -> None:
    app = app_of(page, server)
    page.keyboard.press("Escape")
    app.type("测光功率", "-21.5")
    app.type("扫新光猫的序列号", "ZJHG1180225A")
    app.choose("用了哪些料")
    app.press("多一个", app.now.get_by_role("group", name="光猫"))
    app.press("记下", app.now)
    app.answers({"固定光猫，把线理好": "理好了", "贴好标签": "贴好了"})
    app.type("测网速", "486")
    with page.expect_file_chooser() as camera:
        app.press("拍照", app.step("作业后照片"))
    camera.value.set_files(
        files=[FilePayload(name="b.jpg", mimeType="image/jpeg", buffer=photograph("after", "after"))]
    )
    app.done("作业后照片")
    app.go_on("下一段：演示和清洁")
    app.answers(
        {
            "演示、讲保养，请客户试用": "试过，满意",
            "交说明书，讲重点": "交了",
            "挪过的放回原位": "放回了",
            "孔洞补好，恢复原样": "补好了",
        }
    )
    app.answers({"擦净设备，垃圾装袋带走": "收拾好了", "今天收费": "不收费"})
    page.clock.fast_forward("40:00")
    app.go_on("请客户看和签")
    expect(page.locator(".outcomes")).to_be_visible()


def survey(page: Page, server: ServerProcess) -> None:
    Customer(app_of(page, server)).read()


def signature(page: Page, server: ServerProcess) -> None:
    hand = Customer(app_of(page, server))
    hand.survey("很满意", "穿了", "没有")
    hand.comment()
    hand.is_oneself()
    write_name(page)


# 林静, stroke by stroke, in hundredths of the pad.
NAME = (
    [(18, 36), (33, 34)],
    [(26, 18), (26, 76)],
    [(25, 38), (18, 58)],
    [(27, 40), (31, 52)],
    [(34, 35), (48, 33)],
    [(41, 17), (41, 78)],
    [(40, 37), (34, 60)],
    [(42, 38), (51, 62)],
    [(58, 26), (69, 24)],
    [(59, 35), (68, 33)],
    [(57, 44), (71, 42)],
    [(63, 17), (63, 44)],
    [(60, 51), (59, 78)],
    [(60, 51), (69, 50), (69, 76), (66, 74)],
    [(61, 60), (68, 59)],
    [(61, 67), (68, 66)],
    [(78, 18), (74, 30)],
    [(78, 24), (86, 23), (81, 34)],
    [(75, 37), (90, 36), (89, 58)],
    [(72, 47), (94, 45)],
    [(76, 57), (90, 56)],
    [(83, 36), (83, 80), (79, 75)],
)


def write_name(page: Page) -> None:
    """Sign as 林静 does."""
    box = page.locator(".pad canvas").bounding_box()
    assert box
    for stroke in NAME:
        spots = [(box["x"] + x * box["width"] / 100, box["y"] + y * box["height"] / 100) for x, y in stroke]
        page.mouse.move(*spots[0])
        page.mouse.down()
        for spot in spots[1:]:
            page.mouse.move(*spot, steps=8)
        page.mouse.up()


def signature_in_english(page: Page, server: ServerProcess) -> None:
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="English").click()


def done(page: Page, server: ServerProcess) -> None:
    page.get_by_role("button", name="中文").click()
    app, hand = app_of(page, server), Customer(app_of(page, server))
    app.press("签好了")
    hand.give_back()
    app.title("告辞")
    app.answer("服务卡写上回执码，交给客户", "交了")
    app.go_on("离开，结束这一单")
    app.title("这一单完成了")
    expect(page.locator("canvas.qr")).to_be_attached()


def what_is_where(page: Page, server: ServerProcess) -> None:
    page.emulate_media(color_scheme="light")
    page.locator(".topline .word").click()
    expect(page.locator("section.where")).to_have_count(3)


def proof(page: Page, server: ServerProcess) -> None:
    app_of(page, server).open("proof")
    expect(page.locator("article")).not_to_have_count(0)


def end_of_shift(page: Page, server: ServerProcess) -> None:
    app_of(page, server).open("end")
    expect(page.locator(".facts").first).to_be_visible()


def _switch(page: Page, server: ServerProcess, language: str) -> None:
    """Change the language in the settings, and come back."""
    here = page.url
    app = app_of(page, server)
    app.open("settings")
    app.pick(language)
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "English" else "zh-CN")
    page.goto(here)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


WAYS = [
    ("start", start),
    ("today", today),
    ("today-dark", dark),
    ("today-en", in_english),
    ("door", door),
    ("other-ends", other_ends),
    ("nobody-home", nobody_home),
    ("work", work),
    ("work-dark", dark),
    ("work-en", in_english),
    ("say", say),
    ("overview", overview),
    ("customer", customer),
    ("survey", survey),
    ("sign", signature),
    ("sign-dark", dark),
    ("sign-en", signature_in_english),
    ("done", done),
    ("done-dark", dark),
    ("what-is-where", what_is_where),
    ("proof", proof),
    ("end", end_of_shift),
]
