"""Who is free is one rule: whoever takes an order on the telephone reads the same as whoever assigns the visit later."""

import re

from sqlalchemy import update

from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.availability import Plan, clashes, overlaps, slots
from server.visits.models import Visit
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import TYPED, tomorrow
from tests.server.visits.console.test_plain_words import options_of


def test_what_only_touches_a_time_leaves_it_free():
    plan = Plan("liming", "2026-11-20T07:00:00.000Z", "2026-11-20T08:00:00.000Z")
    assert overlaps(plan, ("2026-11-20T07:30:00.000Z", "2026-11-20T09:00:00.000Z"))
    assert not overlaps(plan, ("2026-11-20T08:00:00.000Z", "2026-11-20T09:00:00.000Z"))
    assert not overlaps(plan, ("2026-11-20T06:00:00.000Z", "2026-11-20T07:00:00.000Z"))
    assert not clashes([plan, Plan("liming", "", "")], ("", "")), "an order without a time clashes with nothing"


def test_a_technician_lent_to_another_team_is_busy_at_intake_as_in_the_panel(desk: Desk, scenario, cast):
    """Guard: `Visit.lead_id.is_not(None)` beside the team in server/visits/plans.py."""
    lent, at = scenario.given("liming", days=1, hour="15:30"), scenario.order(days=1, hour="15:40")
    with scenario.app.app_context():
        moved = update(Visit).where(Visit.id == lent).values(team_id=cast.teams["west"])
        write(lambda: db.session.execute(moved))
    typed = TYPED | {"slot": f"{tomorrow()} 15:00-17:00"}
    read = " ".join(map(str, desk.client.post("/console/intake/draft", data=typed).json.values()))
    [at_intake] = [each for each in re.findall(r"<option[^>]*>([^<]+)</option>", read) if each.startswith("李明")]
    [in_panel] = [each for each in options_of(desk.get(f"/console/visits/{at}?do=assign")) if each.startswith("李明")]
    assert "时间撞了" in at_intake and "时间撞了" in in_panel


def test_a_slot_counts_who_is_still_free():
    window = [("2026-11-20T07:00:00.000Z", "2026-11-20T09:00:00.000Z")]
    overlapping = [
        Plan("a", "2026-11-20T08:30:00.000Z", "2026-11-20T09:30:00.000Z"),
        Plan("", "2026-11-20T07:00:00.000Z", "2026-11-20T09:00:00.000Z"),
    ]
    assert [slot.free for slot in slots(window, ["a", "b", "c"], overlapping, "2026-11-20T06:00:00.000Z")] == [1]
    assert [slot.free for slot in slots(window, ["a"], overlapping, "2026-11-20T06:00:00.000Z")] == [0]
    assert [slot.free for slot in slots(window, ["a"], [], "2026-11-20T09:00:00.000Z")] == [None]
