"""The acceptance cases of a complaint's clocks and states, worked out by hand; local times are those of Shanghai where no zone is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.complaints.clocks import ATTEMPTED, BACKSTOP, PROMISED, RECEIPT, STATEMENT, attempted_at
from server.complaints.clocks import Try as Attempt
from server.complaints.rules import Case, case_of, is_own_matter, may_close, needs_next_answer, open_stages
from server.kernel import clock
from server.kernel.deadlines import Calendar
from server.visits.log.shown import ShownFact

SHANGHAI = Calendar("Asia/Shanghai")


def at(local: str, zone: str = "Asia/Shanghai") -> str:
    day, time = local.split(" ")
    seconds = time[5:]
    moment = clock.moment_at(day, time[:5], zone)
    return moment if not seconds else moment.replace(":00.000Z", f"{seconds}.000Z")


class Story:
    """A complaint's facts, one after the other."""

    def __init__(self, calendar: Calendar = SHANGHAI) -> None:
        self.facts: list[ShownFact] = []
        self.calendar = calendar

    def __call__(self, local: str, kind: str, received: str = "", **body: Any) -> Story:
        happened = at(local, self.calendar.zone)
        got = at(received, self.calendar.zone) if received else happened
        self.facts.append(ShownFact(f"f{len(self.facts)}", kind, body, "yaohong", happened, got))
        return self

    @property
    def case(self) -> Case:
        return case_of(self.facts, self.calendar)


def complained(local: str, *persons: str, calendar: Calendar = SHANGHAI, **more: Any) -> Story:
    about = {"persons": list(persons)} if persons else {}
    return Story(calendar)(local, "complained", text="没修好", via="phone", about=about, **more)


def answer(result: str = "satisfied", contact: str = "reached", channel: str = "phone") -> dict[str, str]:
    return {"result": result, "contact": contact, "channel": channel, "text": "…"}


def test_42_case_1_forty_eight_hours_from_the_statement() -> None:
    story = complained("2026-12-04 18:20", "li")("2026-12-04 18:30", "stated", person="li", text="…", by="self")
    found = story.case.clock
    assert found is not None and (found.due_at, found.basis) == (at("2026-12-06 18:30"), STATEMENT)
    in_time = case_of([*story.facts, ShownFact("x", "answered", answer(), "y", at("2026-12-06 18:30"), "")], SHANGHAI)
    late = case_of([*story.facts, ShownFact("x", "answered", answer(), "y", at("2026-12-06 18:30:01"), "")], SHANGHAI)
    assert in_time.clock is not None and in_time.clock.met is True
    assert late.clock is not None and late.clock.met is False


def test_42_case_2_without_a_statement_the_backstop_counts() -> None:
    story = complained("2026-12-01 09:00", "li")("2026-12-01 09:10", "statement_asked", person="li", told=True)
    case = story.case
    assert case.clock is not None and (case.clock.due_at, case.clock.basis) == (at("2026-12-04 09:00"), BACKSTOP)
    assert case.parties[0].due_at == at("2026-12-02 09:10")
    assert case.waits_for_statement


def test_42_case_3_the_first_of_two_statements_starts_the_clock() -> None:
    story = complained("2026-12-01 09:00", "li", "wang")
    story("2026-12-01 10:00", "stated", person="li", text="…", by="self")
    story("2026-12-02 16:00", "stated", person="wang", text="…", by="self")
    assert story.case.clock is not None and story.case.clock.due_at == at("2026-12-03 10:00")


def test_42_case_4_the_next_answer_that_was_told_is_the_next_deadline() -> None:
    story = complained("2026-12-01 09:00")("2026-12-02 11:00", "answered", **answer("not_satisfied"))
    assert needs_next_answer(story.case)
    story("2026-12-02 11:01", "next_answer", at=at("2026-12-05 10:00"))
    case = story.case
    assert (case.cycle, case.state) == (2, "in_hand")
    assert case.clock is not None and (case.clock.due_at, case.clock.basis) == (at("2026-12-05 10:00"), PROMISED)
    assert case.past[0].met is True and case.past[0].basis == RECEIPT
    assert not needs_next_answer(case)


def test_42_case_5_hours_are_elapsed_hours_across_the_change_of_the_clock() -> None:
    berlin = Calendar("Europe/Berlin")
    story = complained("2026-10-24 09:00", "li", calendar=berlin)
    story("2026-10-24 10:00", "stated", person="li", text="…", by="self")
    found = story.case.clock
    assert found is not None and found.due_at == at("2026-10-26 09:00", "Europe/Berlin") == "2026-10-26T08:00:00.000Z"


def test_42_case_9_an_anonymous_letter_has_no_answer_but_a_finding_in_seven_days() -> None:
    story = complained("2026-12-01 09:00", "li", anonymous=True)
    found = story.case.clock
    assert found is not None and found.due_at == at("2026-12-09 00:00")  # 24:00 of the seventh day
    claim = story.case.claims[0].id
    story("2026-12-08 10:00", "found", claim=claim, valid="no", why="…")
    assert story.case.clock is not None and story.case.clock.met is True


def test_42_case_10_a_statement_that_came_late_moves_nothing_beyond_the_backstop() -> None:
    story = complained("2026-12-01 09:00", "li")
    story("2026-12-01 10:00", "stated", received="2026-12-03 08:00", person="li", text="…", by="self")
    found = story.case.clock
    assert found is not None and (found.due_at, found.basis) == (at("2026-12-04 09:00"), BACKSTOP)


