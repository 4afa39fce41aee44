"""The clock of a complaint under any order of statements, answers, tries and promises, against sums that know only hours (CP-3, rulings 3 and 11)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.complaints.clocks import AGAIN, ATTEMPTED, BACKSTOP, PROMISED, REACHED, RECEIPT, STATEMENT
from server.complaints.rules import case_of
from server.kernel import clock
from server.kernel.deadlines import Calendar
from server.visits.log.shown import ShownFact

START = "2026-10-20T01:00:00.000Z"  # five days before Berlin's clock goes back
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "UTC"])
MINUTES = st.integers(1, 9 * 24 * 60)
PERSONS = ("li", "wang", "zhao")
# (person, when it was written, how long the phone kept it)
STATEMENTS = st.lists(st.tuples(st.sampled_from(PERSONS), MINUTES, st.integers(0, 3 * 24 * 60)), max_size=5)


def at(minutes: int) -> str:
    """A moment so many minutes after the receipt, by arithmetic alone."""
    moment = datetime.fromisoformat(START.replace("Z", "+00:00")) + timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def fact(number: int, kind: str, minutes: int, body: dict[str, Any], received: int | None = None) -> ShownFact:
    return ShownFact(f"f{number}", kind, body, "y", at(minutes), at(minutes if received is None else received))


def complained(*persons: str) -> ShownFact:
    return fact(0, "complained", 0, {"text": "…", "via": "web", "about": {"persons": list(persons)}})


def answered(number: int, minutes: int, result: str, contact: str = "reached", channel: str = "phone") -> ShownFact:
    return fact(number, "answered", minutes, {"result": result, "contact": contact, "channel": channel, "text": "…"})


@given(STATEMENTS, ZONES, st.randoms(use_true_random=False))
def test_42_the_first_statement_to_arrive_begins_the_48_hours_in_any_order_and_zone(
    said: list[tuple[str, int, int]], zone: str, chance: Any
) -> None:
    """Guards: `received_at` in `_stated`, `min` in `_first`. A second statement of the same person moves nothing."""
    arrivals = sorted((written + kept, person) for person, written, kept in said)
    facts = [
        fact(number, "stated", came, {"person": person, "text": "…", "by": "self"}, came)
        for number, (came, person) in enumerate(arrivals, 1)
    ]
    found = case_of([complained(*PERSONS), *facts], Calendar(zone)).clock
    first = min((came for came, _ in arrivals), default=None)
    expected = 72 * 60 if first is None else min(72 * 60, first + 48 * 60)
    assert found is not None and found.due_at == at(expected)
    assert found.basis == (STATEMENT if first is not None and first + 48 * 60 <= 72 * 60 else BACKSTOP)
    once = list({each.body["person"]: each for each in reversed(facts)}.values())
    chance.shuffle(once)  # the log may hold them in any order
    mixed = case_of([complained(*PERSONS), *once], Calendar(zone)).clock
    assert mixed is not None and (mixed.due_at, mixed.basis) == (found.due_at, found.basis)


@given(st.lists(MINUTES, max_size=6), ZONES)
def test_42_without_a_person_concerned_48_hours_whatever_is_tried(tries: list[int], zone: str) -> None:
    """Calls in vain move no deadline; without a written word they stop nothing (ruling 11)."""
    facts = [answered(number, when, "no_word", "not_reached") for number, when in enumerate(sorted(tries), 1)]
    found = case_of([complained(), *facts], Calendar(zone)).clock
    assert found is not None and (found.due_at, found.basis) == (at(48 * 60), RECEIPT)
    assert found.stopped_at is None and found.met is None


@given(st.lists(st.tuples(MINUTES, st.booleans()), min_size=1, max_size=9), ZONES)
def test_42_only_three_calls_on_two_days_and_a_written_word_stop_as_attempted(
    tries: list[tuple[int, bool]], zone: str
) -> None:
    """Guards: TRIES, TRY_DAYS, `written` in `attempted_at`. Counted by the zone's own days."""
    tries = sorted(tries)
    facts = [
        answered(number, when, "no_word", "left_message" if written else "not_reached", "text" if written else "phone")
        for number, (when, written) in enumerate(tries, 1)
    ]
    expected = None
    for end in range(1, len(tries) + 1):
        calls = [when for when, written in tries[:end] if not written]
        days = {clock.day_of(at(when), zone) for when in calls}
        if len(calls) >= 3 and len(days) >= 2 and any(written for _, written in tries[:end]):
            expected = at(tries[end - 1][0])
            break
    found = case_of([complained(), *facts], Calendar(zone)).clock
    assert found is not None and found.stopped_at == expected
    assert found.stopped_how == (ATTEMPTED if expected else "") and found.met is None


@given(st.lists(st.tuples(st.integers(1, 3000), st.one_of(st.none(), st.integers(1, 7 * 24 * 60))), max_size=6), ZONES)
def test_42_each_cycle_counts_from_the_answer_that_did_not_satisfy_or_by_its_promise(
    cycles: list[tuple[int, int | None]], zone: str
) -> None:
    """Guards: `_later`, `next_answer = None` in `_answered`. A promise of an earlier cycle is no deadline of a later one."""
    facts, now, due, met = [complained()], 0, 48 * 60, []
    basis = RECEIPT
    for wait, promise in cycles:
        now += wait
        met.append(now <= due)
        facts.append(answered(len(facts), now, "not_satisfied"))
        due, basis = now + 48 * 60, AGAIN
        if promise is not None:
            facts.append(fact(len(facts), "next_answer", now, {"at": at(now + promise)}))
            due, basis = now + promise, PROMISED
    case = case_of(facts, Calendar(zone))
    assert case.clock is not None and (case.clock.due_at, case.clock.basis) == (at(due), basis)
    assert case.cycle == len(cycles) + 1 and case.dissatisfied == len(cycles)
    assert [each.met for each in case.past] == met and all(each.stopped_how == REACHED for each in case.past)


@given(MINUTES, ZONES)
def test_42_a_second_late_is_late(minutes: int, zone: str) -> None:
    """In time up to the due moment itself, in every zone."""
    case = case_of([complained(), answered(1, minutes, "satisfied")], Calendar(zone))
    assert case.clock is not None and case.clock.met is (minutes <= 48 * 60) and case.clock.stopped_at == at(minutes)
