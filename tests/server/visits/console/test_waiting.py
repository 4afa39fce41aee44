"""What waits for a person heads today's list whatever its day, urgent orders first; what was forgotten buries nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.kernel import clock
from tests.server.console.desk import Desk, Page

TODAY = "/console/visits"


def soon(minutes: int) -> str:
    return clock.later(clock.now(), minutes=minutes)


def changed(scenario: Any, visit: str, **columns: Any) -> str:
    """Give a visit these columns, as time would."""
    from server.kernel.db import db
    from server.kernel.transaction import write
    from server.visits.models import Visit

    def work() -> None:
        row = db.session.get_one(Visit, (scenario.ours, visit))
        for name, value in columns.items():
            setattr(row, name, value)

    with scenario.app.app_context():
        write(work)
    return visit


def said(scenario: Any, visit: str, *facts: tuple[str, dict[str, Any]], login: str = "liming") -> None:
    """The technician's phone reports this and is home."""
    phone = scenario.phone(login)
    for kind, body in facts:
        phone.report(kind, body, visit=visit)
    phone.sync_all()


def badge(page: Page, place: str) -> str:
    found = re.search(rf'data-live-copy="waits-{place}">(\d*)', page.source)
    return found.group(1) if found else "none"


def order_of(page: Page) -> list[str]:
    return re.findall(r'<tr data-id="([^"]+)"', page.source)


def objection(scenario: Any) -> str:
    """A visit of three days ago that is done, whose customer says: that was not me."""
    from server.kernel.db import db
    from server.kernel.ids import new_id
    from server.kernel.transaction import write
    from server.visits.conflicts.models import Conflict

    visit = scenario.given("liming", days=-3)
    change = {"state": "done", "needs_review": True, "open_conflicts": 1}
    side = '{"kind":"signed"}'
    with scenario.app.app_context():
        write(
            lambda: db.session.add(
                Conflict(
                    organisation_id=scenario.ours,
                    id=new_id(),
                    visit_id=visit,
                    target="signature",
                    hard=True,
                    opened_at=clock.now(),
                    shown=side,
                    other=side,
                    shown_fact=new_id(),
                    other_fact=new_id(),
                    shown_by=new_id(),
                    other_by=new_id(),
                    shown_at=clock.now(),
                    other_at=clock.now(),
                )
            )
        )
    return changed(scenario, visit, **change)


def asked(scenario: Any) -> str:
    """A visit of tomorrow whose technician asks for another time."""
    visit = scenario.given("liming", days=1)
    said(
        scenario, visit, ("reschedule_asked", {"by": "customer", "reason": "家里没人，想改到后天", "from": soon(3000)})
    )
    return visit


def come_home(scenario: Any) -> str:
    """A visit of yesterday that was cancelled here while the phone finished it."""
    visit = scenario.given("liming", days=-1)
    phone = scenario.phone("liming")
    for kind, body in (("arrived", {}), ("entered", {}), ("ended", {"outcome": "done"})):
        phone.report(kind, body, visit=visit)
    with scenario.app.app_context():
        from server.visits.office.actions import cancel

        cancel(scenario.ours, scenario.cast.people["chenjing"], visit, reason="不用了", asked_by="customer")
    phone.sync_all()
    return visit


def begun(scenario: Any) -> str:
    """A visit of two days ago at which somebody still works, as far as the office knows."""
    visit = scenario.given("liming", days=-2)
    said(scenario, visit, ("departed", {}), ("arrived", {}), ("entered", {}))
    return visit


def failed(scenario: Any) -> str:
    """A visit of yesterday to which nobody opened, and that nobody booked anew."""
    visit = scenario.given("liming", days=-1)
    return changed(scenario, visit, state="not_done")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (objection, "待核对"),
        (come_home, "待核对"),
        (asked, "请求改时间"),
        (begun, "2 天前的"),
        (failed, "没做成"),
    ],
    ids=["objection", "come home", "asked", "begun", "failed"],
)
def test_A5_what_waits_for_a_person_heads_todays_list_whatever_its_day(desk: Desk, scenario, make, words):
    visit = make(scenario)
    page = desk.get(TODAY)
    assert page.group(visit) == "needs" and words in page.row(visit)
    assert f"/console/visits/{visit}" in page.source
    panel = desk.get(f"{TODAY}?visit={visit}")
    assert 'class="part trouble' in panel.source


def test_A5_B24_the_rail_counts_what_waits_on_every_page(desk: Desk, scenario):
    assert badge(desk.get("/console/customers"), "visits") == ""
    objection(scenario), asked(scenario)
    assert badge(desk.get("/console/customers"), "visits") == "2"
    assert 'data-news="waits-visits">2' in desk.get(f"{TODAY}?part=list").source


@pytest.mark.parametrize("answer", ["retime", "instruct"])
def test_A5_M10_a_request_for_another_time_waits_until_it_is_answered(desk: Desk, scenario, answer):
    visit = asked(scenario)
    panel = desk.get(f"{TODAY}?visit={visit}")
    assert "李明请求改时间" in panel and "家里没人，想改到后天" in panel
    page = desk.get(f"/console/visits/{visit}?do={answer}")
    later = clock.later(clock.now(), days=2)[:10]
    form = {
        "retime": {"day": later, "agreed": "10:00", "by": "customer"},
        "instruct": {"instructions": "照原来的时间去"},
    }[answer]
    assert desk.post(f"/console/visits/{visit}/{answer}", version=page.field("version"), **form).status == 303
    assert not desk.get(TODAY).row(visit) and badge(desk.get(TODAY), "visits") == ""


