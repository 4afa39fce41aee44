"""When something is due: every way of counting time that a limit or a promise uses (K1 to K8, decisions/0082). Pure.

Spans are turned into UTC before anything is counted, because an hour that the clock skips does not exist and one that it repeats counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.kernel.clock import instant, text_of

UNITS = ("min", "h", "wh", "d", "wd", "same_wd")
WORKING_DAY = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
CUT_OFF = time(17, 30)
LONGEST = 400  # days that are looked through for working time; a calendar without any must not loop for ever

Spans = Sequence[tuple[time, time]]


class NoWorkingTime(ValueError):
    """The calendar has no working time within reach, so nothing can ever be due."""


class AlreadyPaused(ValueError):
    """Pauses of one clock do not overlap (K6)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """An organisation's days: weekly working spans, and for imported years the days that differ from the week (K3)."""

    zone: str
    days: Mapping[str, bool] = field(default_factory=dict)  # YYYY-MM-DD → works
    years: frozenset[int] = frozenset()  # whose holidays and make-up days were imported
    week: Mapping[int, Spans] = field(default_factory=lambda: dict.fromkeys(range(5), WORKING_DAY))  # 0 = Monday
    cut_off: time = CUT_OFF

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.days.get(day.isoformat(), bool(self.week.get(day.weekday())))

    def spans(self, day: date) -> Spans:
        """The day's working spans; a make-up day at a weekend has those of an ordinary day."""
        if not self.works(day):
            return ()
        return self.week.get(day.weekday()) or next(iter(self.week.values()), WORKING_DAY)

    def is_known(self, day: date) -> bool:
        """Whether the year's holidays were imported; where not, each date that rests on it says so."""
        return day.year in self.years

    def day_of(self, moment: str) -> date:
        """The calendar day of a moment (K2)."""
        return instant(moment).astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, clock: time) -> datetime:
        """The instant at which the zone's clock shows this time on this day; the first of two, and the end of the gap where the clock skips it."""
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """A moment at which something is due, itself still in time; `provisional` where it rests on a year that was never imported."""

    at: str
    provisional: bool = False


def due(start: str, figure: int, unit: str, calendar: Calendar) -> Due:
    """When a clock that starts now ends: `figure` of `unit` later; `same_wd` has no figure."""
    if unit not in UNITS or (figure < 1 and unit != "same_wd"):
        raise ValueError(f"no such limit: {figure} {unit}")
    if unit in ("min", "h"):
        return Due(text_of(instant(start) + timedelta(**{"min": {"minutes": figure}, "h": {"hours": figure}}[unit])))
    if unit == "d":
        return Due(end_of(calendar.day_of(start) + timedelta(figure), calendar))
    if unit == "wh":
        return _working_hours(start, timedelta(hours=figure), calendar)
    days = [_first_working_day(start, calendar)]
    for _ in range(figure if unit == "wd" else 0):
        days.append(_next_working_day(days[-1] + timedelta(1), calendar))
    return Due(
        text_of(calendar.at(days[-1], calendar.cut_off)), not _all_known(calendar.day_of(start), days[-1], calendar)
    )


def end_of(day: date, calendar: Calendar) -> str:
    """24:00 of a day: the first instant of the day after (K2)."""
    return text_of(calendar.at(day + timedelta(1), time()))


def is_overdue(due_at: str, now: str) -> bool:
    """Whether a moment has passed; the moment itself is in time (K1)."""
    return now > due_at


def days_back(day: str, count: int) -> tuple[str, str]:
    """The first and the last day of the last `count` days, this one included (K4)."""
    last = date.fromisoformat(day)
    return (last - timedelta(count - 1)).isoformat(), day


def months_after(day: str, months: int = 1) -> str:
    """The day *before* which a span of months ends that begins on this day: the same day's number, or the month's last (K4)."""
    first = date.fromisoformat(day)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(first.day, last)).isoformat()


def paused(
    pauses: Sequence[tuple[str, str | None]], start: str, end: str | None = None
) -> Sequence[tuple[str, str | None]]:
    """The pauses with one more; `AlreadyPaused` where it overlaps one (K6). Without an end it goes on."""
    if any(start < (other_end or "9") and other < (end or "9") for other, other_end in pauses):
        raise AlreadyPaused(start)
    return sorted([*pauses, (start, end)], key=lambda each: each[0])


