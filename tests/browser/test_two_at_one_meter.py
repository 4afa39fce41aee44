"""A water meter repaired by lead and helper, each on their own phone without a network: one record of both."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.phone import Phone
from tests.browser.record import assert_home, assert_verifies, facts_of
from tests.browser.technician import App
from tests.browser.walks import customers_turn, go_in, inside, leave, to_the_door
from tests.browser.world import World


def test_lead_and_helper_repair_a_meter_on_two_phones(
    office: World, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    leader, mate = office.technician("李建国"), office.technician("王晓东")
    visit = office.given(leader, mate, kind="meter-repair")
    lead, helper = App(new_phone("lead"), office, leader), App(new_phone("helper"), office, mate)
    lead.begin()
    helper.begin()
    office.server.stop()

    to_the_door(lead, visit)
    go_in(lead)
    inside(lead, ("问清水表的毛病", "漏水"))
    helper_reads_the_old_meter(helper, visit)
    office.server.start()
    lead.all_sent()
    helper.all_sent()
    lead.visit(visit)
    lead.step("作业处铺垫布")
    expect(lead.page.locator(".step", has_text="旧表读数").first).to_contain_text("王晓东")
    lead_repairs(lead)
    code = leave(lead)
    lead.all_sent()

    helper.visit(visit)
    helper.title("这一单完成了")
    assert_home(office, visit, "done")
    by = {fact["kind"] + " " + fact["body"].get("step", ""): fact["person"] for fact in facts_of(office, visit)}
    assert (by["answered old-reading"], by["answered tight-and-sealed"], by["ended "]) == (
        mate.id,
        leader.id,
        leader.id,
    )
    assert_verifies(office, visit, tmp_path, receipt=code)


def helper_reads_the_old_meter(helper: App, visit: str) -> None:
    """While the lead still talks at the door, the helper has found the meter."""
    helper.visit(visit)
    expect(helper.page.locator(".company")).to_contain_text("李建国")
    helper.open(f"visit/{visit}/work")
    helper.type("扫表号，和工单核对", "JX-2291-07")
    helper.photograph("拍下旧表读数")
    helper.type("旧表读数", "1284.377")
    helper.answer("要挪东西，先问客户", "不用挪")


def lead_repairs(lead: App) -> None:
    """The rest, which only the lead can end."""
    lead.answers(
        {
            "作业处铺垫布": "铺好了",
            "要停水，先说清停多久，客户同意": "说清了，同意",
            "怎么修的": "换密封垫",
            "开阀试水不漏，打好铅封": "不漏，封好了",
        }
    )
    lead.photograph("拍下装好的表和表号")
    lead.go_on("下一段：演示和清洁")
    lead.answers(
        {
            "请客户开自家龙头，一起看表走": "表走，是这户",
            "擦净水表，恢复原样，垃圾带走": "收拾好了",
            "今天收费": "不收费",
        }
    )
    customers_turn(lead)
