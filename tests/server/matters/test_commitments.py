"""The acceptance cases of commitments, with their very values; local times are those of Shanghai."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.matters import actions
from server.matters.actions import Spoke
from server.visits.office import actions as office
from server.visits.schemas import OUTCOMES
from tests.server.matters.conftest import Team, local
from tests.server.matters.test_on_phones import code_of

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def m1(team: Team) -> str:
    """The visit of finding M1: a broadband repair that was passed on, with an answer and a return promised."""
    visit = team.given("09:00")
    team.at("2026-11-30 09:20")
    team.report(visit, "answered", step="remedy", value="passed-on")
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    team.report(visit, "appointed", step="speed", what="再测一次网速", from_=local("2026-12-02 10:00"))
    team.at("2026-11-30 09:45")
    team.report(visit, "ended", outcome="done")
    team.sent()
    return visit


def listed(team: Team, **query: str) -> str:
    """The office's list as its dispatcher reads it."""
    return team.scenario.cast.office("chenjing").get("/console/visits", query_string=query).get_data(as_text=True)


def test_41_case_1_a_promised_answer_is_a_row_until_the_contact_that_reached(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    assert (promise.due_at, promise.state, promise.came_late) == (local("2026-12-01 15:00"), "open", False)
    assert f'data-id="{promise.id}"' in listed(team, promised="all")
    team.at("2026-12-01 14:40")
    assert f'data-id="{promise.id}"' in listed(team)
    assert team.speaks(promise, "reached") == "reached"
    after = team.promise(visit)
    assert (after.state, after.closed_at) == ("kept", local("2026-12-01 14:40"))
    assert f'data-id="{promise.id}"' not in listed(team)


def test_41_case_2_calls_that_reach_nobody_close_nothing(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    for moment in ("2026-12-01 14:40", "2026-12-01 15:10"):
        team.at(moment)
        team.speaks(promise, "not_reached")
    after = team.promise(visit)
    assert (after.state, [each.result for each in team.contacts()]) == ("open", ["not_reached", "not_reached"])
    team.at("2026-12-01 15:00")
    assert "超 " not in row(team, promise.id)  # the moment itself is in time
    team.at("2026-12-01 15:00:00.001")
    assert "超 1 分" in row(team, promise.id)
    assert "打 2 次没通" in row(team, promise.id)


def row(team: Team, commitment: str) -> str:
    return listed(team).split(f'data-id="{commitment}"')[1].split("</tr>")[0]


def ordered(team: Team, source: str, agreed: str) -> str:
    customer, premises = team.scenario.customers[team.ours]
    return team.does(
        office.order_visit,
        customer=customer,
        premises=premises,
        team=team.scenario.cast.teams["east"],
        kind_of_work="repair",
        agreed_at=local(agreed),
        follows=source,
    )


def test_41_case_3_ordering_the_return_for_its_time_keeps_it(team: Team) -> None:
    visit = m1(team)
    follower = ordered(team, visit, "2026-12-02 10:00")
    kept = team.promise(visit, "return")
    assert (kept.state, kept.due_at) == ("kept", local("2026-12-02 10:00"))
    assert team.promise(visit, "book_anew").state == "kept"
    assert team.promise(visit).state == "open"  # an answer is owed all the same
    assert team.scenario.visit(follower).follows_id == visit


def test_41_case_3_another_time_stays_open_until_the_customer_was_told(team: Team) -> None:
    visit = m1(team)
    follower = ordered(team, visit, "2026-12-02 14:00")
    promise = team.promise(visit, "return")
    assert (promise.state, promise.untold_visit) == ("open", follower)
    assert "新时间还没告诉客户" in listed(team, promised="all")
    team.speaks(promise, "not_reached", actions.speak)
    assert team.promise(visit, "return").state == "open"
    team.speaks(promise, "reached", actions.speak)
    before, after = team.promises(visit)[-2:]
    assert (before.id, before.state, before.successor_id) == (promise.id, "moved", after.id)
    assert (after.due_at, after.state) == (local("2026-12-02 14:00"), "kept")


def test_41_case_4_a_silent_phone_brings_a_promise_that_came_late(team: Team) -> None:
    visit = team.given("09:00")
    team.at("2026-11-30 09:20")
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    team.at("2026-12-02 08:00")
    assert team.promises() == []
    team.sent()
    promise = team.promise(visit)
    assert (promise.state, promise.came_late, promise.due_at) == ("open", True, local("2026-12-01 15:00"))
    assert f'data-id="{promise.id}"' in listed(team)


@pytest.mark.parametrize("sent_between", [False, True])
def test_41_case_5_a_slip_of_the_finger_is_no_promise(team: Team, sent_between: bool) -> None:
    visit = team.given("09:00")
    team.at("2026-11-30 09:20:00")
    slip = team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    if sent_between:
        team.sent()
    team.at("2026-11-30 09:20:08")
    team.report(visit, "withdrawn", fact=slip, reason="slip")
    team.sent()
    assert [each.state for each in team.promises()] == (["withdrawn"] if sent_between else [])
    team.at("2026-12-01 08:00")
    assert "答应过的" not in listed(team)


def test_41_case_6_a_later_answer_to_the_same_step_moves_the_first(team: Team) -> None:
    visit = team.given("09:00")
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    team.sent()
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 17:00"))
    team.sent()
    first, second = team.promises(visit)
    assert (first.state, first.successor_id) == ("moved", second.id)
    assert (second.state, second.due_at) == ("open", local("2026-12-01 17:00"))


def test_41_case_7_a_cancelled_visit_leaves_its_promises_open(team: Team) -> None:
    visit = team.given("09:00")
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    team.sent()
    team.does(office.cancel, visit, reason="客户不要了", asked_by="customer")
    assert team.promise(visit).state == "open"


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-12-04 16:00", "2026-12-07 17:30"),  # Friday → Monday
        ("2026-12-04 17:30", "2026-12-07 17:30"),  # the cut-off itself is still Friday
        ("2026-12-04 17:31", "2026-12-08 17:30"),  # after it counts from Monday (ruling 7)
        ("2026-12-05 10:00", "2026-12-08 17:30"),  # Saturday counts as Monday
    ],
)
def test_41_case_8_what_was_not_done_is_booked_anew_by_the_next_working_day(team: Team, ended: str, due: str) -> None:
    team.at("2026-12-04 08:00")
    visit = team.given("15:00")
    team.at(ended)
    team.report(visit, "ended", outcome="nobody_home")
    team.sent()
    promise = team.promise(visit, "book_anew")
    assert (promise.due_at, promise.state, promise.about, promise.provisional) == (
        local(due),
        "open",
        "nobody_home",
        True,
    )
    assert "未核" in listed(team, promised="all")