def test_42_not_reaching_the_customer_stops_nothing_until_three_calls_on_two_days_and_a_message() -> None:
    story = complained("2026-12-01 09:00")
    for moment in ("2026-12-01 10:00", "2026-12-01 12:00", "2026-12-02 10:00"):
        story(moment, "answered", **answer("no_word", "not_reached"))
    assert story.case.clock is not None and story.case.clock.stopped_at is None
    story("2026-12-02 11:00", "answered", **answer("no_word", "left_message", "text"))
    found = story.case.clock
    assert found is not None and (found.stopped_at, found.stopped_how) == (at("2026-12-02 11:00"), ATTEMPTED)
    assert found.met is None  # counted apart
    assert story.case.state == "received"  # and never closes by itself


def test_42_three_calls_on_one_day_are_not_enough() -> None:
    calls = [Attempt(at(f"2026-12-01 1{hour}:00"), "phone", "not_reached") for hour in range(4)]
    assert attempted_at([*calls, Attempt(at("2026-12-01 15:00"), "mail", "left_message")], SHANGHAI) is None


def test_42_six_times_clear_is_computed_from_facts() -> None:
    story = complained("2026-12-01 09:00")
    assert open_stages(story.case) == ["listened", "asked", "followed", "answered"]
    for kind in ("listened", "asked", "followed"):
        story("2026-12-01 09:05", kind, note="…")
    story("2026-12-01 11:00", "answered", **answer())
    assert open_stages(story.case) == []
    story("2026-12-01 12:00", "made_serious", why="injury")
    assert open_stages(story.case) == ["reported"]
    story("2026-12-01 12:05", "head_told", person="head")
    assert open_stages(story.case) == []


def test_42_only_the_customer_says_satisfied() -> None:
    story = complained("2026-12-01 09:00")("2026-12-01 11:00", "answered", **answer("no_word"))
    assert may_close(story.case, "satisfied", lambda _: 0) == "complaint_not_satisfied"
    story("2026-12-01 12:00", "heard", result="satisfied")
    assert may_close(story.case, "satisfied", lambda _: 0) == ""
    story("2026-12-01 12:01", "closed", how="satisfied")
    assert may_close(story.case, "satisfied", lambda _: 0) == "complaint_closed"


def test_42_exhausted_needs_three_answers_that_did_not_satisfy() -> None:
    story = complained("2026-12-01 09:00")
    for day in (2, 3):
        story(f"2026-12-0{day} 11:00", "answered", **answer("not_satisfied"))
    assert may_close(story.case, "exhausted", lambda _: 0) == "complaint_not_exhausted"
    story("2026-12-04 11:00", "answered", **answer("not_satisfied"))
    assert may_close(story.case, "exhausted", lambda _: 0) == ""


@pytest.mark.parametrize(("days", "code"), [(29, "complaint_not_silent"), (30, "")])
def test_42_unreachable_needs_thirty_days_without_a_word(days: int, code: str) -> None:
    story = complained("2026-12-01 09:00")
    for moment in ("2026-12-01 10:00", "2026-12-02 12:00", "2026-12-02 13:00"):
        story(moment, "answered", **answer("no_word", "not_reached"))
    story("2026-12-02 14:00", "answered", **answer("no_word", "left_message", "mail"))
    assert may_close(story.case, "unreachable", lambda _: days) == code


def test_42_claims_are_judged_one_by_one() -> None:
    story = complained("2026-12-01 09:00", "li", claims=["没修好", "态度差"])
    first, second = (each.id for each in story.case.claims)
    story("2026-12-02 09:00", "found", claim=first, valid="yes", ground="not_done_not_rearranged", why="…")
    assert story.case.valid == "none"
    story("2026-12-02 09:01", "found", claim=second, valid="no", why="…")
    assert story.case.valid == "partly"


def test_42_nobody_judges_his_own_matter() -> None:
    case = complained("2026-12-01 09:00", "li").case
    assert is_own_matter(case, "li") and not is_own_matter(case, "wang")
    team = Story()("2026-12-01 09:00", "complained", text="…", via="letter", about={"team": "east"}).case
    assert is_own_matter(team, "boss", ["east"]) and not is_own_matter(team, "boss", ["west"])
    assert team.clock is not None and (team.clock.due_at, team.clock.basis) == (at("2026-12-03 09:00"), RECEIPT)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["stated", "answered_yes", "answered_no", "tried", "next", "heard_no", "reopened"]),
        st.integers(0, 20 * 24 * 60),
    ),
    max_size=14,
)


@given(ACTS, st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu"]))
def test_42_in_any_order_the_first_answer_is_never_due_later_than_72_hours(
    acts: list[tuple[str, int]], zone: str
) -> None:
    start = "2026-10-20T01:00:00.000Z"
    facts = [ShownFact("f", "complained", {"text": "…", "via": "web", "about": {"persons": ["li"]}}, "y", start, start)]
    for number, (act, minutes) in enumerate(sorted(acts, key=lambda each: each[1])):
        now = clock.later(start, minutes=minutes)
        kind, body = {
            "stated": ("stated", {"person": "li", "text": "…", "by": "self"}),
            "answered_yes": ("answered", answer()),
            "answered_no": ("answered", answer("not_satisfied")),
            "tried": ("answered", answer("no_word", "not_reached")),
            "next": ("next_answer", {"at": clock.later(now, days=2)}),
            "heard_no": ("heard", {"result": "not_satisfied"}),
            "reopened": ("reopened", {"why": "…"}),
        }[act]
        facts.append(ShownFact(f"f{number}", kind, body, "y", now, now))
        case = case_of(facts, Calendar(zone))
        first = case.past[0] if case.past else case.clock
        assert first is not None and first.due_at <= clock.later(start, hours=72)
        assert case.clock is not None and case.cycle == len(case.past) + 1
        assert case.state in ("received", "in_hand", "answered")