def with_pauses(
    start: str, figure: int, unit: str, pauses: Sequence[tuple[str, str | None]], now: str, calendar: Calendar
) -> Due:
    """When a clock ends that stood still in these pauses: each pushes the end by the time of the clock's own kind that it took."""
    found = due(start, figure, unit, calendar)
    for begun, ended in sorted(pauses, key=lambda each: each[0]):
        if begun > found.at:
            break  # because a pause after the end heals nothing
        found = _pushed(found, max(begun, start), ended or now, unit, calendar)
    return found


def recalculated(old: Due, new: Due, *, against_person: bool) -> Due:
    """A provisional moment once its year is imported; never an earlier one against a person (K7)."""
    if not old.provisional or (against_person and new.at < old.at):
        return Due(old.at, False) if old.provisional and not new.provisional else old
    return new


def working_time(begun: str, ended: str, calendar: Calendar) -> timedelta:
    """How much working time lies between two moments."""
    start, end, total = instant(begun), instant(ended), timedelta()
    for opens, closes in _spans_from(
        calendar.day_of(begun), calendar, (calendar.day_of(ended) - calendar.day_of(begun)).days + 1
    ):
        total += max(timedelta(), min(closes, end) - max(opens, start))
    return total


def _pushed(found: Due, begun: str, ended: str, unit: str, calendar: Calendar) -> Due:
    if ended <= begun:
        return found
    if unit == "wh":
        more = working_time(begun, ended, calendar)
        return _working_hours(found.at, more, calendar, found.provisional) if more else found
    if unit in ("min", "h"):
        return Due(text_of(instant(found.at) + (instant(ended) - instant(begun))), found.provisional)
    passed, day = (calendar.day_of(ended) - calendar.day_of(begun)).days, calendar.day_of(found.at)
    if unit == "d":
        return Due(end_of(calendar.day_of(found.at) - timedelta(1) + timedelta(passed), calendar))
    worked = sum(calendar.works(calendar.day_of(begun) + timedelta(number)) for number in range(1, passed + 1))
    for _ in range(worked):
        day = _next_working_day(day + timedelta(1), calendar)
    return Due(text_of(calendar.at(day, calendar.cut_off)), found.provisional or not calendar.is_known(day))


def _working_hours(start: str, left: timedelta, calendar: Calendar, provisional: bool = False) -> Due:
    begun, first = instant(start), calendar.day_of(start)
    for opens, closes in _spans_from(first, calendar, LONGEST):
        here = max(timedelta(), closes - max(opens, begun))
        if here >= left > timedelta():
            at = max(opens, begun) + left
            return Due(text_of(at), provisional or not _all_known(first, calendar.day_of(text_of(at)), calendar))
        left -= here
    raise NoWorkingTime(start)


def _spans_from(first: date, calendar: Calendar, days: int) -> Iterator[tuple[datetime, datetime]]:
    for number in range(days):
        day = first + timedelta(number)
        for opens, closes in calendar.spans(day):
            yield calendar.at(day, opens), calendar.at(day, closes)


def _first_working_day(start: str, calendar: Calendar) -> date:
    """The working day as which a start counts: its own, or the next one after the cut-off or on a free day."""
    day = calendar.day_of(start)
    late = instant(start) > calendar.at(day, calendar.cut_off)
    return _next_working_day(day + timedelta(1) if late else day, calendar)


def _next_working_day(day: date, calendar: Calendar) -> date:
    for number in range(LONGEST):
        if calendar.works(day + timedelta(number)):
            return day + timedelta(number)
    raise NoWorkingTime(day.isoformat())


def next_working_day(day: str, calendar: Calendar) -> str:
    """The first working day after this one (K3)."""
    return _next_working_day(date.fromisoformat(day) + timedelta(1), calendar).isoformat()


def _all_known(first: date, last: date, calendar: Calendar) -> bool:
    return all(year in calendar.years for year in range(first.year, last.year + 1))
