"""The statement of the person concerned: what their phone is told, what comes back from it, and what it never holds (4.2, ruling 12)."""

from __future__ import annotations

import json
import re
from typing import Any

from server.complaints import actions, statements
from server.demo.phone import PythonPhone
from server.housekeeping import clear_feed
from server.kernel import clock
from server.kernel.feed import Change
from server.kernel.ids import new_id
from server.visits.models import Fact
from tests.server.complaints.conftest import Complaints
from tests.server.matters.conftest import local

GIST = "那天约好当天修好，为什么没修好？"


def questions(phone: PythonPhone) -> dict[str, dict[str, Any]]:
    """What stands on the phone: complaint → what is asked."""
    held: dict[str, dict[str, Any]] = {}
    for change in phone.changes:
        if change["type"] == "asked":
            held.pop(change["complaint"], None)
            held |= {change["complaint"]: change["asked"]} if "asked" in change else {}
    return held


def says(phone: PythonPhone, kind: str, complaint: str, **body: Any) -> None:
    subject = {"type": "person", "id": phone.person}
    phone.report(kind, {"complaint": complaint, **body}, subject=subject)


def asked(desk: Complaints, *, told: bool = False, **said: Any) -> tuple[PythonPhone, str]:
    """Li Ming's phone and a complaint about him; 09:10 he is asked."""
    visit = desk.given("10:00")
    complaint = desk.says(visit=visit, persons=(desk.person("liming"),), **said)
    desk.at("2026-12-01 09:10")
    desk.does(statements.ask_statement, complaint, desk.person("liming"), GIST, told=told)
    assert desk.phone
    desk.phone.sync_all()
    return desk.phone, complaint