@pytest.mark.parametrize(
    ("channel", "kept"), [("phone", False), ("text", False), ("letter", True), ("in_person", True)]
)
def test_41_case_9_without_a_telephone_only_a_visit_a_letter_or_in_person(team: Team, channel: str, kept: bool) -> None:
    without_telephone(team)
    visit = m1(team)
    promise = team.promise(visit)
    if channel == "phone":
        team.refuses("no_telephone", actions.keep, promise.id, Spoke(channel, "reached"))
    else:
        team.speaks(promise, "reached", channel=channel)
    assert (team.promise(visit).state == "kept") == kept


def without_telephone(team: Team) -> None:
    from server.customers.models import Customer
    from server.kernel.db import db
    from server.kernel.transaction import write

    def work() -> None:
        db.session.get_one(Customer, (team.ours, team.scenario.customers[team.ours][0])).phone = None

    with team.scenario.app.app_context():
        write(work)


def test_moving_asks_for_a_contact_and_a_time_that_lies_ahead(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    spoke = Spoke("phone", "reached", "明天也行")
    team.at("2026-12-01 13:30")
    team.refuses("time_has_passed", actions.move, promise.id, spoke, to=local("2026-12-01 13:30"), asked_by="us")
    team.refuses("very_far_ahead", actions.move, promise.id, spoke, to=local("2027-12-01 10:00"), asked_by="us")
    team.speaks(promise, "not_reached", actions.move, to=local("2026-12-02 11:00"), asked_by="us")
    assert team.promise(visit).due_at == promise.due_at
    team.speaks(promise, "reached", actions.move, to=local("2026-12-02 11:00"), asked_by="us")
    before, after = [each for each in team.promises(visit) if each.kind == "answer"]
    assert (before.state, before.successor_id, after.state, after.due_at) == (
        "moved",
        after.id,
        "open",
        local("2026-12-02 11:00"),
    )
    team.refuses("promise_closed", actions.keep, promise.id, spoke)
    assert late_notices(team, visit) == [True]  # 90 minutes before the old time, by us (HV-8c)


def late_notices(team: Team, visit: str) -> list[Any]:
    from server.visits.models import Fact

    return [
        fact.body.get("late_notice")
        for fact in team.scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "promise_moved")
    ]


