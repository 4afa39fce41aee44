"""What a dispatcher has just done is taken back with Z, where nobody outside knows of it; else it is said why not."""

from __future__ import annotations

import re
from typing import Any

from server.kernel import clock
from tests.server.accounts.console.test_leaving import helpers_of
from tests.server.console.desk import Desk, Page
from tests.server.visits.console.test_waiting import said, soon


def do(desk: Desk, visit: str, doing: str, **form: Any) -> Page:
    """Do it from the visit's page; the page after it, where the undo stands."""
    token = desk.get(f"/console/visits/{visit}?do={doing}").field("version")
    answer = desk.post(f"/console/visits/{visit}/{doing}", version=token, **form)
    assert answer.status == 303, answer.text
    return desk.get(answer.location)


def take_back(desk: Desk, page: Page) -> Page:
    facts = page.field("facts")
    assert facts and 'data-key="z"' in page.source and "撤销" in page
    answer = desk.post("/console/visits/undo", facts=facts)
    return desk.get(answer.location) if answer.status == 303 else answer


def test_B12_an_assignment_is_taken_back_with_its_helpers(desk: Desk, scenario, cast):
    visit = scenario.given("liming", "ayguli", agreed_at=soon(200))
    page = do(desk, visit, "assign", lead=cast.people["wangqiang"])
    phone = scenario.phone("wangqiang")
    assert "撤销了" in take_back(desk, page)
    assert scenario.visit(visit).lead_id == cast.people["liming"] and helpers_of(scenario, visit) == [
        cast.people["ayguli"]
    ]
    phone.sync_all()
    assert [each for each, _ in scenario.log(visit)][-1] == "assigned"
    again = desk.post("/console/visits/undo", facts=page.field("facts"))
    assert again.status == 409 and "后来又有变化" in again


def test_B12_a_new_time_is_taken_back_unless_the_customer_knows(desk: Desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(300))
    before = scenario.visit(visit).agreed_at
    later = clock.later(clock.now(), days=2)[:10]
    page = do(desk, visit, "retime", day=later, agreed="10:00", by="us", reason="人手不够")
    assert scenario.visit(visit).agreed_at != before
    take_back(desk, page)
    assert scenario.visit(visit).agreed_at == before
    known = do(desk, visit, "retime", day=later, agreed="11:00", by="customer")
    refused = take_back(desk, known)
    assert refused.status == 409 and "客户已经知道了" in refused and scenario.visit(visit).day == later


def test_B12_a_cancellation_is_taken_back_and_the_phone_has_the_visit_again(desk: Desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(300))
    phone = scenario.phone("liming")
    page = do(desk, visit, "cancel", reason="点错了", by="us")
    phone.sync_all()
    assert scenario.visit(visit).state == "cancelled"
    take_back(desk, page)
    assert scenario.visit(visit).state == "planned" and "已取消" not in desk.get("/console/visits").row(visit)
    said(scenario, visit, ("departed", {}))
    assert scenario.visit(visit).state == "on_the_way"


def test_B12_all_that_was_given_at_once_is_taken_back_at_once(desk: Desk, scenario, cast):
    visits = [scenario.order(agreed_at=soon(300 + minutes)) for minutes in (0, 10, 20)]
    answer = desk.client.post("/console/visits/assign", data={"visit": visits, "lead": cast.people["wangqiang"]})
    page = desk.get(answer.headers["Location"])
    assert {scenario.visit(visit).lead_id for visit in visits} == {cast.people["wangqiang"]}
    take_back(desk, page)
    assert {scenario.visit(visit).lead_id for visit in visits} == {None}


def test_B12_what_has_moved_on_or_is_too_old_is_not_taken_back(desk: Desk, scenario, cast, monkeypatch):
    from server.visits.office import undo

    visit = scenario.given("liming", agreed_at=soon(300))
    page = do(desk, visit, "assign", lead=cast.people["wangqiang"])
    said(scenario, visit, ("departed", {}), login="wangqiang")
    assert take_back(desk, page).status == 409 and scenario.visit(visit).lead_id == cast.people["wangqiang"]
    other = do(desk, scenario.order(agreed_at=soon(400)), "assign", lead=cast.people["wangqiang"])
    monkeypatch.setattr(undo, "UNDO", -1)
    assert "过了 10 分钟" in take_back(desk, other)
    assert re.search(r"\d", other.field("facts"))
