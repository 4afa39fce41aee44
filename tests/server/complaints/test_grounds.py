"""What a ground needs before a claim is valid by it, and a warning about who was not there (CP-5, 4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from server.complaints import actions
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters.models import Contact
from server.standards.limit_table import LimitRule, RunningLimit
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import at, local  # noqa: F401 - a fixture

START = "2026-11-30 08:00"  # the customer's call; Monday's supply had to be on twelve hours later


@pytest.fixture
def late(desk: Complaints) -> str:
    """A complaint of Tuesday 9:00 about a visit whose matter had its supply due at 20:00 the day before."""
    visit = desk.scenario.given("liming", days=0, hour="13:00")
    runs(desk, visit, "supply_on", "missed", "2026-11-30 20:00")
    return desk.says(visit=visit, persons=(desk.person("liming"),))


def runs(desk: Complaints, visit: str, stop: str, verdict: str, due: str) -> None:
    """A limit of the visit's matter, as the table and its clock have it."""
    matter = desk.scenario.visit(visit).matter_id
    rule = {"version": 9, "clause": "FT-4", "start": "order", "figure": 12, "unit": "h", "measures": "team"}
    rows = [
        LimitRule(organisation_id=desk.ours, id=stop, stop=stop, **rule),
        RunningLimit(
            organisation_id=desk.ours,
            matter_id=matter,
            rule=stop,
            version=9,
            clause="FT-4",
            started_at=local(START),
            due_at=local(due),
            verdict=verdict,
        ),
    ]
    adds(desk, *rows)


def adds(desk: Complaints, *rows: Any) -> None:
    with desk.scenario.app.app_context():
        write(lambda: db.session.add_all(rows))


def told(desk: Complaints, complaint: str, moment: str, result: str = "reached") -> None:
    """The office spoke with the customer about the visit, or tried to."""
    visit = desk.row(complaint).visit_id
    who = {"customer_id": desk.row(complaint).customer_id, "person_id": desk.person("chenjing")}
    spoke = {"subject_type": "visit", "subject_id": visit, "direction": "out", "channel": "phone"}
    adds(desk, Contact(organisation_id=desk.ours, id=f"c-{moment}", at=local(moment), result=result, **spoke, **who))


def judge(desk: Complaints, complaint: str, **found: Any) -> None:
    claim = desk.case(complaint).claims[0].id
    words = {"valid": "yes", "cause": "", "why": "查过了"} | found
    desk.does(actions.judge, complaint, claim, by="zhoumin", **words)


@pytest.mark.parametrize("valid", ["yes", "partly"])
def test_42_lost_data_is_valid_only_where_the_loss_is_named(desk: Complaints, valid: str) -> None:
    """Guard: `check_ground` in `judge`."""
    complaint = desk.says()
    with pytest.raises(Problem, match="loss_not_named") as refused:
        judge(desk, complaint, valid=valid, ground="data_lost")
    assert list(refused.value.errors or {}) == ["loss"]
    judge(desk, complaint, valid=valid, ground="data_lost", loss="合同丢了，多跑一趟")
    assert desk.row(complaint).valid == valid
    assert "合同丢了，多跑一趟" in desk.page(f"/console/complaints/{complaint}", by="zhoumin")


def test_42_no_loss_needs_no_name(desk: Complaints) -> None:
    complaint = desk.says()
    judge(desk, complaint, valid="no", ground="data_lost")
    assert desk.row(complaint).valid == "no"


def test_42_a_start_up_that_missed_its_limit_without_a_word_is_valid(desk: Complaints, late: str) -> None:
    told(desk, late, "2026-11-30 10:00", "not_reached")  # a call in vain explains nothing
    told(desk, late, "2026-12-01 09:01")  # nor does one after the complaint
    judge(desk, late, ground="start_up_late")
    assert desk.row(late).valid == "yes"


def test_42_a_start_up_that_was_explained_before_the_complaint_is_not_valid_by_it(desk: Complaints, late: str) -> None:
    """Guard: `told` in `_late_without_a_word`."""
    told(desk, late, "2026-11-30 19:00")
    with pytest.raises(Problem, match="start_up_not_late"):
        judge(desk, late, ground="start_up_late")
    judge(desk, late, ground="other")


@pytest.mark.parametrize(
    ("stop", "verdict", "due"),
    [
        ("supply_on", "met", "2026-11-30 20:00"),
        ("supply_on", "not_measured", "2026-11-30 20:00"),
        ("supply_on", "pending", "2026-12-01 12:00"),
        ("arrived", "missed", "2026-11-30 20:00"),
    ],
)
def test_42_a_start_up_in_time_or_another_limit_is_no_late_start_up(
    desk: Complaints, stop: str, verdict: str, due: str
) -> None:
    """Guard: `late` in `_late_without_a_word`."""
    visit = desk.scenario.given("liming", days=0, hour="13:00")
    runs(desk, visit, stop, verdict, due)
    complaint = desk.says(visit=visit)
    with pytest.raises(Problem, match="start_up_not_late"):
        judge(desk, complaint, ground="start_up_late")


def test_42_without_a_visit_nothing_shows_a_late_start_up(desk: Complaints) -> None:
    with pytest.raises(Problem, match="start_up_not_late"):
        judge(desk, desk.says(), ground="start_up_late")


def test_42_the_page_warns_of_a_person_who_was_not_on_that_visit_and_keeps_the_name(desk: Complaints) -> None:
    """Guard: `elsewhere` in `_parties`."""
    visit = desk.scenario.given("liming", days=0, hour="13:00")
    right = desk.says(visit=visit, persons=(desk.person("liming"),))
    assert "这次上门单上没有这个人" not in desk.page(f"/console/complaints/{right}")
    wrong = desk.says(visit=visit, persons=(desk.person("ayguli"),), sure=True)
    page = desk.page(f"/console/complaints/{wrong}")
    assert "这次上门单上没有这个人" in page
    assert desk.case(wrong).party(desk.person("ayguli")) is not None
