"""Kind 5 on the pages built since: what is typed into any form is read as people write it, or said; nothing is dropped in silence."""

from __future__ import annotations

import pytest

from server.accounts.models import Person
from server.complaints.models import Complaint
from server.duty.models import Duty, PhoneCall
from server.kernel import clock
from server.outages.models import Outage
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import tomorrow

OUTAGE = {"kind": "emergency", "medium": "water", "scope": "翠湖花园 3 幢"}
TURN = {"post": "hotline", "from": "8:00", "to": "20:00"}
TWO = "13812341234、13912341235"
FAR = "2099-01-01"


def test_K5_F20_an_interruption_and_a_turn_may_end_at_midnight(desk: Desk, scenario, cast) -> None:
    """Guard: `ends` of server/console/typed.py"""
    day = tomorrow()
    desk.post("/console/outages", **OUTAGE, to_day=day, to="24:00")
    desk.post(
        "/console/duty",
        **TURN | {"from": "16:00", "to": "晚上12点"},
        from_day=day,
        to_day=day,
        person=cast.people["chenjing"],
    )
    ends = [scenario.rows(Outage)[0].to_at, scenario.rows(Duty)[0].to_at]
    assert [clock.local(end, "Asia/Shanghai").strftime("%H:%M") for end in ends] == ["00:00"] * 2
    assert all(clock.day_of(clock.later(end, minutes=-1), "Asia/Shanghai") == day for end in ends)


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("/console/outages", OUTAGE | {"to_day": FAR, "to": "15:00"}, "to_day"),
        ("/console/outages", OUTAGE | {"to_day": "2019-11-20", "to": "15:00"}, "to_day"),
        ("/console/duty", TURN | {"from_day": FAR, "to_day": FAR, "person": "{chenjing}"}, "to_day"),
        ("/console/duty", TURN | {"from_day": "2019-11-20", "to_day": "2019-11-20", "person": "{chenjing}"}, "to_day"),
        ("/console/complaints", {"text": "没修好", "via": "letter", "said_day": "2026-01-05"}, "said_at"),
        ("/console/complaints", {"text": "没修好", "via": "letter", "phone": TWO}, "phone"),
        ("/console/calls", {"caller": TWO}, "caller"),
        ("/console/calls", {"day": "2026-01-05"}, "hour"),
        ("/console/outages", OUTAGE | {"to_day": "{tomorrow}", "to": "15:00", "households": "1,200"}, "households"),
    ],
)
def test_K5_F9_F17_what_cannot_be_or_would_be_lost_is_said_beside_its_field(
    desk: Desk, scenario, cast, address: str, typed: dict[str, str], field: str
) -> None:
    """Guards: `phone_typed`, `count_typed`, `ahead` and the day alone in server/console/typed.py"""
    things = cast.people | {"tomorrow": tomorrow()}
    sent = {name: value.format(**things) for name, value in typed.items()}
    page = desk.post(address, **sent)
    assert page.errors() == [field]
    assert page.field(field) == sent.get(field, "")
    assert not any(scenario.rows(kind) for kind in (Outage, Duty, Complaint, PhoneCall))


def test_K5_F9_two_numbers_do_not_wipe_the_one_a_colleague_has(cast, scenario) -> None:
    """The number of somebody who works here was emptied without a word. Guard: server/accounts/console/people.py:_phone"""
    desk, liming = Desk(cast.office("wufang")), cast.people["liming"]
    typed = {"name": "李明", "roles": "technician", "team": cast.teams["east"]}
    desk.post(f"/console/people/{liming}", **typed, phone="0571-88026618转802")
    page = desk.post(f"/console/people/{liming}", **typed, phone=TWO)
    assert page.errors() == ["phone"] and page.field("phone") == TWO
    [person] = [row for row in scenario.rows(Person) if row.id == liming]
    assert person.phone == "057188026618,802"
    page = desk.post("/console/people", name="新人", login="newcomer", roles="technician", phone="1380")
    assert page.errors() == ["phone"] and "newcomer" not in {row.login for row in scenario.rows(Person)}


def test_K5_full_width_figures_are_read_where_a_number_belongs(desk: Desk, scenario) -> None:
    desk.post("/console/outages", **OUTAGE, to_day=tomorrow(), to="１５：００", households="１２０")
    assert scenario.rows(Outage)[0].households == 120


def test_K5_an_old_browser_sends_a_day_as_it_was_typed(desk: Desk, scenario) -> None:
    """Guards: `read_day` in server/console/typed.py and server/visits/console/visit_actions.py"""
    visit, written = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300)), tomorrow()
    version = desk.get(f"/console/visits/{visit}?do=retime").field("version")
    typed = {"by": "customer", "day": written.replace("-", "/"), "agreed": "下午3點", "version": version}
    assert desk.post(f"/console/visits/{visit}/retime", **typed).status == 303
    assert clock.hour_and_minute(scenario.visit(visit).agreed_at or "", scenario.zone) == "15:00"
    desk.post("/console/outages", **OUTAGE, to_day=f"{written[:4]}年{written[5:7]}月{written[8:]}号", to="15:00")
    assert clock.day_of(scenario.rows(Outage)[0].to_at, scenario.zone) == written
