"""Households inside an interruption are told once it is announced, again where it ends later or does not take place, and nobody else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.accounts.responsibility import name
from server.customers.models import Customer, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.outages import actions
from server.outages.actions import Draft
from tests.server.matters.conftest import local
from tests.server.notices.conftest import Office
from tests.server.notices.receiver import Receiver

pytestmark = pytest.mark.both_databases  # because the households are found by their estate and inserted by hundreds


def neighbour(office: Office, called: str, building: str, unit: str, *, phone: str = "13912340001") -> str:
    """Somebody else in 翠湖花园."""
    customer = new_id()

    def work() -> None:
        db.session.add(
            Customer(organisation_id=office.ours, id=customer, name=called, phone=phone, created_at=clock.now())
        )
        db.session.flush()
        db.session.add(
            Premises(
                organisation_id=office.ours,
                id=new_id(),
                customer_id=customer,
                estate="翠湖花园 ",
                building=building,
                unit=unit,
                room="101",
            )
        )

    with office.scenario.app.app_context():
        write(work)
    return customer


def announced(office: Office, scope: str = "翠湖花园 2 幢", *, kind: str = "emergency") -> str:
    """An interruption from 9:00 to 15:00 of Tuesday of which the hotline was told."""
    wish = Draft(kind, "water", scope, local("2026-12-01 09:00"), local("2026-12-01 15:00"))
    outage = str(office.does(actions.draft, wish))
    office.does(actions.announce, outage)
    return outage


def test_ft7_every_household_inside_is_told_once_and_no_other(office: Office) -> None:
    inside = neighbour(office, "王芳", "2", "3")
    neighbour(office, "赵强", "5", "1")
    outage = announced(office)
    office.does(actions.announce, outage)  # told a second time on the telephone
    customers = {row.customer_id for row in office.notices("interruption")}
    assert customers == {inside, office.scenario.customers[office.ours][0]}
    assert office.send() == 2 and office.send() == 0
    assert office.states("interruption") == [("interruption", "sent")] * 2
    text = next(row.text for row in office.notices() if row.customer_id == inside)
    assert "12月1日" in text and "9:00–15:00" in text and "停水" in text and "/o/" in text and "{" not in text


def test_ft7_a_draft_is_told_to_nobody(office: Office) -> None:
    office.does(
        actions.draft, Draft("planned", "gas", "翠湖花园", local("2026-12-01 09:00"), local("2026-12-01 15:00"))
    )
    assert office.notices() == []


def test_ft7_longer_and_cancelled_are_news_for_whoever_was_told(office: Office, at: Callable[[str], None]) -> None:
    outage = announced(office)
    office.send()
    neighbour(office, "孙丽", "2", "1")  # who moved in afterwards and was told nothing
    at("2026-12-01 09:00")
    office.does(actions.begin, outage)
    at("2026-12-01 14:00")
    office.does(actions.extend, outage, local("2026-12-01 18:00"), "管子还没接好")
    office.send()
    [longer] = office.notices("outage_longer")
    assert longer.state == "sent" and "18:00" in longer.text and "延长" in longer.text
    other = announced(office, "翠湖花园 2 幢 1 单元")
    office.send()
    office.does(actions.cancel, other, "改到下周")
    office.send()
    assert [row.state for row in office.notices("outage_cancelled")] == ["sent", "sent"]
    assert all("取消" in row.text for row in office.notices("outage_cancelled"))


def test_ft7_what_changed_before_anybody_was_told_is_said_once_with_the_newest(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-12-01 08:50")
    outage = announced(office)
    at("2026-12-01 09:00")
    office.does(actions.begin, outage)
    office.does(actions.extend, outage, local("2026-12-01 18:00"), "管子还没接好")
    office.send()
    assert office.states() == [("interruption", "sent")]
    assert "9:00–18:00" in office.notices()[0].text
    cancelled = announced(office)
    office.does(actions.cancel, cancelled, "不停了")
    assert office.send() == 0
    assert [row.state for row in office.notices("interruption")] == ["sent", "dropped"]


def test_ft7_in_the_night_it_waits_for_the_morning_and_after_the_end_it_is_dropped(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-11-30 23:30")
    announced(office)
    assert office.send() == 0 and office.notices()[0].reason == "quiet_hours"
    at("2026-12-01 07:00")
    assert office.send() == 1
    at("2026-11-30 23:40")
    office.does(actions.announce, short_one(office))
    assert office.send() == 0
    assert [(row.state, row.reason) for row in office.notices("interruption")][-1] == ("dropped", "quiet_hours")


def short_one(office: Office) -> str:
    """Off from midnight to five, which is over before anybody may be told."""
    wish = Draft("emergency", "gas", "翠湖花园", local("2026-12-01 00:00"), local("2026-12-01 05:00"))
    return str(office.does(actions.draft, wish))


def test_ft7_the_page_counts_the_households_and_names_who_has_to_be_called(office: Office, receiver: Receiver) -> None:
    office.switch_on("webhook", url=receiver.url)
    receiver.says = lambda number: (400, {})
    outage = announced(office)
    office.send()
    page = office.scenario.cast.office("chenjing").get(f"/console/outages/{outage}").get_data(as_text=True)
    assert "给客户的通知" in page and "没发成" in page and "1 户" in page and "林女士" in page and "请打电话" in page


def test_ft7_english_households_read_english_and_another_organisation_is_told_nothing(office: Office) -> None:
    with office.scenario.app.app_context():
        write(lambda: english(office))
    announced(office)
    office.send()
    [row] = office.notices()
    assert "no water" in row.text and "urgent repair" in row.text and row.organisation_id == office.ours


def english(office: Office) -> None:
    db.session.get_one(Customer, (office.ours, office.scenario.customers[office.ours][0])).language = "en"


def test_ft7_a_planned_one_is_told_after_it_was_approved(office: Office) -> None:
    with office.scenario.app.app_context():
        write(lambda: name(office.ours, "", "duty_leader", office.scenario.cast.people["zhoumin"]))
    wish = Draft("planned", "network", "翠湖花园", local("2026-12-01 09:00"), local("2026-12-02 10:00"))
    outage = str(office.does(actions.draft, wish))
    office.refuses("outage_not_approved", actions.announce, outage)
    assert office.notices() == []
    office.does(actions.approve, outage, by="zhoumin")
    office.does(actions.announce, outage)
    office.send()
    assert "计划检修" in office.notices()[0].text and "9:00 – 12月2日" in office.notices()[0].text