def test_42_the_person_concerned_states_on_the_phone_and_the_clock_begins_with_the_receipt(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    assert questions(phone)[complaint]["gist"] == GIST
    desk.at("2026-12-01 12:00")
    says(phone, "statement_seen", complaint)
    phone.sync_all()
    assert desk.case(complaint).parties[0].due_at == local("2026-12-02 12:00")
    assert questions(phone)[complaint]["due"] == local("2026-12-02 12:00")
    desk.at("2026-12-01 18:30")
    says(phone, "stated", complaint, text="缺接头，报了办公室。")
    phone.sync_all()
    party = desk.case(complaint).parties[0]
    assert (party.statement, party.stated_by, party.stated_at) == (
        "缺接头，报了办公室。",
        "self",
        local("2026-12-01 18:30"),
    )
    assert desk.row(complaint).due_at == local("2026-12-03 18:30")
    assert questions(phone)[complaint]["stated"] == local("2026-12-01 18:30")


def test_42_case_10_written_offline_counts_from_its_receipt_and_both_times_are_shown(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    desk.at("2026-12-01 10:00")
    says(phone, "stated", complaint, text="词甲")
    desk.at("2026-12-03 08:00")
    phone.sync_all()
    party = desk.case(complaint).parties[0]
    assert (party.written_at, party.stated_at) == (local("2026-12-01 10:00"), local("2026-12-03 08:00"))
    assert desk.row(complaint).due_at == local("2026-12-04 09:00")  # the backstop, not 12-05 08:00
    page = desk.page(f"/console/complaints/{complaint}", by="zhoumin")
    assert re.search(r"08:00 · written on the phone [^<]*10:00", page)


def test_42_the_phone_holds_the_gist_and_nothing_else_of_the_complaint(desk: Complaints) -> None:
    customer, premises = desk.scenario.customers[desk.ours]
    other = desk.says(text="词乙", customer=customer, premises=premises, persons=(desk.person("wangqiang"),))
    desk.does(statements.ask_statement, other, desk.person("wangqiang"), "词丙", told=False)
    phone, complaint = asked(desk, text="词丁", caller="词戊", phone="19955556666", sure=True)
    desk.does(actions.note_stage, complaint, "asked", "词己")
    desk.does(statements.state_for, other, desk.person("wangqiang"), "词庚", by="zhoumin")
    phone.sync_all()
    held = json.dumps(phone.changes, ensure_ascii=False)
    assert GIST in held
    assert not [word for word in ("词乙", "词丙", "词丁", "词戊", "词己", "词庚", "19955556666") if word in held]


def test_42_a_second_statement_and_somebody_elses_change_nothing(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    stranger = desk.scenario.enrolled("wangqiang")
    says(stranger, "stated", complaint, text="不是我")
    says(stranger, "statement_seen", complaint)
    says(stranger, "stated", new_id(), text="没有这件")
    stranger.sync_all()
    assert desk.case(complaint).parties[0].stated_at is None and questions(stranger) == {}
    says(phone, "stated", complaint, text="第一次")
    says(phone, "stated", complaint, text="第二次")
    phone.sync_all()
    assert [result["outcome"] for result in phone.results.values()][-2:] == ["applied", "applied"]
    assert desk.case(complaint).parties[0].statement == "第一次"
    assert len(desk.scenario.rows(Fact, Fact.subject_type == "person", Fact.kind == "stated")) == 4


def test_42_about_another_person_or_too_long_is_put_aside(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    phone.report(
        "stated",
        {"complaint": complaint, "text": "替他写"},
        subject={"type": "person", "id": desk.person("wangqiang")},
    )
    says(phone, "stated", complaint, text="长" * 4001)
    says(phone, "stated", complaint, text="")
    phone.sync_all()
    assert [result["outcome"] for result in phone.results.values()][-3:] == ["quarantined"] * 3
    assert desk.case(complaint).parties[0].stated_at is None


def test_42_the_finding_is_read_with_its_ground_and_goes_after_thirty_days(desk: Complaints) -> None:
    phone, complaint = asked(desk, told=True)
    desk.does(statements.state, complaint, "…", by="liming")
    claim = desk.case(complaint).claims[0].id
    said = {"valid": "partly", "ground": "manner", "cause": "", "why": "词辛"}
    desk.does(actions.judge, complaint, claim, by="zhoumin", **said)
    desk.does(actions.close, complaint, "withdrawn", "客户撤回", by="zhoumin")
    phone.sync_all()
    found = questions(phone)[complaint]
    assert found["finding"] == {"valid": "partly", "grounds": ["manner"]} and found["closed"]
    assert "词辛" not in json.dumps(phone.changes, ensure_ascii=False)
    desk.at("2027-01-05 09:00")
    anew = desk.scenario.enrolled("liming")
    anew.sync_all()
    assert questions(anew) == {}


def test_42_a_phone_that_starts_anew_still_hears_what_is_asked(desk: Complaints) -> None:
    """Also when the feed was cleared away meanwhile: no visit's bundle tells it."""
    _, complaint = asked(desk)
    with desk.scenario.app.app_context():
        clear_feed(desk.ours)
    desk.at("2027-03-10 09:00")
    with desk.scenario.app.app_context():
        clear_feed(desk.ours)
        assert clock.now() == local("2027-03-10 09:00")
    anew = desk.scenario.enrolled("liming")
    anew.sync_all()
    assert questions(anew)[complaint]["gist"] == GIST


def test_42_who_was_named_by_mistake_is_released_and_the_question_leaves_the_phone(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    due, me = desk.row(complaint).due_at, desk.person("liming")
    assert questions(phone)[complaint]["gist"] == GIST
    desk.refuses("not_responsible", statements.release, complaint, me, "同名", by="chenjing")
    desk.refuses("bad_input", statements.release, complaint, me, "", by="zhoumin")
    desk.does(statements.release, complaint, me, "是另一位李明", by="zhoumin")
    assert desk.case(complaint).parties == [] and not desk.row(complaint).waits_for_statement
    assert desk.row(complaint).due_at == due == local("2026-12-04 09:00")  # what the customer reads does not move
    phone.sync_all()
    assert questions(phone) == {}
    says(phone, "stated", complaint, text="我没去过。")  # written before the phone heard of it
    phone.sync_all()
    assert desk.case(complaint).parties == []
    anew = desk.scenario.phone("liming", "Another phone")
    assert questions(anew) == {}


def test_42_the_feed_keeps_one_entry_a_person_and_complaint(desk: Complaints) -> None:
    phone, complaint = asked(desk)
    says(phone, "statement_seen", complaint)
    phone.sync_all()
    says(phone, "stated", complaint, text="缺接头，报了办公室。")
    phone.sync_all()
    assert len(desk.scenario.rows(Change, Change.kind == "asked")) == 1
    assert questions(desk.scenario.phone("liming", "Another phone"))[complaint]["stated"]
