"""Somebody who leaves: what they leave behind is seen and handed over, their phone is revoked, and they can come back; people and teams can be corrected."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.server.console.desk import Desk
from tests.server.visits.console.test_waiting import badge, said, soon

TODAY = "/console/visits"


@pytest.fixture
def administrator(cast, scenario) -> Desk:
    return Desk(cast.office("wufang"))


def lead_of(scenario: Any, visit: str) -> str | None:
    return scenario.visit(visit).lead_id


def behind(scenario: Any) -> tuple[str, str, str]:
    """A visit at whose door 李明 stands, one of tomorrow, and one on which he helps."""
    working, tomorrow = scenario.given("liming", agreed_at=soon(-20)), scenario.given("liming", "ayguli", days=1)
    said(scenario, working, ("departed", {}), ("arrived", {}))
    return working, tomorrow, scenario.given("wangqiang", "liming", days=1)


def helpers_of(scenario: Any, visit: str) -> list[str]:
    from server.visits.models import Assignment

    return [row.person_id for row in scenario.rows(Assignment, Assignment.visit_id == visit) if row.role == "helper"]


def test_A8_who_leaves_hands_over_every_open_visit_in_one_step(administrator: Desk, desk: Desk, scenario, cast):
    working, tomorrow, helped = behind(scenario)
    person, other = cast.people["liming"], cast.people["wangqiang"]
    page = administrator.get(f"/console/people?person={person}")
    assert "还有 3 单没做完" in page and page.source.count('name="to-') == 2 and "手机“Phone”会停用" in page
    answer = administrator.post(f"/console/people/{person}/leave", sure="1", to=other)
    assert answer.status == 303
    assert (lead_of(scenario, working), lead_of(scenario, tomorrow), lead_of(scenario, helped)) == (other, other, other)
    assert (helpers_of(scenario, tomorrow), helpers_of(scenario, helped)) == ([cast.people["ayguli"]], [])
    assert "派给王强" in desk.get(f"/console/visits/{working}")
    left = administrator.get(answer.location)
    assert "已离职" in left and "已停用，没发出的还留在手机里" in left


def test_A8_what_nobody_takes_waits_at_the_top_of_today(administrator: Desk, desk: Desk, scenario, cast):
    working, tomorrow, helped = behind(scenario)
    person, other = cast.people["liming"], cast.people["wangqiang"]
    administrator.post(f"/console/people/{person}/leave", sure="1", to="", **{f"to-{working}": other})
    assert (lead_of(scenario, working), lead_of(scenario, tomorrow), lead_of(scenario, helped)) == (other, None, other)
    assert helpers_of(scenario, tomorrow) == []
    page = desk.get(TODAY)
    assert page.group(tomorrow) == "needs" and "待派单" in page.row(tomorrow)
    assert badge(page, "visits") == ""


def test_A8_the_phone_is_revoked_and_its_work_still_comes_home(administrator: Desk, scenario, cast):
    from server.accounts.models import Device

    visit = scenario.given("liming", agreed_at=soon(20))
    phone = scenario.phone("liming")
    phone.report("departed", {}, visit=visit)
    administrator.post(f"/console/people/{cast.people['liming']}/leave", sure="1")
    [device] = scenario.rows(Device, Device.id == phone.device)
    assert device.revoked_at and len(phone.outbox) == 1
    phone.sync()
    assert not phone.outbox and "1 条手机记录没采用" in administrator.get(TODAY)


def test_A8_somebody_comes_back_and_the_visits_stay_where_they_are(administrator: Desk, scenario, cast):
    visit = scenario.given("liming", days=1)
    person = cast.people["liming"]
    administrator.post(f"/console/people/{person}/leave", sure="1", to=cast.people["wangqiang"])
    page = administrator.get(administrator.post(f"/console/people/{person}/readmit").location)
    link = re.search(r"/password/[\w-]+", page.source)
    assert page.status == 200 and link and cast.visitor().get(link.group(0)).status_code == 200
    assert lead_of(scenario, visit) == cast.people["wangqiang"]
    assert "还没设密码" in administrator.get(f"/console/people?person={person}")
    scenario.assign(visit, "liming")


def test_A8_a_technician_no_more_goes_on_no_visit(administrator: Desk, desk: Desk, scenario, cast):
    visit = scenario.given("liming", agreed_at=soon(60))
    administrator.post(f"/console/people/{cast.people['liming']}", roles="dispatcher", team=cast.teams["east"])
    assert lead_of(scenario, visit) is None and desk.get(TODAY).group(visit) == "needs"


@pytest.mark.parametrize("form", [{"to": "nobody"}, {"to": "chenjing"}, {"to-{visit}": "zhaolei"}])
def test_A8_a_wrong_heir_is_refused_and_nothing_is_lost(administrator: Desk, scenario, cast, form):
    visit = scenario.given("liming", agreed_at=soon(60))
    person = cast.people["liming"]
    named = {name.format(visit=visit): cast.people.get(value, value) for name, value in form.items()}
    page = administrator.post(f"/console/people/{person}/leave", sure="1", **named)
    assert page.status in (400, 409, 422) and lead_of(scenario, visit) == person
    assert "在岗" in administrator.get(f"/console/people?person={person}")


def test_B18_what_was_written_wrong_of_a_person_is_corrected(administrator: Desk, scenario, cast):
    person = cast.people["liming"]
    form = {
        "roles": "technician",
        "team": cast.teams["west"],
        "name": "李鸣",
        "name_en": "Li Ming",
        "badge": "0199",
        "language": "en",
    }
    assert administrator.post(f"/console/people/{person}", **form, phone="+86 199 0000 0999").status == 303
    page = administrator.get(f"/console/people?person={person}")
    assert page.field("name") == "李鸣" and page.field("badge") == "0199" and page.field("phone") == "19900000999"
    wrong = administrator.post(f"/console/people/{person}", **(form | {"name": " "}), phone="12")
    assert wrong.status == 400 and wrong.errors() == ["name"]
    assert administrator.post(f"/console/people/{person}", **form, phone="12").errors() == ["phone"]
    assert administrator.get(f"/console/people?person={person}").field("name") == "李鸣"


def test_B18_teams_are_added_and_renamed(administrator: Desk, scenario, cast):
    assert administrator.post("/console/teams", team_name="城北班", team_name_en="North").status == 303
    east = cast.teams["east"]
    assert administrator.post(f"/console/teams/{east}", team_name="城东一班").status == 303
    page = administrator.get("/console/people?do=teams")
    assert "城北班" in page.source and "城东一班" in page.source
    for address, name, code in (
        ("/console/teams", " ", "team_name"),
        (f"/console/teams/{east}", "城北班", "team_name"),
    ):
        refused = administrator.post(address, team_name=name)
        assert refused.status == 400 and refused.errors() == [code]
    assert administrator.post(f"/console/teams/{cast.teams['north']}", team_name="别家").status == 404
