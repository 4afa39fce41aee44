"""What a technician notes at a visit (M7): private, waited for where an answer is wanted, in sight at once where it is a complaint or a hazard."""

from __future__ import annotations

import pytest

from server.complaints.models import Complaint
from tests.server.matters.conftest import Team, local
from tests.server.matters.test_commitments import listed

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def slip(team: Team, visit: str, about: str, *, answer: bool = False, text: str = "井盖松动") -> str:
    return team.report(visit, "slipped", about=about, text=text, wants_answer=answer)


def test_M7_a_slip_that_wants_an_answer_is_owed_within_two_working_days(team: Team) -> None:
    visit = team.given("09:00")
    team.at("2026-12-04 09:26")  # a Friday
    slip(team, visit, "request", answer=True)
    team.sent()
    promise = team.promise(visit)
    assert (promise.due_at, promise.clause, promise.owed_to, promise.what) == (
        local("2026-12-08 17:30"),
        "HV-6",
        "customer",
        "井盖松动",
    )


def test_M7_a_slip_that_wants_nothing_is_only_told(team: Team) -> None:
    visit = team.given("09:00")
    slip(team, visit, "suggestion")
    team.sent()
    assert team.promises() == []
    page = team.scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    assert "记一件事：建议" in page
    assert "井盖松动" in page


def test_M7_a_hazard_is_on_the_list_at_once(team: Team) -> None:
    visit = team.given("09:00")
    team.at("2026-11-30 09:26")
    slip(team, visit, "hazard")
    team.sent()
    promise = team.promise(visit, "clear")
    assert (promise.due_at, promise.owed_to) == (local("2026-11-30 17:30"), "staff")
    assert f'data-id="{promise.id}"' in listed(team)


@pytest.mark.parametrize("answer", [False, True])
def test_M7_a_complaint_is_a_complaint_and_no_promise_beside_it(team: Team, answer: bool) -> None:
    visit = team.given("09:00")
    team.at("2026-11-30 09:26")
    noted = slip(team, visit, "complaint", answer=answer)
    team.sent()
    assert team.promises() == []
    [complaint] = team.scenario.rows(Complaint)
    assert (complaint.source_fact, complaint.via, complaint.visit_id) == (noted, "slip", visit)
    assert complaint.due_at is not None  # it waits on a list of its own, with a clock of its own


def test_M7_a_slip_undone_within_ten_seconds_is_gone_from_the_list(team: Team) -> None:
    visit = team.given("09:00")
    team.at("2026-11-30 09:26:00")
    noted = slip(team, visit, "hazard")
    team.sent()
    team.at("2026-11-30 09:26:09")
    team.report(visit, "withdrawn", fact=noted, reason="slip")
    team.sent()
    assert [each.state for each in team.promises()] == ["withdrawn"]
    assert "答应过的" not in listed(team)


def test_M7_what_is_noted_for_the_company_is_on_no_page_of_the_customer(team: Team) -> None:
    visit = team.given("09:00")
    slip(team, visit, "complaint", text="客户说师傅态度不好")
    slip(team, visit, "request", answer=True, text="客户要在阳台加一个面板")
    team.report(visit, "ended", outcome="done")
    team.sent()
    from server.visits.models import Grant

    code = team.scenario.rows(Grant, Grant.visit_id == visit)[0].code
    page = team.scenario.cast.visitor().get(f"/r/{code}").get_data(as_text=True)
    assert "答应您的" in page
    assert "给您答复" in page
    assert "态度不好" not in page
    assert "面板" not in page


@pytest.mark.parametrize(
    "body",
    [
        {"about": "gossip", "text": "x", "wants_answer": False},
        {"about": "fault", "text": "", "wants_answer": False},
        {"about": "fault", "text": "x" * 1001, "wants_answer": False},
        {"about": "fault", "text": "x"},
    ],
)
def test_a_slip_that_nobody_understands_is_put_aside_whole(team: Team, body: dict[str, object]) -> None:
    visit = team.given("09:00")
    team.report(visit, "slipped", **body)
    team.sent()
    assert team.promises() == []
    assert team.phone
    assert next(iter(team.phone.results.values()))["outcome"] == "quarantined"
