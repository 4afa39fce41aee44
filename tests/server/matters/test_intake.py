"""At the telephone: whoever calls a second time for the same thing is known, and two orders for one door may be one matter."""

from __future__ import annotations

import html
import re
from typing import Any

from server.kernel import clock
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from server.standards.publishing import publish as publish_standard
from server.visits.models import Visit
from tests.second_language import KIND, speed_visit
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import limits, matter_of, publish

PLACE = {"estate": "翠湖花园", "building": "2", "unit": "1", "room": "2803", "district": "江城区"}
ORDER = {"phone": "13812341234", "name": "林晓梅", "salutation": "ms", "work": "repair", "slot": "now"} | PLACE


def typed(team: Team, **more: Any) -> tuple[Any, dict[str, Any]]:
    """The desk, and an order that was read back."""
    desk = team.scenario.cast.office("chenjing")
    order = ORDER | {"team": team.scenario.cast.teams["east"]} | more
    draft = desk.post("/console/intake/draft", data=order).get_json()
    ticks = {
        name: html.unescape(value) for name, value in re.findall(r'name="(read_\w+)" value="([^"]*)"', draft["read"])
    }
    return desk, order | ticks


def save(team: Team, **more: Any) -> str:
    desk, order = typed(team, **more)
    found: str = desk.post("/console/intake", data=order).headers["Location"]
    return found


def test_43_a_second_order_for_one_door_and_kind_within_two_hours_is_asked_about(team: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    assert "done=ordered" in save(team)
    at("2026-11-30 11:00")
    desk, order = typed(team)
    back = desk.post("/console/intake", data=order).headers["Location"]
    page = desk.get(back).text
    assert "refused=" in back and "是同一件事吗" in page and "先答是不是同一件事" in page
    assert len(team.scenario.rows(Matter)) == 1
    assert "done=ordered" in save(team, same_matter="join")
    assert len(team.scenario.rows(Matter)) == 1
    assert "done=ordered" in save(team, same_matter="new")
    assert len(team.scenario.rows(Matter)) == 2


def test_43_after_two_hours_nobody_asks(team: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    save(team)
    at("2026-11-30 11:01")
    assert "done=ordered" in save(team)
    assert len(team.scenario.rows(Matter)) == 2


def test_I2_the_same_fault_that_is_still_open_is_asked_about_and_may_be_passed_over(team: Team, at: Any) -> None:
    """Issue 16, 2: a duplicate is noticed: same household, same fault, open order. A question, never a refusal."""
    at("2026-11-30 09:00")
    save(team)
    at("2026-11-30 14:00")
    desk, order = typed(team)
    found = desk.post("/console/intake/draft", data=order).get_json()["found"]
    assert "还没做完" in found and team.scenario.rows(Visit)[-1].number in found
    assert "还没做完" not in desk.post("/console/intake/draft", data=order | {"work": "install"}).get_json()["found"]
    assert "还没做完" not in desk.post("/console/intake/draft", data=order | {"room": "2804"}).get_json()["found"]
    assert "done=ordered" in save(team, same_matter="join")
    assert len(team.scenario.rows(Matter)) == 1
    at("2026-11-30 17:00")
    assert "done=ordered" in save(team)  # nobody answered, and nothing was refused
    assert len(team.scenario.rows(Visit)) == 3 and len(team.scenario.rows(Matter)) == 2


def test_X2_whoever_calls_a_second_time_for_the_same_is_marked(team: Team, at: Any) -> None:
    at("2026-11-30 09:00")
    save(team)
    at("2026-11-30 15:00")
    desk = team.scenario.cast.office("chenjing")
    side = desk.post("/console/intake/draft", data={"phone": "13812341234", "work": "repair"}).get_json()["side"]
    assert "为同一件事第二次来电" in side and team.scenario.rows(Matter)[0].id in side
    other = desk.post("/console/intake/draft", data={"phone": "13812341234", "work": "install"}).get_json()["side"]
    assert "还有一件没结清" in other and "第二次来电" not in other
    [first] = team.scenario.rows(Visit)
    ours = desk.get(f"/console/intake?again={first.id}").text  # nobody calls: we order what is owed
    assert "这一单接着办这件事" in ours and "第二次来电" not in ours


def test_43_the_call_begins_the_clock_and_cannot_lie_ahead(team: Team, at: Any) -> None:
    publish(team)
    at("2026-11-30 10:00")
    assert "refused=" in save(team, called="10:30")
    assert "done=ordered" in save(team, called="9:40")
    matter = team.scenario.rows(Matter)[0]
    assert matter.accepted_at == local("2026-11-30 09:40")
    assert limits(team, matter.id)["on-site", False].due_at == local("2026-11-30 10:40")


def test_43_the_pages_of_visit_and_customer_show_the_matter(team: Team, at: Any) -> None:
    publish(team)
    visit = team.given("09:00")
    matter = matter_of(team, visit)
    desk = team.scenario.cast.office("chenjing")
    assert matter.number in desk.get(f"/console/visits/{visit}").text
    customer = team.scenario.customers[team.ours][0]
    assert matter.number in desk.get(f"/console/customers/{customer}").text


def test_43_a_table_with_a_figure_of_nothing_or_without_a_unit_is_not_published(team: Team, at: Any) -> None:
    from server.standards.limit_table import LimitTable

    admin = team.scenario.cast.office("wufang")
    page = admin.get("/console/limits").text
    assert "还没有发布过" in page
    rule = {
        "r0_id": "repaired",
        "r0_clause": "FT-2",
        "r0_start": "order",
        "r0_stop": "repaired",
        "r0_measures": "team",
        "r0_figure": "8",
        "r0_unit": "h",
        "r0_kinds": "repair",
    }
    for wrong, words in (
        ({"r0_figure": "0"}, "1 到 400"),
        ({"r0_figure": "很快"}, "1 到 400"),
        ({"r0_unit": ""}, "选小时"),
        ({"r0_kinds": "nothing"}, "不认识的种类"),
        ({"r0_id": ""}, "至少要有一条"),
    ):
        back = admin.post("/console/limits", data=rule | wrong).headers["Location"]
        shown = admin.get(back).text
        assert "refused=" in back and (words in shown or wrong == {"r0_id": ""}), (wrong, words)
    assert team.scenario.rows(LimitTable) == []
    assert "done=limits" in admin.post("/console/limits", data=rule).headers["Location"]
    assert "第 1 版" in admin.get("/console/limits").text


def test_23_the_order_asks_for_what_the_standard_declares_and_keeps_what_was_typed(team: Team) -> None:
    """M24: the contracted speed is a field of the order; without it nothing is compared."""
    with team.scenario.app.app_context():
        write(lambda: publish_standard(team.ours, speed_visit(), clock.now()))
    desk, order = typed(team, work=KIND, input_speed="quick")
    part = desk.post("/console/intake/draft", data=order).get_json()["inputs"]
    assert "签约速率 (Mbit/s)" in part and 'value="quick"' in part
    assert "签约速率" not in desk.post("/console/intake/draft", data=order | {"work": "repair"}).get_json()["inputs"]
    page = desk.get(desk.post("/console/intake", data=order).headers["Location"]).text
    assert "写一个数字" in page and 'value="quick"' in page and "林晓梅" in page
    assert not team.scenario.rows(Visit)
    assert "done=ordered" in desk.post("/console/intake", data=order | {"input_speed": "300"}).headers["Location"]
    assert [row.order_inputs for row in team.scenario.rows(Visit)] == ['{"speed": "300"}']
