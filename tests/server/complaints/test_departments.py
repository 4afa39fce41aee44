"""Several departments over one complaint: the requester leads, each other team says its word, a deadlock goes to the arbiter (CP-8)."""

from __future__ import annotations

import pytest

from server.complaints import actions, agreeing, statements
from server.complaints.departments import DECIDED, OPEN, SETTLED, STUCK, stage_of
from server.kernel import clock
from server.kernel.deadlines import Calendar
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import local

CALENDAR = Calendar("Asia/Shanghai")


@pytest.fixture
def asked(desk: Complaints) -> str:
    """Tuesday 2026-12-01 9:00: Chen Jing of the east team asks the west one; Wu Fang arbitrates."""
    desk.names("arbiter", "wufang")
    complaint = desk.says(visit=desk.given("10:00"))
    desk.does(agreeing.propose, complaint, [team(desk, "west")], "东班去看，西班借一台仪器，明天 12:00 前。")
    return complaint


def team(desk: Complaints, name: str) -> str:
    return desk.scenario.cast.teams[name]


def stage(desk: Complaints, complaint: str) -> str:
    joint = desk.case(complaint).joint
    assert joint is not None
    return stage_of(joint, clock.now(), CALENDAR)


def test_cp8_the_requester_leads_and_all_agree(desk: Complaints, asked: str) -> None:
    joint = desk.case(asked).joint
    assert joint is not None and joint.leads == team(desk, "east") and joint.waits_for == [team(desk, "west")]
    assert stage(desk, asked) == OPEN and desk.row(asked).arbiter_from == local("2026-12-02 17:30")
    desk.does(agreeing.agree, asked, by="ayguli")
    assert stage(desk, asked) == SETTLED and desk.row(asked).arbiter_from is None
    desk.at("2026-12-09 09:00")
    assert stage(desk, asked) == SETTLED
    page = desk.page(f"/console/complaints/{asked}")
    assert "几个部门一起办" in page and "都同意了" in page and "东班去看" in page


def test_cp8_two_objections_go_to_the_arbiter_whose_reasons_are_kept(desk: Complaints, asked: str) -> None:
    desk.does(agreeing.object_to, asked, "仪器在修", by="ayguli")
    assert stage(desk, asked) == OPEN
    desk.refuses("departments_not_stuck", agreeing.arbitrate, asked, team(desk, "west"), "…", by="wufang")
    desk.at("2026-12-01 11:00")
    desk.does(agreeing.propose, asked, [team(desk, "west")], "西班派人来，不借仪器。")
    desk.does(agreeing.object_to, asked, "人手不够", by="ayguli")
    assert stage(desk, asked) == STUCK and desk.row(asked).arbiter_from == local("2026-12-01 11:00")
    desk.refuses("departments_stuck", agreeing.propose, asked, [team(desk, "west")], "再谈")
    desk.refuses("not_yours_to_decide", agreeing.arbitrate, asked, team(desk, "west"), "西班办", by="zhoumin")
    desk.does(agreeing.arbitrate, asked, team(desk, "west"), "设备是西班的，西班牵头。", by="wufang")
    joint = desk.case(asked).joint
    assert joint is not None and (joint.leads, joint.decision) == (team(desk, "west"), "设备是西班的，西班牵头。")
    assert stage(desk, asked) == DECIDED and desk.row(asked).arbiter_from is None
    assert "设备是西班的，西班牵头。" in desk.page(f"/console/complaints/{asked}", by="zhoumin")


def test_cp8_one_working_day_without_agreement_is_a_deadlock(desk: Complaints, asked: str) -> None:
    desk.does(actions.take, asked, desk.person("zhoumin"))
    desk.at("2026-12-02 17:30")
    assert stage(desk, asked) == OPEN and "要处理" not in desk.page("/console/complaints")
    desk.at("2026-12-02 17:30:00.001")
    assert stage(desk, asked) == STUCK and "要处理" in desk.page("/console/complaints")
    assert "等仲裁人定" in desk.page(f"/console/complaints/{asked}")
    desk.does(agreeing.arbitrate, asked, team(desk, "east"), "东班自己办。", by="wufang")
    assert stage(desk, asked) == DECIDED


def test_cp8_another_proposal_does_not_begin_the_day_again(desk: Complaints, asked: str) -> None:
    desk.at("2026-12-02 16:00")
    desk.does(agreeing.propose, asked, [team(desk, "west")], "换个办法")
    assert desk.row(asked).arbiter_from == local("2026-12-02 17:30")


def test_cp8_only_the_asked_department_says_its_word_and_once(desk: Complaints, asked: str) -> None:
    desk.refuses("not_your_department", agreeing.agree, asked, by="chenjing")
    desk.refuses("not_your_department", agreeing.object_to, asked, "…", by="zhoumin")  # of no team
    desk.refuses("bad_input", agreeing.object_to, asked, "", by="ayguli")
    desk.does(agreeing.agree, asked, by="ayguli")
    desk.refuses("already_said", agreeing.object_to, asked, "又不行了", by="ayguli")


def test_cp8_nobody_arbitrates_a_complaint_about_themselves(desk: Complaints) -> None:
    desk.names("arbiter", "wufang", "zhoumin")
    complaint = desk.says(persons=(desk.person("wufang"),))
    desk.does(agreeing.propose, complaint, [team(desk, "west")], "一起查")
    desk.at("2026-12-03 09:00")
    desk.refuses("own_matter", agreeing.arbitrate, complaint, team(desk, "east"), "没事", by="wufang")


def test_42_nobody_handles_an_own_matter_in_any_way_but_stating(desk: Complaints) -> None:
    complaint = desk.says(persons=(desk.person("chenjing"),))
    own = {"by": "chenjing"}
    desk.refuses("own_matter", actions.note_stage, complaint, "listened", "…", **own)
    desk.refuses("own_matter", statements.ask_statement, complaint, desk.person("liming"), "…", told=True, **own)
    desk.refuses("own_matter", statements.release, complaint, desk.person("chenjing"), "不是我", **own)
    desk.refuses("own_matter", actions.make_serious, complaint, "…", **own)
    desk.refuses("own_matter", agreeing.propose, complaint, [team(desk, "west")], "…", **own)


def test_42_who_has_stated_is_not_released(desk: Complaints) -> None:
    complaint = desk.says(persons=(desk.person("liming"),))
    desk.does(statements.ask_statement, complaint, desk.person("liming"), "那天的事", told=True)
    desk.does(statements.state, complaint, "我去过。", by="liming")
    desk.refuses("statement_given", statements.release, complaint, desk.person("liming"), "点错了", by="zhoumin")
