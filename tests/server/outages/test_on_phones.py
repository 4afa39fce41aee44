"""An interruption that a technician begins at a customer's: from the visit's own facts, with the phone's moments (4.4, cases 2, 4 and 7)."""

from __future__ import annotations

from typing import Any

import pytest

from server.customers.models import Premises
from server.kernel.db import db
from server.outages.actions import around
from server.outages.clocks import Mark, marks_of
from server.outages.models import Outage
from server.outages.story import story_in
from server.standards.evaluate import holds
from server.standards.record import record_of
from tests.server.matters.conftest import at, local  # noqa: F401 - fixtures
from tests.server.outages.test_outages import Outages, outages  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

ENTRANCES = ["3 幢 2 单元门口", "3 幢 3 单元门口"]
PHOTO = "a" * 64


def cut(outages: Outages, visit: str, **more: Any) -> str:  # noqa: F811
    body = {"medium": "water", "until": local("2026-11-30 12:00"), "households": 12, "entrances": ENTRANCES, **more}
    return outages.report(visit, "supply_cut", **body)


def the_outage(outages: Outages, id_: str) -> Outage | None:  # noqa: F811
    rows: list[Outage] = outages.scenario.rows(Outage, Outage.id == id_)
    return rows[0] if rows else None


def story(outages: Outages, id_: str) -> Any:  # noqa: F811
    with outages.scenario.app.app_context():
        return story_in(outages.ours, id_)


def test_44_case_4_a_riser_closed_at_a_meter_is_an_interruption_of_12_households(
    outages: Outages,  # noqa: F811
    at: Any,  # noqa: F811
) -> None:
    visit = outages.given("09:00")
    at("2026-11-30 09:10")
    outage = cut(outages, visit, reason="换水表", hotline=True)
    outages.sent()
    row, told = the_outage(outages, outage), story(outages, outage)
    assert row is not None and (row.kind, row.state, row.households) == ("emergency", "running", 12)
    assert (told.began_at, told.entrances, told.reason) == (local("2026-11-30 09:10"), 2, "换水表")
    assert [each.body.get("channel") for each in told.announced] == ["phone"]
    home = outages.scenario.visit(visit).premises_id
    with outages.scenario.app.app_context():
        premises = db.session.get_one(Premises, (outages.ours, home))
        assert [each.id for each in around(premises, local("2026-11-30 09:11"))] == [outage]  # the banner at intake


def test_44_case_4_a_step_may_wait_until_it_began() -> None:
    """A standard's step can be asked for only after the riser was closed."""
    closed = {"present": {"first": "supply_cut"}}
    began = [{"id": "a", "kind": "supply_cut", "at": local("2026-11-30 09:10"), "body": {}}]
    assert not holds(closed, record_of([]), {}) and holds(closed, record_of(began), {})


@pytest.mark.parametrize(("second", "marked"), [("09:38", []), ("09:41", [Mark("posted_late", 1)])])
def test_44_case_2_each_entrance_has_its_notice_within_half_an_hour_by_the_phones_clock(
    outages: Outages,  # noqa: F811
    at: Any,  # noqa: F811
    second: str,
    marked: list[Mark],
) -> None:
    visit = outages.given("09:00")
    at("2026-11-30 09:10")
    outage = cut(outages, visit, hotline=True)
    at("2026-11-30 09:20")
    outages.report(visit, "notice_posted", cut=outage, place=ENTRANCES[0], photo=PHOTO)
    at(f"2026-11-30 {second}")
    outages.report(visit, "notice_posted", cut=outage, place=ENTRANCES[1])
    at("2026-11-30 11:00")
    outages.report(visit, "supply_back", cut=outage)
    at("2026-11-30 11:30")
    outages.sent()
    told = story(outages, outage)
    assert [(each.at, each.body.get("photo")) for each in told.posted] == [
        (local("2026-11-30 09:20"), PHOTO),
        (local(f"2026-11-30 {second}"), None),
    ]
    assert (told.state, told.ended_at) == ("over", local("2026-11-30 11:00"))
    assert marks_of(told, local("2026-11-30 11:30")) == marked


def test_44_case_7_from_a_pump_room_without_a_network_it_has_its_own_moments_and_is_marked_late(
    outages: Outages,  # noqa: F811
    at: Any,  # noqa: F811
) -> None:
    visit = outages.given("09:00")
    at("2026-11-30 09:10")
    outage = cut(outages, visit, hotline=True)
    at("2026-11-30 09:40:01")
    outages.sent()
    told = story(outages, outage)
    assert told.came_late and told.began_at == local("2026-11-30 09:10")
    assert [each.at for each in told.announced] == [
        local("2026-11-30 09:10")
    ]  # told by a call, so nothing is late there
    assert Mark("announced_late", 1) not in marks_of(told, local("2026-11-30 09:41"))


def test_44_what_comes_twice_or_of_another_visit_or_too_late_changes_nothing(
    outages: Outages,  # noqa: F811
    at: Any,  # noqa: F811
) -> None:
    visit, other = outages.given("09:00"), outages.given("10:00")
    assert outages.phone
    outage = cut(outages, visit)
    again = list(outages.phone.outbox)
    outages.sent()
    outages.phone.outbox = again
    outages.sent()
    outages.report(other, "supply_back", cut=outage)  # not from this visit
    outages.report(visit, "notice_posted", cut=visit, place="门口")  # no interruption at all
    outages.sent()
    assert story(outages, outage).state == "running" and story(outages, outage).posted == []
    assert len(outages.scenario.rows(Outage)) == 1
    outages.report(visit, "supply_back", cut=outage)
    outages.report(visit, "notice_posted", cut=outage, place=ENTRANCES[0])
    outages.sent()
    assert story(outages, outage).state == "over"


@pytest.mark.parametrize(
    "wrong", [{"households": -1}, {"entrances": []}, {"medium": "heat"}, {"until": "noon"}, {"entrances": ["长" * 81]}]
)
def test_44_a_cut_that_is_none_is_put_aside(outages: Outages, wrong: dict[str, Any]) -> None:  # noqa: F811
    visit = outages.given("09:00")
    cut(outages, visit, **wrong)
    outages.sent()
    assert outages.scenario.rows(Outage) == []


def test_44_an_end_before_its_beginning_is_the_next_minute(outages: Outages, at: Any) -> None:  # noqa: F811
    visit = outages.given("09:00")
    at("2026-11-30 13:00")
    outage = cut(outages, visit)
    outages.sent()
    assert story(outages, outage).to_at == local("2026-11-30 13:01")
