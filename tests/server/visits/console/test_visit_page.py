"""A visit's page tells its story: what happened and when it came home, answers with their clause, what is still awaited, both sides of a conflict."""

from server.kernel import clock
from tests.scenario import Scenario

PHOTOGRAPH = {
    "step": "photo-before",
    "purpose": "before",
    "sha256": "a" * 64,
    "size": 287_000,
    "type": "image/jpeg",
    "width": 1600,
    "height": 1200,
}


def soon(minutes: int) -> str:
    return clock.later(clock.now(), minutes=minutes)


def worked(scenario: Scenario, visit: str, *facts: tuple[str, dict]):
    """A phone on which these facts were saved, not sent yet."""
    phone = scenario.phone("liming")
    for kind, body in facts:
        phone.report(kind, body, visit=visit)
    return phone


def test_answers_stand_under_their_moment_with_their_clause(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    worked(
        scenario,
        visit,
        ("arrived", {}),
        ("entered", {}),
        ("answered", {"step": "symptoms", "value": "drops"}),
        ("deviated", {"step": "backup", "reason": "customer-no-need", "note": "没有电脑"}),
    ).sync_all()
    page = desk.get(f"/console/visits/{visit}")
    assert "老掉线" in page and "WD-14" in page and "HV-17" in page and "没有电脑" in page and "没照做" in page
    assert "到达，比约定早" in page and "家庭宽带上门 2026.4" in page


def test_a_photograph_that_is_still_on_the_phone_is_a_dashed_square(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    worked(scenario, visit, ("arrived", {}), ("photographed", PHOTOGRAPH)).sync_all()
    page = desk.get(f"/console/visits/{visit}")
    assert "还在手机上 287 KB" in page and "1 份还在手机上，共 287 KB" in page and "<img" not in page.source


def test_facts_that_came_home_together_say_when_how_late_and_how_many(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    phone = scenario.phone("liming")
    phone.now = lambda: soon(-200)
    for kind in ("departed", "arrived", "entered"):
        phone.report(kind, {}, visit=visit)
    phone.sync_all()
    page = desk.get(f"/console/visits/{visit}")
    assert "3 条一起到" in page and "晚 3 时 20 分" in page


def test_cancelled_here_and_done_there_shows_both_sides_and_deletes_nothing(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    phone = worked(scenario, visit, ("arrived", {}), ("entered", {}), ("ended", {"outcome": "done"}))
    page = desk.get(f"/console/visits/{visit}?do=cancel")
    desk.post(f"/console/visits/{visit}/cancel", version=page.field("version"), reason="家里没人", by="customer")
    phone.sync_all()
    page = desk.get(f"/console/visits/{visit}")
    assert (
        "要您决定：办公室取消了，手机上做完了" in page
        and "家里没人" in page
        and "结束：完成" in page
        and "待核对" in page
    )
    assert desk.get("/console/visits?day=all").group(visit) == "needs"


def test_what_a_phone_wrote_is_text_and_never_mark_up(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    worked(
        scenario,
        visit,
        ("noted", {"text": "<script>alert(1)</script><b>x"}),
        ("suggested", {"about": "customer", "field": "phone", "value": "<img src=x>"}),
    ).sync_all()
    source = desk.get(f"/console/visits/{visit}").source
    assert "<script>alert" not in source and "<img src=x" not in source and "&lt;script&gt;alert(1)" in source


def test_what_was_held_back_is_listed_with_its_reason_and_next_step(scenario, cast):
    from tests.server.console.desk import Desk

    visit = scenario.given("liming", agreed_at=soon(60))
    worked(scenario, visit, ("noise_measured", {"decibels": 41})).sync()
    page = Desk(cast.office("wufang")).get("/console/held-back")
    assert "unknown_kind" in page and "服务器还不认识这种记录" in page and "不用做什么" in page and "字节" in page
    assert "没有待查的记录" in Desk(cast.office("qiantao")).get("/console/held-back")


def test_phones_are_told_apart_by_what_is_at_risk_and_a_lost_one_is_revoked_on_confirmation(scenario, cast):
    from tests.server.console.desk import Desk

    phone = scenario.phone("liming", "红米 Note 13")
    administrator = Desk(cast.office("wufang"))
    assert "红米 Note 13" in administrator.get("/console/devices")
    assert "先勾上“确定”" in administrator.post(f"/console/devices/{phone.device}/revoke")
    assert administrator.post(f"/console/devices/{phone.device}/revoke", sure="1").status == 303
    assert "已停用" in administrator.get("/console/devices")
    assert phone.sync().get("revoked") is True


def test_B2_a_newcomer_is_invited_with_a_link_that_this_sign_in_alone_can_read_again(scenario, cast):
    from tests.server.console.desk import Desk

    administrator = Desk(cast.office("wufang"))
    wrong = administrator.post("/console/people", name="", login="x", roles=["technician"])
    assert wrong.status == 400 and wrong.errors() == ["name"]
    done = administrator.post(
        "/console/people", name="新人", login="newcomer", roles=["technician"], phone="199 0000 0999"
    )
    page = administrator.get(done.location)
    assert "/password/" in administrator.get(done.location).source
    assert (
        "/password/" not in Desk(cast.office("wufang")).get(done.location).source and "/password/" not in done.location
    )
    assert "/password/" in page.source and "新人" in page
    assert "/password/" not in administrator.get("/console/people").source
    assert "还没设密码" in administrator.get("/console/people")
