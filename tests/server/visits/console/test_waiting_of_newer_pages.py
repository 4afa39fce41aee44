"""Kind 3 on the pages built since: whatever waits for a person stands at the head of somebody's list today, and on the rail."""

from __future__ import annotations

import pytest

from server.complaints.models import ComplaintMailbox
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.matters.models import Contact
from server.notices.models import Notice
from server.privacy import erasing
from server.recurring.models import RecurringVisit
from tests.scenario import Scenario
from tests.server.console.all_forms import in_write
from tests.server.console.desk import Desk
from tests.server.console.recurring_forms import recurring_in
from tests.server.dispatch.test_orders import tomorrow
from tests.server.visits.console.test_waiting import badge

LIST = "/console/visits"


def refused(scenario: Scenario, visit: str, kind: str, **more: str) -> None:
    """A notice that did not reach its customer."""
    now = clock.now()
    row = {
        "organisation_id": scenario.ours,
        "id": new_id(),
        "key": new_id(),
        "kind": kind,
        "subject_type": "visit",
        "subject_id": visit,
        "customer_id": scenario.customers[scenario.ours][0],
        "event": new_id(),
        "by": scenario.cast.people["chenjing"],
        "channel": "sms",
        "state": "refused",
        "reason": "no_address",
        "created_at": now,
        "due_at": now,
        "expires_at": clock.later(now, hours=2),
    }
    in_write(scenario, lambda: db.session.add(Notice(**row | more)))


def spoke(scenario: Scenario, visit: str) -> None:
    row = Contact(
        organisation_id=scenario.ours,
        id=new_id(),
        subject_type="visit",
        subject_id=visit,
        customer_id=scenario.customers[scenario.ours][0],
        direction="out",
        channel="phone",
        at=clock.later(clock.now(), seconds=1),
        person_id=scenario.cast.people["chenjing"],
        result="reached",
    )
    in_write(scenario, lambda: db.session.add(row))


@pytest.mark.parametrize("ends", ["spoken", "sent again"])
def test_K3_a_customer_who_could_not_be_told_heads_the_list_until_somebody_told_them(
    desk: Desk, scenario: Scenario, ends: str
) -> None:
    """Only the visit's own page said so. Guard: server/notices/console/untold.py"""
    visit = scenario.order(agreed_at=clock.later(clock.now(), days=1))
    refused(scenario, visit, "confirmed")  # the customer agreed on it, so nobody waits for that
    assert badge(desk.get(LIST), "visits") == "" and "没有通知到" not in desk.get(LIST)
    refused(scenario, visit, "changed")
    page = desk.get(LIST)
    assert badge(page, "visits") == "1" and "没有通知到" in page and f"/console/visits/{visit}" in page.source
    if ends == "spoken":
        spoke(scenario, visit)
    else:
        refused(scenario, visit, "changed", state="sent", reason="")
    assert badge(desk.get(LIST), "visits") == "" and "没有通知到" not in desk.get(LIST)


def test_K3_a_recurring_visit_that_could_not_be_ordered_heads_the_list(desk: Desk, scenario: Scenario) -> None:
    """Only the customer's page said so, which nobody opens for it. Guard: server/recurring/console/stuck.py"""
    customer, place = scenario.customers[scenario.ours]
    things = {"customer": customer, "place": place, "team": scenario.cast.teams["east"], "tomorrow": tomorrow()}
    own = in_write(scenario, lambda: recurring_in(scenario, things))
    assert "定期上门没有开单" not in desk.get(LIST)
    in_write(
        scenario,
        lambda: setattr(db.session.get_one(RecurringVisit, (scenario.ours, own)), "trouble", "recurring_no_standard"),
    )
    page = desk.get(LIST)
    assert (
        badge(page, "visits") == "1" and "定期上门没有开单" in page and f"/console/customers/{customer}" in page.source
    )


def test_K3_a_mailbox_of_complaints_that_cannot_be_read_shows_on_the_administrators_rail(
    cast, scenario: Scenario
) -> None:
    """Customers wrote and nobody saw it. Guard: `unread` of server/complaints/console/mailbox_page.py"""
    row = ComplaintMailbox(
        organisation_id=scenario.ours,
        on=True,
        host="mail.example.com",
        port=993,
        safety="tls",
        user="u",
        folder="INBOX",
        secret="",
        validity="",
        last_uid=0,
        trouble="login_refused",
        changed_at=clock.now(),
        changed_by=cast.people["wufang"],
    )
    in_write(scenario, lambda: db.session.add(row))
    page = Desk(cast.office("wufang")).get("/console/settings")
    assert badge(page, "settings") == "1" and "收不到信" in page
    assert badge(Desk(cast.office("chenjing")).get(LIST), "settings") in ("", "none")


def test_K3_an_erasure_waits_on_the_rail_of_the_data_officer_and_of_nobody_who_asked(cast, scenario: Scenario) -> None:
    """Guard: `waiting` of server/privacy/console/erasure_page.py"""
    people, customer = cast.people, scenario.customers[scenario.ours][0]
    desk = Desk(cast.office("wufang"))
    desk.post("/console/data/officer", person=people["zhoumin"], deputy=people["wufang"])
    in_write(scenario, lambda: erasing.ask(scenario.ours, people["wufang"], "customer", customer))
    assert badge(desk.get("/console/data"), "data") == ""
    assert badge(Desk(cast.office("zhoumin")).get("/console/data"), "data") == "1"