def test_waiving_needs_the_customers_word_or_a_supervisors_reason(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    team.refuses("needs_supervisor", actions.waive, promise.id, None, reason="没必要")
    team.refuses("bad_input", actions.waive, promise.id, None, may_decide=True)
    team.speaks(promise, "not_reached", actions.waive)
    assert team.promise(visit).state == "open"
    team.speaks(promise, "reached", actions.waive)
    assert team.promise(visit).state == "waived"


def test_the_receipt_says_who_decided_that_a_promise_is_not_kept(team: Team) -> None:
    """The customer waived the answer, a supervisor the return: of that one it must not say that the customer needs it no longer.

    Guard: `_given_up_by_us` in server/matters/receipt.py
    """
    visit = m1(team)
    team.speaks(team.promise(visit), "reached", actions.waive)
    team.does(actions.waive, team.promise(visit, "return").id, None, by="zhoumin", reason="设备停产", may_decide=True)
    source = team.scenario.cast.visitor().get(f"/r/{code_of(team, visit)}", query_string={"lang": "zh-CN"}).text
    lines = re.findall(r"<li class=.*?</li>", source.partition('<section class="promised">')[2], re.S)
    answer, back = (next(each for each in lines if words in each) for words in ("给您答复", "再来"))
    assert "您说不用了" in answer and "公司定了不再办" in back and "您说不用了" not in back


def test_the_steps_last_value_counts_so_what_was_done_after_all_is_not_owed(team: Team) -> None:
    visit = team.given("09:00")
    team.report(visit, "appointed", step="speed", what="再测一次网速", from_=local("2026-12-02 10:00"))
    team.report(visit, "answered", step="speed", value="300")
    team.sent()
    assert [each.state for each in team.promises(visit)] == ["withdrawn"]


@pytest.mark.parametrize(("by", "owed"), [("us", True), ("customer", False)])
def test_a_return_that_we_cancel_is_owed_again(team: Team, by: str, owed: bool) -> None:
    visit = m1(team)
    follower = ordered(team, visit, "2026-12-02 10:00")
    team.at("2026-12-01 09:00")
    team.does(office.cancel, follower, reason="缺料", asked_by=by)
    assert [(each.kind, each.due_at) for each in team.promises(follower)] == (
        [("book_anew", local("2026-12-02 17:30"))] if owed else []
    )
    assert ("约好的上门被我们取消了" in listed(team, promised="all")) == owed


@pytest.mark.parametrize("outcome", [each for each in OUTCOMES if each != "done"])
def test_every_outcome_that_is_not_done_is_booked_anew(team: Team, outcome: str) -> None:
    visit = team.given("09:00")
    team.report(visit, "ended", outcome=outcome)
    team.sent()
    assert team.promise(visit, "book_anew").about == outcome
    assert team.phone
    assert {each["outcome"] for each in team.phone.results.values()} == {"applied"}
