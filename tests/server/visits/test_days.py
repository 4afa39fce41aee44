"""Days, notice and corrected time, without a database (HV-8c, fault 6)."""

from __future__ import annotations

import pytest

from server.visits.days import Clocked, contact_ends, corrected, has_contact, is_held

RECEIVED = "2026-11-23T10:00:00.000Z"
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("day", "held"),
    [("2026-11-16", True), ("2026-11-15", False), ("2026-12-07", True), ("2026-12-08", False), ("", False)],
)
def test_a_phone_holds_seven_days_back_and_fourteen_ahead(day: str, held: bool) -> None:
    assert is_held(day, "2026-11-23") is held


def test_contact_is_for_now_and_for_what_was_left_open() -> None:
    assert has_contact("2026-11-23", "2026-11-20", "2026-11-23", finished=False)
    assert not has_contact("2026-11-24", "2026-11-20", "2026-11-23", finished=False)
    assert has_contact("2026-11-18", "2026-11-20", "2026-11-23", finished=False)
    assert not has_contact("2026-11-18", "2026-11-20", "2026-11-23", finished=True)
    assert not contact_ends("2026-11-22T10:00:00.001Z", RECEIVED) and contact_ends("2026-11-22T10:00:00.000Z", RECEIVED)


def test_a_measured_offset_corrects_the_phones_clock() -> None:
    assert corrected("2026-11-23T09:00:00.000Z", 60_000, RECEIVED, None) == Clocked("2026-11-23T09:01:00.000Z", False)


def test_a_clock_three_days_ahead_is_clamped_to_receipt_and_uncertain() -> None:
    assert corrected("2026-11-26T09:00:00.000Z", 0, RECEIVED, None) == Clocked(RECEIVED, True)
    assert corrected("1970-01-01T00:00:10.000Z", -72 * HOUR, RECEIVED, None) == Clocked(
        "1970-01-01T00:00:00.000Z", True
    )
    assert corrected("2026-11-26T09:00:00.000Z", -72 * HOUR, RECEIVED, None) == Clocked(
        "2026-11-23T09:00:00.000Z", True
    )


def test_a_clock_three_days_behind_is_uncertain_once_it_is_seen() -> None:
    assert corrected("2026-11-20T09:00:00.000Z", 0, RECEIVED, None, skew=72 * HOUR).uncertain
    assert corrected("2026-11-20T09:00:00.000Z", 72 * HOUR, RECEIVED, None) == Clocked("2026-11-23T09:00:00.000Z", True)


def test_a_clock_set_back_within_one_run_never_runs_backwards() -> None:
    before = "2026-11-23T09:30:00.000Z"
    assert corrected("2026-11-23T09:10:00.000Z", 0, RECEIVED, before) == Clocked(before, True)
    assert corrected("2026-11-23T09:10:00.000Z", 0, RECEIVED, None) == Clocked("2026-11-23T09:10:00.000Z", False)


def test_the_error_of_measuring_is_no_uncertainty() -> None:
    assert corrected("2026-11-23T10:00:01.500Z", 0, RECEIVED, None) == Clocked(RECEIVED, False)
