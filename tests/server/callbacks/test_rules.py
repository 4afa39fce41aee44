"""The acceptance cases of SV-1 that are figures and days, worked out by hand."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.callbacks.rules import (
    draw,
    due_days,
    is_low,
    is_unreachable,
    may_call_at,
    sample_size,
    satisfaction,
    window,
)


def test_sv1_case_1_monthly_anniversaries_then_quarterly() -> None:
    days = due_days("2026-01-31")
    assert days[:2] == ["2026-02-28", "2026-03-31"]
    assert days[11:15] == ["2027-01-31", "2027-04-30", "2027-07-31", "2027-10-31"]
    assert due_days("2026-01-31", "2026-03-30") == ["2026-02-28"]


@pytest.mark.parametrize(("visits", "called"), [(37, 10), (400, 20), (6, 6), (0, 0), (200, 10), (201, 11)])
def test_sv1_case_2_ten_or_one_of_twenty(visits: int, called: int) -> None:
    assert sample_size(visits) == called


def test_sv1_case_5_five_days_around_the_day() -> None:
    first, last = window("2026-02-28")
    assert (first, last) == ("2026-02-23", "2026-03-05")
    assert "2026-02-22" < first <= "2026-02-23"


def test_sv1_the_place_is_the_hash_of_four_lines_that_anybody_can_make() -> None:
    population = {f"v{number}": f"c{number}" for number in range(12)}
    found = draw("seed", "org", "2026-11", population, ())
    by_hand = sorted(population, key=lambda each: hashlib.sha256(f"seed\norg\n2026-11\n{each}".encode()).hexdigest())
    assert [each.visit for each in found] == by_hand
    assert [each.why for each in found] == ["drawn"] * 10 + ["not_needed"] * 2


def test_sv1_case_3_who_was_called_lately_is_passed_over_and_the_next_is_drawn() -> None:
    population = {f"v{number}": f"c{number}" for number in range(12)}
    first = draw("seed", "org", "2026-11", population, ())[0]
    found = draw("seed", "org", "2026-11", population, {population[first.visit]})
    assert found[0].why == "recent" and [each.why for each in found].count("drawn") == 10


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=6), st.sampled_from("klmnop"), max_size=40),
    st.sets(st.sampled_from("klm")),
)
def test_sv1_every_draw_takes_each_customer_once_and_none_who_was_called(
    population: dict[str, str], recent: set[str]
) -> None:
    found = draw("seed", "org", "2026-11", population, recent)
    taken = [population[each.visit] for each in found if each.why == "drawn"]
    assert len(taken) == len(set(taken)) == min(sample_size(len(population)), len(set(population.values()) - recent))
    assert not set(taken) & recent and len(found) == len(population)


@pytest.mark.parametrize(("hour", "may"), [(8, False), (9, True), (20, True), (21, False), (0, False)])
def test_sv1_nobody_is_called_between_nine_and_nine(hour: int, may: bool) -> None:
    assert may_call_at(hour) is may


def test_sv1_three_attempts_on_two_days_are_unreachable() -> None:
    assert not is_unreachable(["2026-12-01"] * 3)
    assert not is_unreachable(["2026-12-01", "2026-12-02"])
    assert is_unreachable(["2026-12-01", "2026-12-01", "2026-12-02"])


@pytest.mark.parametrize(
    ("answers", "low"),
    [
        ({"satisfied": "2"}, True),
        ({"satisfied": "3"}, False),
        ({"honest": "asked"}, True),
        ({"signed": "nobody"}, True),
        ({"satisfied": "5", "honest": "none"}, False),
        ({}, False),
    ],
)
def test_sv1_low_answers(answers: dict[str, str], low: bool) -> None:
    assert is_low(answers) is low


def test_sv5_satisfaction_counts_those_who_answered_and_says_of_how_many() -> None:
    given = [{"satisfied": "5"}] * 6 + [{"satisfied": "4"}] * 3 + [{"satisfied": "2"}, {"works": "well"}]
    assert satisfaction(given, 40) == {"satisfied": 9, "answered": 10, "called": 40}
