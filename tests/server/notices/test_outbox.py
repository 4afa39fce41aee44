"""Facts fill the outbox in their own transaction; the job sends what is due and still true; the visit's page says what came of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete

from server.evidence.issuing import issue_receipt
from server.evidence.models import Receipt
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.notices import acts
from server.visits.models import Fact
from server.visits.office import actions, undo
from tests.scenario import moment
from tests.server.matters.conftest import local
from tests.server.notices.conftest import Office

pytestmark = pytest.mark.both_databases


def test_an_order_is_confirmed_to_a_file_and_on_the_visit_s_page(office: Office) -> None:
    visit = office.given("10:00")
    assert office.states() == [("confirmed", "waiting")]
    assert office.send() == 0  # a time may still change; the customer is told it once
    office.at("2026-11-30 08:03")
    assert office.send() == 1
    assert office.states() == [("confirmed", "sent")]
    [said] = office.files()
    assert "林女士" in said["text"] and "10:00" in said["text"] and "{" not in said["text"] and "/v/" in said["text"]
    page = office.scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    assert "发给客户的通知" in page and "约好了" in page and "写成文件了" in page and "没有发出去" in page


def test_b4_5_moved_three_times_in_a_minute_is_one_message_with_the_last_time(office: Office) -> None:
    visit = office.given("11:00")
    office.at("2026-11-30 08:05")
    office.send()
    for hour in ("13:00", "14:00", "15:00"):
        office.does(actions.reschedule, visit, asked_by="us", agreed_at=moment(0, hour))
    office.at("2026-11-30 08:08")
    assert office.send() == 1
    assert office.states("changed") == [("changed", "dropped"), ("changed", "dropped"), ("changed", "sent")]
    assert [row.reason for row in office.notices("changed")] == ["replaced", "replaced", ""]
    assert "15:00" in office.notices("changed")[-1].text and "13:00" not in office.notices("changed")[-1].text


def test_moved_before_anything_was_told_is_a_confirmation(office: Office) -> None:
    visit = office.given("11:00")
    office.does(actions.reschedule, visit, asked_by="us", agreed_at=moment(0, "15:00"))
    office.at("2026-11-30 08:05")
    assert office.send() == 1
    assert office.states() == [("confirmed", "dropped"), ("confirmed", "sent")]


def test_what_was_undone_in_time_is_told_to_nobody(office: Office) -> None:
    visit = office.given("11:00")
    office.at("2026-11-30 08:05")
    office.send()
    office.does(actions.reschedule, visit, asked_by="us", agreed_at=moment(0, "15:00"))
    [moved] = office.scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "rescheduled")
    office.does(undo.undo, [moved.id])
    office.at("2026-11-30 08:09")
    assert office.send() == 0
    assert office.states() == [("confirmed", "sent"), ("changed", "dropped")]


def test_on_the_way_and_late_from_the_phone_each_once(office: Office) -> None:
    visit = office.given("10:00")
    office.at("2026-11-30 09:30")
    office.report(visit, "departed")
    office.report(visit, "running_late", minutes=15)
    office.sent()
    office.sent()
    assert office.states("on_the_way", "late") == [("on_the_way", "waiting"), ("late", "waiting")]
    office.send()
    texts = {row.kind: row.text for row in office.notices("on_the_way", "late")}
    assert "李明" in texts["on_the_way"] and "0117" in texts["on_the_way"]
    assert "15 分钟" in texts["late"] and "10:15" in texts["late"]


def test_a_cancelled_visit_is_not_said_to_be_late(office: Office) -> None:
    visit = office.given("10:00")
    office.at("2026-11-30 09:50")
    office.send()
    office.report(visit, "running_late", minutes=20)
    office.sent()
    office.does(actions.cancel, visit, reason="x", asked_by="customer")
    assert [(row.state, row.reason) for row in office.notices("late")] == [("dropped", "cancelled")]
    assert office.send() == 0


def test_what_has_begun_or_is_too_old_is_not_sent(office: Office) -> None:
    visit = office.given("10:00")
    office.at("2026-11-30 09:30")
    office.report(visit, "departed")
    office.sent()
    office.at("2026-11-30 09:55")
    office.report(visit, "arrived")
    office.sent()
    assert office.send() == 0
    assert {row.kind: row.reason for row in office.notices("on_the_way")} == {"on_the_way": "has_begun"}


def test_done_names_the_receipt_and_waits_for_it(office: Office) -> None:
    visit = office.given("10:00")
    office.report(visit, "arrived")
    office.report(visit, "ended", outcome="done")
    office.sent()
    [receipt] = office.scenario.rows(Receipt)
    with office.scenario.app.app_context():
        write(lambda: db.session.execute(delete(Receipt)))
    office.send()
    assert [(row.state, row.reason) for row in office.notices("done")] == [("waiting", "receipt_not_ready")]
    with office.scenario.app.app_context():
        write(lambda: issue_receipt(office.ours, visit))
    office.at("2026-11-30 08:10")
    office.send()
    [row] = office.notices("done")
    assert row.state == "sent" and f"/r/{receipt.code}" in row.text


def test_nobody_home_asks_for_another_time(office: Office) -> None:
    visit = office.given("10:00")
    office.report(visit, "arrived")
    office.report(visit, "ended", outcome="nobody_home")
    office.sent()
    office.at("2026-11-30 10:30")
    assert office.states("nobody_home") == [("nobody_home", "waiting")]
    assert office.send() == 1
    assert "/v/" in office.notices("nobody_home")[0].text


def test_a_dispatcher_sends_again_and_keeps_back(office: Office) -> None:
    visit = office.given("10:00")
    [row] = office.notices()

    def acting(act, code: str = "") -> None:
        with office.scenario.app.app_context():
            try:
                write(lambda: act(office.ours, visit, row.id))
            except Problem as problem:
                assert problem.code == code

    acting(acts.keep_back)
    office.at("2026-11-30 08:05")
    assert office.send() == 0 and office.notices()[0].reason == "by_person"
    acting(acts.keep_back, "notice_moved_on")
    acting(acts.send_again)
    assert office.send() == 1 and office.states() == [("confirmed", "sent")]


def test_no_text_and_no_number_in_the_log(office: Office, caplog) -> None:
    office.given("10:00")
    office.at("2026-11-30 08:05")
    office.send()
    assert not re.search("林|1381234|翠湖", caplog.text)


def test_a_promise_that_was_kept_is_told_once(office: Office) -> None:
    visit = office.given("09:00")
    office.report(visit, "answered", step="remedy", value="passed-on")
    office.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    office.sent()
    office.speaks(office.promise(visit), "not_reached")
    assert office.notices("promise_kept") == []
    office.speaks(office.promise(visit), "reached")
    office.send()
    assert office.states("promise_kept") == [("promise_kept", "sent")]
    assert "办好了" in office.notices("promise_kept")[0].text
