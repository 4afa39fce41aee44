"""Complaints that other systems hand over with a key: once, for their organisation alone, in the customer's words (CP-6)."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts.api_keys import make
from server.complaints.models import Complaint
from server.kernel.transaction import write
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import local

pytestmark = pytest.mark.both_databases  # because the same report may come twice at once

API = "/api/v1/complaints"
SAID = {"id": "12345-77", "text": "说好今天修好，没修好。", "caller": "王芳", "phone": "139 0000 1111"}


@pytest.fixture
def key(desk: Complaints) -> str:
    with desk.scenario.app.app_context():
        return write(lambda: make(desk.ours, desk.person("wufang"), "市民热线", ["write_complaints"]))


def reports(desk: Complaints, key: str, **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return desk.scenario.cast.visitor().post(API, json=SAID | more, headers=headers)


def test_cp6_another_system_hands_a_complaint_over_once(desk: Complaints, key: str) -> None:
    first, again = reports(desk, key), reports(desk, key)
    assert (first.status_code, again.status_code) == (201, 200) and first.json == again.json
    [row] = desk.scenario.rows(Complaint)
    assert (row.number, row.via, row.anonymous) == (first.json["number"], "web", False)
    assert first.json["answer_by"] == local("2026-12-03 09:00") and first.json["page"].endswith(row.code)
    page = desk.scenario.app.test_client().get(f"/t/{row.code}").get_data(as_text=True)
    assert "说好今天修好" in page and "王芳" not in page
    assert reports(desk, key, text="别的话").json["code"] == "complaint_reported_otherwise"


def test_cp6_about_a_visit_the_technician_is_concerned_and_the_backstop_counts(desk: Complaints, key: str) -> None:
    visit = desk.scenario.visit(desk.given("10:00"))
    answer = reports(desk, key, visit=visit.number, via="phone", said_at=local("2026-12-01 08:50"))
    assert answer.json["answer_by"] == local("2026-12-04 09:00")
    assert [each.person for each in desk.case(answer.json["id"]).parties] == [desk.person("liming")]
    assert reports(desk, key, id="2", visit="0000-XXXX").json["code"] == "bad_input"
    assert reports(desk, key, id="3", said_at=local("2026-12-01 09:01")).json["code"] == "said_in_the_future"


def test_cp6_an_anonymous_one_has_no_answer_but_a_finding(desk: Complaints, key: str) -> None:
    answer = reports(desk, key, anonymous=True)
    assert answer.json["answer_by"] is None
    assert desk.row(answer.json["id"]).basis == "finding"


def test_cp6_a_key_of_another_scope_and_words_that_do_not_fit_are_refused(desk: Complaints, key: str) -> None:
    with desk.scenario.app.app_context():
        other = write(lambda: make(desk.ours, desk.person("wufang"), "交换机", ["calls"]))
    assert reports(desk, other).json["code"] == "key_not_for_this"
    assert reports(desk, "dsk_" + "x" * 43).json["code"] == "key_unknown"
    for wrong in ({"text": ""}, {"text": "  "}, {"text": "长" * 4001}, {"via": "link"}, {"id": "空 格"}, {"more": 1}):
        assert reports(desk, key, **wrong).json["code"] == "bad_input", wrong
    assert desk.scenario.rows(Complaint) == []


def test_cp6_another_organisations_visit_is_none_and_script_stays_text(desk: Complaints, key: str) -> None:
    theirs = desk.scenario.visit(desk.scenario.order(theirs=True), desk.scenario.cast.theirs)
    assert reports(desk, key, visit=theirs.number).json["code"] == "bad_input"
    answer = reports(desk, key, id="evil", text="<script>alert(1)</script>", caller="<b>x</b>")
    [row] = desk.scenario.rows(Complaint)
    assert row.organisation_id == desk.ours
    for page in (desk.page("/console/complaints"), desk.page(f"/console/complaints/{answer.json['id']}")):
        assert "<script>alert" not in page and "<b>x</b>" not in page
