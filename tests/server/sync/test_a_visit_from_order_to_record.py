"""The main job: an order goes down to a phone, the work comes up, the office and the helper see it."""

import pytest

from server.kernel.chain import document_bytes, receipt_code, server_signed
from tests.scenario import Scenario

pytestmark = pytest.mark.both_databases  # because a whole path

WORK = (
    ("opened", {}),
    ("departed", {}),
    ("arrived", {"place": {"lat": 30250000, "lon": 120160000, "datum": "GCJ-02", "accuracy": 15}}),
    ("knocked", {}),
    ("entered", {}),
    ("answered", {"step": "symptoms", "value": "offline"}),
    ("customer_mode_entered", {"language": "zh-CN"}),
    ("customer_mode_left", {}),
    ("left", {}),
    ("ended", {"outcome": "done"}),
)


def test_an_order_comes_down_as_a_bundle_with_all_that_the_visit_needs(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang", instructions="带上备用光猫")
    phone = scenario.phone("liming")
    bundle = phone.visits[visit]
    assert bundle["work"]["title"] == {"zh-CN": "修宽带", "en": "Repair broadband"}
    assert bundle["work"]["lead"] == {"id": phone.person, "name": "李明"}
    assert [helper["name"] for helper in bundle["work"]["helpers"]] == ["王强"]
    assert bundle["work"]["instructions"] == "带上备用光猫"
    assert bundle["work"]["last_time"] == ["光猫在电视柜", "有只小狗"]
    assert bundle["place"]["line"] == "翠湖花园 2-1-2803"
    assert bundle["contact"]["phone"] == "13812341234" and bundle["contact"]["gate_note"] == "门禁 4412#"
    assert bundle["customer"]["phone_masked"] == "138****1234" and bundle["customer"]["hard_of_hearing"] is True
    assert bundle["state"] == "planned" and bundle["needs_review"] is False
    assert [fact["kind"] for fact in phone.log(visit)] == ["ordered", "instructed", "assigned"]
    assert bundle["grant"]["standard"]["hash"] in phone.standards
    assert "李明" in bundle["staff"]


def test_the_work_comes_home_in_order_and_the_visit_is_done(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for kind, body in WORK:
        phone.report(kind, body, visit=visit)
    answer = phone.sync()
    assert [result["outcome"] for result in answer["results"]] == ["applied"] * len(WORK)
    assert answer["last_seq"] == len(WORK) and phone.outbox == []
    assert scenario.log(visit)[2:] == [(kind, "applied") for kind, _ in WORK]
    assert scenario.visit(visit).state == "done"


def test_grant_and_countersignature_are_signed_by_the_published_key(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync()
    from server.kernel.chain import decode

    keys = {key["id"]: decode(key["public_key"]) for key in scenario.cast.visitor().get("/api/v1/keys").json}
    for document in (phone.visits[visit]["grant"], *phone.countersignatures):
        assert server_signed(keys[document["issuer"]], document["signature"], document_bytes(document))
    assert [each["outcome"] for each in phone.countersignatures[0]["facts"]] == ["applied"]


def test_the_receipt_code_is_reserved_with_the_grant(scenario: Scenario) -> None:
    from server.visits.models import Grant

    visit = scenario.given()
    phone = scenario.phone()
    [grant] = scenario.rows(Grant)
    assert grant.code == receipt_code(visit, phone.grant_of(visit) or "")


def test_the_helper_hears_what_the_lead_reports(scenario: Scenario) -> None:
    visit = scenario.given("liming", "wangqiang")
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    lead.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit)
    lead.sync()
    helper.sync()
    assert [fact["kind"] for fact in helper.log(visit)][-1] == "answered"