def test_A5_M20_what_is_missing_in_the_pack_and_what_was_held_back_stand_above_the_visits(desk: Desk, scenario, cast):
    today = clock.day_of(clock.now(), "Asia/Shanghai")
    phone = scenario.phone("liming")
    phone.report(
        "shift_started", {"missing": ["光猫 2 台"], "note": "库房没有了"}, subject={"type": "shift", "id": today}
    )
    phone.report("levitated", {}, visit=scenario.given("liming"))
    phone.sync_all()
    page, leader = desk.get(TODAY), Desk(cast.office("wufang")).get(TODAY)
    for words in ("李明带的东西不齐", "缺：光猫 2 台 · 库房没有了", "1 条手机记录没采用，等人看", "请质量岗位或管理员"):
        assert words in page, words
    assert page.source.index("光猫 2 台") < page.source.index("data-id=")
    assert (
        badge(page, "quarantine") == "none"
        and badge(leader, "quarantine") == "1"
        and 'href="/console/held-back"' in leader.source
    )


def test_B20_what_was_forgotten_is_one_folded_line_below_today(desk: Desk, scenario):
    old = [scenario.order(days=-days) for days in (5, 6, 40)]
    here = scenario.order(agreed_at=soon(30))
    page = desk.get(TODAY)
    assert page.group(here) == "needs" and not any(page.row(visit) for visit in old)
    assert "前几天没做完的 3" in page
    assert page.source.index(f'data-id="{here}"') < page.source.index("前几天没做完的")
    unfolded = desk.get(f"{TODAY}?older=1")
    assert [unfolded.group(visit) for visit in old] == ["older"] * 3
    assert "一直没做" in desk.get(f"{TODAY}?older=1&visit={old[0]}")


def at_once(scenario: Any, minutes_ago: int = 5, kind: str = "repair", lead: str | None = "liming") -> str:
    """An order *at once* as intake takes it, so many minutes ago."""
    visit = scenario.order(agreed_at=None, priority="urgent", kind=kind)
    today = clock.day_of(clock.now(), "Asia/Shanghai")
    changed(scenario, visit, day=today, received_at=soon(-minutes_ago))
    if lead:
        scenario.assign(visit, lead)
    return visit


def test_A6_urgent_stands_first_and_is_said(desk: Desk, scenario):
    ordinary, late = scenario.order(agreed_at=soon(10)), scenario.given("liming", agreed_at=soon(-30))
    urgent = at_once(scenario, lead=None)
    page = desk.get(TODAY)
    assert order_of(page)[0] == urgent and {ordinary, late} <= set(order_of(page)[1:])
    assert "急" in page.row(urgent) and "马上" in page.row(urgent) and "急" not in page.row(ordinary)
    assert "急" in desk.get(f"/console/visits/{urgent}").text


def test_A6_an_urgent_order_that_the_technician_does_not_know_needs_somebody_at_once(desk: Desk, scenario):
    visit = at_once(scenario)
    page = desk.get(TODAY)
    assert page.group(visit) == "needs" and "师傅还不知道" in page.row(visit) and "发出，没到" in page.row(visit)
    phone = scenario.phone("liming")
    phone.sync()  # because the server knows that an order has come when the phone asks for what comes next
    assert "师傅还没看" in desk.get(TODAY).row(visit)
    phone.report("opened", {}, visit=visit)
    phone.sync_all()
    seen = desk.get(TODAY)
    assert seen.group(visit) == "now" and "已看" in seen.row(visit)


@pytest.mark.parametrize("kind", ["meter-repair", "repair"])
def test_A6_the_limit_of_an_urgent_order_is_counted_and_late_is_shown(desk: Desk, scenario, kind):
    fresh, late = at_once(scenario, 20, kind), at_once(scenario, 76, kind)
    page = desk.get(TODAY)
    assert re.search("到场剩 (39|40) 分", page.row(fresh)) and "到场超 16 分" in page.row(late)
    assert page.group(late) == "needs" and "迟 16 分" in page.row(late)
    assert order_of(page)[:2] == [late, fresh]
    assert "过了约好的时间，人还没到" in desk.get(f"{TODAY}?visit={late}")


def test_P6d_a_colleague_who_is_inside_a_visit_that_was_given_away_waits_for_the_dispatcher(
    desk: Desk, scenario: Any
) -> None:
    """P-6d: their message was one grey line, and the visit stood under the other name as being worked on."""
    visit = scenario.given("liming")
    phone = scenario.phone("liming")
    for kind in ("departed", "arrived", "entered"):
        phone.report(kind, {}, visit=visit)
    phone.sync_all()
    assert desk.get(TODAY).group(visit) == "now"
    scenario.assign(visit, "wangqiang")
    page = desk.get(TODAY)
    assert page.group(visit) == "needs" and "李明还在现场" in page.row(visit) and "王强" in page.row(visit)
    panel = desk.get(f"{TODAY}?visit={visit}")
    assert "李明还在现场，单子已改派给王强" in panel and "给两位都打个电话" in panel
    phone.report("left", {}, visit=visit)
    phone.sync_all()
    assert "李明" not in desk.get(TODAY).row(visit)
