"""S-16, DA-1, DA-3: whoever is shown what is a customer's leaves a record, and the data officer reads them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.accounts.responsibility import name_in_charge
from server.customers import access as recording
from server.customers.models import AccessRecord, Customer, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.privacy import access
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.evidence.conftest import Record, at_home, record  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs


def looks(scenario: Scenario) -> list[tuple[str, str, str | None, int | None]]:
    """(who, what, customer, count), the oldest first."""
    names = {each: login for login, each in scenario.cast.people.items()}
    rows = scenario.rows(AccessRecord)
    return [(names[row.person_id], row.what, row.customer_id, row.count) for row in rows]


def as_officer(scenario: Scenario, login: str = "zhoumin"):
    with scenario.app.app_context():
        write(lambda: name_in_charge(scenario.ours, "data_officer", scenario.cast.people[login]))
    return scenario.cast.office(login)


@pytest.mark.parametrize("way", ["customer", "again"])
def test_S16_the_whole_number_on_the_order_page_is_on_record(way: str, scenario: Scenario) -> None:
    customer = scenario.customers[scenario.ours][0]
    visit, desk = scenario.given(), scenario.cast.office("chenjing")
    page = desk.get(f"/console/intake?{way}={customer if way == 'customer' else visit}").text
    assert "13812341234" in page.replace(" ", "")
    assert looks(scenario) == [("chenjing", "phone", customer, None)]


def test_S16_an_empty_order_page_and_a_number_that_was_typed_are_nobodys(scenario: Scenario) -> None:
    desk = scenario.cast.office("chenjing")
    desk.get("/console/intake")
    desk.get("/console/intake?phone=13812341234")
    assert looks(scenario) == []


def test_S16_a_masked_number_cannot_be_asked_for_digit_by_digit_unseen(scenario: Scenario) -> None:
    desk = scenario.cast.office("chenjing")
    for middle in range(31):
        desk.get(f"/console/customers?q=138{middle:02d}")
    found = looks(scenario)
    assert len(found) == 31 and {what for _, what, _, _ in found} == {"list"}
    assert any(count == 0 for *_, count in found) and "13812341234" not in str(found)
    with scenario.app.app_context():
        assert access.unusual(scenario.ours) == [(scenario.cast.people["chenjing"], 31)]
    assert (
        "陈静" in as_officer(scenario).get("/console/data/access").text
        or "Chen Jing" in as_officer(scenario).get("/console/data/access").text
    )


def test_DA3_case_7_a_page_with_two_pictures_is_one_look_and_loading_it_again_is_the_same(at_home: Record) -> None:
    scenario = at_home.scenario
    customer, desk = scenario.customers[scenario.ours][0], scenario.cast.office("chenjing")
    now = clock.now()
    with clock.telling(now):
        for _ in range(2):
            assert desk.get(f"/console/visits/{at_home.visit}").status_code == 200
            for digest, (kind, _) in at_home.bytes.items():
                if kind == "image/jpeg":
                    assert desk.get(f"/api/v1/evidence/{digest}?visit={at_home.visit}").status_code == 200
    assert looks(scenario) == [("chenjing", "record", customer, None), ("chenjing", "photographs", customer, None)]
    with clock.telling(clock.later(now, minutes=3)):
        desk.get(f"/console/visits/{at_home.visit}")
    assert len(looks(scenario)) == 3


def test_DA3_a_refused_look_is_none_and_a_technicians_is_one(at_home: Record) -> None:
    scenario = at_home.scenario
    digest = next(digest for digest, (kind, _) in at_home.bytes.items() if kind == "image/jpeg")
    path = f"/api/v1/evidence/{digest}?visit={at_home.visit}"
    assert scenario.cast.phone("wangqiang").client.get(path).status_code == 404
    assert looks(scenario) == []
    assert at_home.client.get(path).status_code == 200
    assert [who for who, *_ in looks(scenario)] == ["liming"]


def test_DA3_case_11_a_technician_who_opens_the_receipt_is_recorded_and_a_customer_is_not(at_home: Record) -> None:
    """And no comment that the customer only added is shown. Guard: server/evidence/pages.py:_staff_look"""
    scenario, path = at_home.scenario, f"/r/{at_home.code}"
    at_home.phone.report("commented", {"text": "师傅很急", "language": "zh-CN"}, visit=at_home.visit)
    at_home.phone.sync_all()
    assert scenario.cast.visitor().get(path).status_code == 200 and looks(scenario) == []
    shown = at_home.client.get(path)
    assert shown.status_code == 200 and "师傅很急" not in shown.get_data(as_text=True)
    assert [(who, what) for who, what, *_ in looks(scenario)] == [("liming", "record")]
    stranger = scenario.cast.office("sunli")
    assert stranger.get(path).status_code == 200 and len(looks(scenario)) == 1


def test_DA3_what_cannot_be_recorded_is_not_shown(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    desk, customer = scenario.cast.office("chenjing"), scenario.customers[scenario.ours][0]
    scenario.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(recording, "write", full)
    answer = desk.get(f"/console/customers/{customer}")
    assert answer.status_code in (500, 503) and "林晓梅" not in answer.text


def test_DA3_case_8_the_thirty_first_customer_of_others_is_told(scenario: Scenario) -> None:
    desk, ids = scenario.cast.office("zhoumin"), [new_id() for _ in range(31)]

    def work() -> None:
        for each in ids:
            db.session.add(Customer(organisation_id=scenario.ours, id=each, name="沈月", created_at=clock.now()))
        db.session.flush()
        for each in ids:
            db.session.add(Premises(organisation_id=scenario.ours, id=new_id(), customer_id=each))

    with scenario.app.app_context():
        write(work)
    for each in ids[:30]:
        desk.get(f"/console/customers/{each}")
    with scenario.app.app_context():
        assert access.unusual(scenario.ours) == []
    desk.get(f"/console/customers/{ids[30]}")
    with scenario.app.app_context():
        assert access.unusual(scenario.ours) == [(scenario.cast.people["zhoumin"], 31)]


def test_DA3_the_page_is_the_data_officers_and_reading_it_is_entered(scenario: Scenario) -> None:
    from server.accounts.audit import AuditEntry

    desk = scenario.cast.office("chenjing")
    desk.get(f"/console/customers/{scenario.customers[scenario.ours][0]}")
    for login in ("chenjing", "zhoumin", "wufang"):
        assert scenario.cast.office(login).get("/console/data/access").status_code == 403
    officer = as_officer(scenario)
    page = officer.get("/console/data/access").text
    assert "Chen Jing" in page and "林晓梅" in page
    with scenario.app.app_context():
        assert db.session.scalar(select(AuditEntry.kind).where(AuditEntry.kind == "access_read")) == "access_read"
    assert "/console/data/access" in officer.get("/console/me").text
    assert "/console/data/access" not in scenario.cast.office("wufang").get("/console/me").text


def test_DA3_case_9_a_customer_is_told_functions_and_no_names(scenario: Scenario) -> None:
    customer = scenario.customers[scenario.ours][0]
    scenario.cast.office("chenjing").get(f"/console/customers/{customer}")
    with scenario.app.app_context():
        told = access.answer_of(scenario.ours, customer)
    assert [(each["what"], each["roles"]) for each in told] == [("address", ["dispatcher"])]
    assert "chenjing" not in str(told) and "陈静" not in str(told)
