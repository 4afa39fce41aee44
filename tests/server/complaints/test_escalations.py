"""What nobody touches in time goes to somebody by name (4.2): two working hours to the supervisors, four to the complaint manager."""

from __future__ import annotations

import pytest

from server.complaints import actions
from server.complaints.candidates import decide
from server.complaints.escalations import escalate
from server.complaints.models import ComplaintCandidate, ComplaintEscalation
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import local

# Zhou Min reads English
UNASSIGNED = "Nobody took it within two working hours"
UNTOUCHED = "Nobody decided within four working hours"


def told(desk: Complaints) -> list[tuple[str, str]]:
    """(login, why) of everybody to whom something went."""
    logins = {person: login for login, person in desk.scenario.cast.people.items()}
    return sorted((logins[row.person_id], row.why) for row in desk.scenario.rows(ComplaintEscalation))


def runs(desk: Complaints, moment: str) -> int:
    """The job at a local moment."""
    desk.at(moment)
    with desk.scenario.app.app_context():
        return escalate(desk.ours)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-12-01 09:00", "2026-12-01 11:00"),
        ("2026-12-01 11:00", "2026-12-01 14:30"),  # over noon
        ("2026-12-04 17:00", "2026-12-07 10:00"),  # Friday to Monday
        ("2026-12-05 10:00", "2026-12-07 10:30"),  # on a Saturday
    ],
)
def test_42_a_complaint_that_nobody_takes_goes_to_the_supervisor_after_two_working_hours(
    desk: Complaints, received: str, due: str
) -> None:
    desk.at(received)
    complaint = desk.says(text="词甲：没修好")
    assert desk.row(complaint).take_due_at == local(due)
    assert runs(desk, due) == 0  # the moment itself is in time (K1)
    assert UNASSIGNED not in desk.page("/console/complaints", by="zhoumin")
    desk.at(f"{due}:01")
    assert runs(desk, f"{due}:01") == 1 and told(desk) == [("zhoumin", "unassigned")]
    assert runs(desk, f"{due}:02") == 0  # nobody is told twice
    shown = desk.page("/console/complaints", by="zhoumin")
    assert UNASSIGNED in shown and shown.index(UNASSIGNED) < shown.index('<table class="rows complaints"')
    assert "等您处理" not in desk.page("/console/complaints", by="chenjing")
    assert "没人接，报给了周敏" in desk.page(f"/console/complaints/{complaint}")
    desk.does(actions.take, complaint, desk.person("chenjing"))
    assert UNASSIGNED not in desk.page("/console/complaints", by="zhoumin")


def test_42_a_complaint_that_somebody_took_goes_to_nobody(desk: Complaints) -> None:
    desk.does(actions.take, desk.says(), desk.person("chenjing"))
    assert runs(desk, "2026-12-03 10:00") == 0 and told(desk) == []


def test_42_a_complaint_about_the_only_supervisor_goes_to_who_stands_in(desk: Complaints) -> None:
    desk.says(text="词乙", persons=(desk.person("zhoumin"),))
    assert runs(desk, "2026-12-01 11:01") == 1
    assert told(desk) == [("wufang", "unassigned")]  # the complaint manager's deputy, because the manager is concerned
    listed = desk.page("/console/complaints", by="zhoumin")
    assert UNASSIGNED not in listed and "词乙" not in listed and "This is about you" in listed


def test_42_a_candidate_that_nobody_decides_goes_to_the_manager_after_four_working_hours(desk: Complaints) -> None:
    visit = desk.given("10:00")
    desk.report(visit, "commented", text="我要投诉", language="zh-CN", objects=False)
    desk.sent()
    [row] = desk.scenario.rows(ComplaintCandidate)
    assert row.due_at == local("2026-12-01 14:30")  # 9:00 to 12:00 is three hours, and one after noon
    assert runs(desk, "2026-12-01 14:30") == 0
    assert runs(desk, "2026-12-01 14:30:01") == 1 and told(desk) == [("zhoumin", "untouched")]
    assert runs(desk, "2026-12-01 15:00") == 0
    shown = desk.page("/console/complaints", by="zhoumin")
    assert UNTOUCHED in shown and f'href="#c-{row.id}"' in shown and f'id="c-{row.id}"' in shown
    assert "等您处理" not in desk.page("/console/complaints", by="chenjing")
    desk.does(decide, row.id, is_one=False, reason="问过了")
    assert UNTOUCHED not in desk.page("/console/complaints", by="zhoumin")


def test_42_nobody_decides_whether_words_about_the_own_visit_are_a_complaint(desk: Complaints) -> None:
    visit = desk.given("10:00")
    desk.report(visit, "commented", text="我要投诉", language="zh-CN", objects=False)
    desk.sent()
    [row] = desk.scenario.rows(ComplaintCandidate)
    desk.refuses("own_matter", decide, row.id, by="liming", is_one=False, reason="没事")
    assert desk.scenario.rows(ComplaintCandidate)[0].state == "open"
