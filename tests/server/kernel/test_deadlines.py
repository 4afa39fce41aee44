"""K1 to K8: when something is due. Values of cases are worked out by hand, twice; the properties hold for random zones, days and calendars."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.kernel.clock import instant, text_of
from server.kernel.deadlines import (
    AlreadyPaused,
    Calendar,
    Due,
    NoWorkingTime,
    days_back,
    due,
    end_of,
    is_overdue,
    months_after,
    paused,
    recalculated,
    with_pauses,
    working_time,
)

SHANGHAI = "Asia/Shanghai"
PLAIN = Calendar(SHANGHAI)
NEW_YEAR = Calendar(SHANGHAI, {"2027-01-01": False}, frozenset({2026, 2027}))
# The spring festival of 2026: nine free days, and two Saturdays on which people work.
SPRING = Calendar(
    SHANGHAI,
    {**{f"2026-02-{day:02d}": False for day in range(15, 24)}, "2026-02-14": True, "2026-02-28": True},
    frozenset({2026}),
)
ZONES = (
    "Asia/Shanghai",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Apia",
)


def at(words: str, zone: str = SHANGHAI) -> str:
    return text_of(datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize(
    ("start", "figure", "unit", "calendar", "ends"),
    [
        ("2026-11-30 22:30", 8, "h", PLAIN, "2026-12-01 06:30"),  # nights count (K1)
        ("2026-12-31 22:00", 18, "h", PLAIN, "2027-01-01 16:00"),  # 4.3 case 5
        ("2026-12-31 16:30", 2, "d", PLAIN, "2027-01-03 00:00"),  # 4.3 case 4: 24:00 of Saturday
        ("2026-12-31 16:30", 2, "wd", NEW_YEAR, "2027-01-05 17:30"),  # the same with working days and the holiday
        ("2026-11-30 10:00", 3, "wd", PLAIN, "2026-12-03 17:30"),  # 4.3 case 3
        ("2026-12-04 18:10", 3, "wd", PLAIN, "2026-12-10 17:30"),  # Friday after the cut-off counts as Monday
        ("2026-12-04 17:30", 1, "wd", PLAIN, "2026-12-07 17:30"),  # the cut-off itself does not
        ("2026-12-05 10:00", 1, "wd", PLAIN, "2026-12-08 17:30"),  # Saturday counts as Monday
        ("2026-02-13 17:00", 3, "wd", SPRING, "2026-02-25 17:30"),  # C1 case 5 by K3: Sat 14, Tue 24, Wed 25
        ("2026-12-04 17:29", 0, "same_wd", PLAIN, "2026-12-04 17:30"),
        ("2026-12-04 17:31", 0, "same_wd", PLAIN, "2026-12-07 17:30"),
        ("2026-11-30 11:30", 1, "wh", PLAIN, "2026-11-30 14:00"),  # across lunch
        ("2026-12-04 16:30", 4, "wh", PLAIN, "2026-12-07 11:30"),  # across a weekend
        ("2026-11-30 12:30", 1, "wh", PLAIN, "2026-11-30 14:30"),  # asked at lunch
        ("2028-02-28 10:00", 1, "d", PLAIN, "2028-03-01 00:00"),  # 24:00 of the leap day
    ],
)
def test_cases_by_hand(start: str, figure: int, unit: str, calendar: Calendar, ends: str) -> None:
    assert due(at(start), figure, unit, calendar).at == at(ends)


def test_an_hour_that_the_clock_skips_or_repeats_is_counted_as_it_passed() -> None:
    berlin = Calendar("Europe/Berlin", week=dict.fromkeys(range(7), ((time(0), time(10)),)))
    autumn, spring = at("2026-10-25 00:00", "Europe/Berlin"), at("2026-03-29 00:00", "Europe/Berlin")
    for start, hours in ((autumn, 11), (spring, 9)):
        ten = text_of(berlin.at(berlin.day_of(start), time(10)))
        assert working_time(start, ten, berlin) == timedelta(hours=hours)
        assert due(start, hours, "wh", berlin).at == ten
    assert due(spring, 24, "h", berlin).at == at("2026-03-30 01:00", "Europe/Berlin")


def test_a_day_ends_where_the_next_one_begins_also_where_midnight_does_not_exist() -> None:
    havana = Calendar("America/Havana")  # 2026-03-08: from 24:00 of Saturday straight to 1:00 of Sunday
    assert end_of(date(2026, 3, 7), havana) == "2026-03-08T05:00:00.000Z"


def test_the_moment_itself_is_in_time() -> None:
    moment = at("2026-12-01 15:00")
    assert not is_overdue(moment, moment)
    assert is_overdue(moment, text_of(instant(moment) + timedelta(milliseconds=1)))


@pytest.mark.parametrize(
    ("day", "month", "half"),
    [
        ("2026-01-31", "2026-02-28", "2026-07-31"),
        ("2028-01-31", "2028-02-29", "2028-07-31"),
        ("2026-08-31", "2026-09-30", "2027-02-28"),
        ("2026-12-31", "2027-01-31", "2027-06-30"),
        ("2026-12-15", "2027-01-15", "2027-06-15"),
    ],
)
def test_windows_of_months_are_clamped_to_the_last_day(day: str, month: str, half: str) -> None:
    assert (months_after(day), months_after(day, 6)) == (month, half)


def test_a_window_of_days_holds_its_last_day() -> None:
    assert days_back("2026-03-01", 30) == ("2026-01-31", "2026-03-01")


def test_pauses_push_the_end_and_do_not_overlap() -> None:
    start, first = at("2026-11-30 09:00"), (at("2026-11-30 10:00"), at("2026-11-30 12:00"))
    assert with_pauses(start, 8, "h", [first], first[1], PLAIN).at == at("2026-11-30 19:00")
    with pytest.raises(AlreadyPaused):
        paused([first], at("2026-11-30 11:00"))
    assert len(paused([first], at("2026-11-30 12:00"))) == 2
    weekend = (at("2026-12-05 00:00"), at("2026-12-07 00:00"))
    assert with_pauses(at("2026-12-04 16:30"), 4, "wh", [weekend], weekend[1], PLAIN).at == at("2026-12-07 11:30")
    after = (at("2026-11-30 18:00"), at("2026-11-30 19:00"))
    assert with_pauses(start, 8, "h", [after], after[1], PLAIN).at == at(
        "2026-11-30 17:00"
    )  # a pause after the end heals nothing


def test_a_year_that_was_never_imported_is_said() -> None:
    assert due(at("2026-12-31 16:30"), 2, "wd", Calendar(SHANGHAI, years=frozenset({2026}))).provisional
    assert not due(at("2026-12-31 16:30"), 2, "wd", NEW_YEAR).provisional
    assert not due(at("2026-12-31 16:30"), 2, "h", PLAIN).provisional


def test_an_imported_year_moves_only_what_was_provisional_and_never_earlier_against_a_person() -> None:
    early, late = Due(at("2026-12-03 17:30")), Due(at("2026-12-04 17:30"))
    assert recalculated(Due(early.at, True), late, against_person=True) == late
    assert recalculated(Due(late.at, True), early, against_person=True) == Due(late.at)
    assert recalculated(Due(late.at, True), early, against_person=False) == early
    assert recalculated(early, late, against_person=False) == early


def test_a_calendar_without_working_time_is_refused() -> None:
    for unit in ("wd", "wh", "same_wd"):
        with pytest.raises(NoWorkingTime):
            due(at("2026-12-01 10:00"), 1, unit, Calendar(SHANGHAI, week={}))


def samples(count: int) -> Iterator[tuple[random.Random, Calendar, str]]:
    """Random moments near clock changes, year ends and leap days, in calendars with random holidays and make-up days."""
    chance = random.Random(20261130)
    for _ in range(count):
        zone = chance.choice(ZONES)
        base = chance.choice(
            [
                datetime(2026, 3, 8, tzinfo=UTC),
                datetime(2026, 10, 25, tzinfo=UTC),
                datetime(2027, 12, 30, tzinfo=UTC),
                datetime(2028, 2, 28, tzinfo=UTC),
                datetime(2026, 4, 5, tzinfo=UTC),
            ]
        )
        start = base + timedelta(milliseconds=chance.randrange(-4 * 86_400_000, 4 * 86_400_000))
        days = {(start.date() + timedelta(chance.randrange(30))).isoformat(): chance.random() < 0.4 for _ in range(6)}
        yield chance, Calendar(zone, days, frozenset({2026, 2027, 2028})), text_of(start)


def test_properties_of_every_unit() -> None:
    for chance, calendar, start in samples(400):
        figure, unit = chance.randrange(1, 9), chance.choice(["min", "h", "wh", "d", "wd", "same_wd"])
        found = due(start, figure, unit, calendar).at
        assert found >= start, (calendar.zone, start, figure, unit)
        later = text_of(instant(start) + timedelta(minutes=chance.randrange(1, 600)))
        assert due(later, figure, unit, calendar).at >= found, "who starts later is not due sooner"
        if unit != "same_wd":
            assert due(start, figure + 1, unit, calendar).at > found
        if unit in ("wd", "same_wd"):
            local = instant(found).astimezone(ZoneInfo(calendar.zone))
            assert (local.hour, local.minute, calendar.works(local.date())) == (17, 30, True)
        if unit == "wh":
            assert working_time(start, found, calendar) == timedelta(hours=figure)
        if unit == "d":
            day = calendar.day_of(start) + timedelta(figure)
            assert calendar.day_of(text_of(instant(found) - timedelta(milliseconds=1))) <= day < calendar.day_of(found)
