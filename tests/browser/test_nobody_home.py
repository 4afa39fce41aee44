"""Nobody opens: ten minutes from the knock, a call, a note on paper, and the record says so without anybody's goodwill."""

from datetime import datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies, facts_of, kinds_of
from tests.browser.technician import App, picture_of
from tests.browser.walks import to_the_door
from tests.browser.world import World


def test_nobody_home_is_recorded_with_the_wait_the_call_and_the_note(
    office: World, phone: Phone, tmp_path: Path
) -> None:
    who = office.technician()
    visit = office.given(who)
    app = App(phone, office, who)
    app.begin()
    office.server.stop()
    app.page.clock.install()
    to_the_door(app, visit)

    app.press("没人应门")
    app.go_on("按过门铃了")
    expect(app.page.locator(".may-leave")).to_contain_text("起可以离开")
    app.go_on("打给客户")
    app.press("没人接")
    with app.page.expect_file_chooser() as camera:
        app.go_on("抄好了，拍下留言")
    camera.value.set_files(files=[picture_of("note")])
    app.go_on("离开，另约时间")
    app.title("为什么没按要求？", 2)  # too early: leaving is not forbidden, but it takes a reason
    app.page.keyboard.press("Escape")
    app.phone.pull_battery()

    app.start_again()
    app.page.clock.install()
    app.open()
    app.go_on("回到")
    app.page.clock.fast_forward("10:30")
    expect(app.page.locator(".may-leave")).to_contain_text("可以离开了")
    app.go_on("离开，另约时间")
    app.title("没人应门，已记下")

    office.sign_out_everywhere(
        who
    )  # because whether the browser had written its cookies down is a matter of half a minute
    office.server.start()
    app.sign_in_again()
    app.all_sent()
    assert_home(office, visit, "not_done")
    assert kinds_of(office, visit) == [
        "opened",
        "answered",
        "departed",
        "arrived",
        "knocked",
        "call_attempted",
        "visit_note_left",
        "photographed",
        "left",
        "ended",
    ]
    facts = {fact["kind"]: fact for fact in facts_of(office, visit)}
    assert facts["ended"]["body"] == {"outcome": "nobody_home", "verdict": {"may_finish": True, "missing": []}}
    assert set(facts["visit_note_left"]["body"]) == {"arrived", "left", "phone", "contact"}
    waited = datetime.fromisoformat(facts["left"]["at"]) - datetime.fromisoformat(facts["knocked"]["at"])
    assert waited.total_seconds() >= 600
    assert_verifies(office, visit, tmp_path)
