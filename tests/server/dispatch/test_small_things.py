"""Small things that misled somebody: advice that one cannot follow, ticks that do nothing, red where nothing is wrong, an hour that no clock shows."""

from __future__ import annotations

import re

import pytest

from server.accounts.models import Organisation
from server.accounts.rules import password_trouble
from server.kernel import clock
from server.kernel.db import db
from server.visits.models import Visit
from tests.server.console.all_forms import in_write
from tests.server.dispatch.conftest import Desk
from tests.server.dispatch.test_orders import TYPED
from tests.server.import_export.handing_in import hand_in, mapped, the_run
from tests.server.import_export.test_people_and_orders import orders
from tests.server.visits.console.test_waiting import soon


def cancelled(desk: Desk, visit: str) -> str:
    version = desk.get(f"/console/visits/{visit}?do=cancel").field("version")
    desk.post(f"/console/visits/{visit}/cancel", version=version, reason="不用了", by="customer")
    return visit


def test_B31_a_supervisor_is_not_told_to_pick_somebody(desk: Desk, scenario, cast) -> None:
    visit = scenario.order(agreed_at=soon(300))
    address = f"/console/visits?visit={visit}&day=all"
    assert "按 1–3 直接派" in desk.get(f"{address}&part=panel")
    theirs = Desk(cast.office("zhoumin")).get(f"{address}&part=panel")
    assert "A dispatcher gives it to somebody" in theirs and "1–3" not in theirs


def test_B31_what_is_over_has_no_tick(desk: Desk, scenario) -> None:
    open_, over = scenario.order(agreed_at=soon(300)), cancelled(desk, scenario.order(agreed_at=soon(310)))
    page = desk.get("/console/visits?day=all&finished=1")
    ticks = re.findall(r'name="visit" value="([^"]+)"', page.source)
    assert page.row(over) and ticks == [open_]


@pytest.mark.parametrize(("days", "tone"), [(0, "problem"), (12, "quiet")])
def test_B36_an_order_for_another_day_that_no_phone_has_yet_is_not_red(
    desk: Desk, scenario, days: int, tone: str
) -> None:
    visit = scenario.given("liming", days=days, hour="23:30")
    page = desk.get(f"/console/visits?day={scenario.visit(visit).day}")
    [row] = re.findall(rf'<tr data-id="{visit}".*?</tr>', page.source, flags=re.S)
    assert f'class="delivery {tone}"' in row


def test_B37_a_cancelled_visits_limits_are_not_still_ahead(desk: Desk, scenario) -> None:
    visit = cancelled(desk, scenario.given("liming", days=1))
    page = desk.get(f"/console/visits/{visit}")
    assert "已取消，不再算" in page and "还没到时候" not in page


def day_when(trouble: str, zone: str) -> str:
    """The day of next year on which the clocks go forward over 2:30 (`no_such_time`), or back over 1:30 (`time_twice`)."""
    month, at = (3, "02:30") if trouble == "no_such_time" else (11, "01:30")
    first = f"{int(clock.day_of(clock.now(), zone)[:4]) + 1}-{month:02d}"
    days = (f"{first}-{day:02d}" for day in range(1, 15))
    return next(day for day in days if clock.trouble_at(day, at, zone) == trouble)


def in_new_york(scenario) -> None:
    def move() -> None:
        db.session.get_one(Organisation, scenario.ours).time_zone = "America/New_York"

    in_write(scenario, move)


def test_B33_an_hour_that_the_clocks_jump_over_is_refused(desk: Desk, scenario) -> None:
    in_new_york(scenario)
    spring = day_when("no_such_time", "America/New_York")
    visit = scenario.given("liming", agreed_at=soon(300))
    version = desk.get(f"/console/visits/{visit}?do=retime").field("version")
    page = desk.post(f"/console/visits/{visit}/retime", version=version, by="customer", day=spring, agreed="02:30")
    assert page.errors() == ["agreed"] and page.field("agreed") == "02:30"
    draft = desk.client.post("/console/intake/draft", data=TYPED | {"slot": "", "day": spring, "agreed": "02:30"}).json
    assert "没有这个时间" in draft["read"]


def test_B33_an_hour_that_the_clocks_show_twice_is_asked_for_again(desk: Desk, scenario) -> None:
    """1:30 of the night in which clocks go back was silently the first of the two, an hour early for half of those who meant it.

    Guard: `trouble_at` of server/kernel/clock.py
    """

    in_new_york(scenario)
    autumn = day_when("time_twice", "America/New_York")
    visit = scenario.given("liming", agreed_at=soon(300))
    version = desk.get(f"/console/visits/{visit}?do=retime").field("version")
    page = desk.post(f"/console/visits/{visit}/retime", version=version, by="customer", day=autumn, agreed="01:30")
    assert page.errors() == ["agreed"] and "这个时间有两次" in page.text and page.field("agreed") == "01:30"
    page = desk.post(f"/console/visits/{visit}/retime", version=version, by="customer", day=autumn, agreed="02:00")
    assert "agreed" not in page.errors()
    page = mapped(desk, hand_in(desk, orders(f"施慧,13812340001,,翠湖花园,8,repair,{autumn},01:30,"), "orders"))
    assert the_run(scenario).bad == 1 and "这个时间有两次" in page.text


def test_B33_an_hour_that_the_clocks_jump_over_is_refused_in_a_file_too(desk: Desk, scenario) -> None:
    """Guard: `trouble_at` in `_mistakes_in_time` of server/dispatch/intake/order_form.py"""

    in_new_york(scenario)
    spring, visits = day_when("no_such_time", "America/New_York"), len(scenario.rows(Visit))
    lines = [f"施慧,13812340001,,翠湖花园,8,repair,{spring},{time}," for time in ("02:30", "02:15-04:00")]
    page = mapped(desk, hand_in(desk, orders(*lines), "orders"))
    assert the_run(scenario).bad == 2 and page.text.count("没有这个时间") == 2
    typed = TYPED | {"day": "", "agreed": "", "slot": f"{spring} 02:15-04:00"}
    assert "slot" in desk.post("/console/intake", **typed).errors()
    assert len(scenario.rows(Visit)) == visits


@pytest.mark.parametrize("typed", ["password12", "Password2026!", "admin123456", "qwerty12345"])
def test_B34_a_word_that_everybody_uses_is_no_password_with_digits_either(typed: str) -> None:
    assert password_trouble(typed, "liming") == "widely_used"


@pytest.mark.parametrize("typed", ["three words and a door"])
def test_B34_a_password_of_ones_own_is_taken(typed: str) -> None:
    assert password_trouble(typed, "liming") is None


def test_B25_several_people_are_listed_as_english_lists_them(desk: Desk, scenario) -> None:
    visit = scenario.given("liming", "wangqiang", "ayguli", agreed_at=soon(300))
    assert desk.post("/console/me/language", language="en", back="/console/visits").status == 303
    story = desk.get(f"/console/visits/{visit}").text
    assert "Wang Qiang, Ayguli Memet" in story or "Ayguli Memet, Wang Qiang" in story


def test_B22_the_scale_of_contacts_has_its_place_and_an_empty_panel_says_what_to_do(desk: Desk, scenario) -> None:
    scenario.phone("liming").sync()
    page = desk.get("/console/devices")
    [head] = re.findall(r'<th scope="col" class="p-strip">(.*?)</th>', page.source, flags=re.S)
    assert head.startswith('<span class="unseen">今天的联系</span><svg')
    assert "选一部手机" in page
