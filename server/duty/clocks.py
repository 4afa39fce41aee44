"""Where the roster has gaps, who may be on it, how long a turn lasted, and whether a call was called back in time (4.8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from server.duty.rules import CALL_BACK_MINUTES, MOST_HOURS, RED_DAYS, REST_HOURS, Turn
from server.kernel import clock


@dataclass(frozen=True, slots=True)
class Planned:
    """A turn as the roster has it."""

    id: str
    post: str
    team: str
    from_at: str
    to_at: str
    person: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a post is nobody's; `red` from seven days before its first day."""

    post: str
    team: str
    from_at: str
    to_at: str
    red: bool


def hours_of(from_at: str, to_at: str) -> float:
    """How long a turn lasts: elapsed hours, so one more in the night in which the clock goes back (K1)."""
    return clock.milliseconds_between(from_at, to_at) / 3_600_000


def posts_of(turns: Iterable[Planned]) -> list[tuple[str, str]]:
    """(post, team) that have to be filled: the hotline, and each team's field post that the roster knows; else one for everybody."""
    fields = sorted({each.team for each in turns if each.post == "field"})
    return [("hotline", ""), *(("field", team) for team in fields or [""])]


def gaps(turns: Sequence[Planned], now: str, until: str, zone: str) -> list[Gap]:
    """Every stretch between `now` and `until` that no turn covers, by time."""
    found = []
    today = clock.day_of(now, zone)
    for post, team in posts_of(turns):
        covered = sorted(
            (each.from_at, each.to_at)
            for each in turns
            if each.post == post and (post == "hotline" or each.team == team)
        )
        at = now
        for begin, end in [*covered, (until, until)]:
            if begin > at:
                found.append(Gap(post, team, at, min(begin, until), is_red(clock.day_of(at, zone), today)))
            at = max(at, end)
            if at >= until:
                break
    return sorted((each for each in found if each.from_at < each.to_at), key=lambda each: (each.from_at, each.post))


def is_red(day: str, today: str) -> bool:
    """Whether nobody on this day is urgent: within seven days."""
    return (date.fromisoformat(day) - date.fromisoformat(today)).days <= RED_DAYS


def overlaps(turns: Iterable[Planned], wanted: Planned) -> str:
    """Why this turn cannot stand beside the others: `person` is on duty then, or the `post` is filled; '' where it can."""
    for each in turns:
        if each.id == wanted.id or not (each.from_at < wanted.to_at and wanted.from_at < each.to_at):
            continue
        if each.person == wanted.person:
            return "person"
        if (each.post, each.team) == (wanted.post, wanted.team):
            return "post"
    return ""


def too_much(turns: Iterable[Planned], wanted: Planned) -> str:
    """What a supervisor has to give a reason for: `long` beyond twelve hours, `rest` with less than eleven between two; '' for nothing."""
    if hours_of(wanted.from_at, wanted.to_at) > MOST_HOURS:
        return "long"
    for each in turns:
        if each.person != wanted.person or each.id == wanted.id:
            continue
        between = (
            hours_of(each.to_at, wanted.from_at)
            if each.to_at <= wanted.from_at
            else hours_of(wanted.to_at, each.from_at)
        )
        if between < REST_HOURS:
            return "rest"
    return ""


def is_unanswered(at: str, called_back_at: str | None, now: str) -> bool:
    """Whether nobody was reached within ten minutes of a missed call; the tenth minute itself is in time (FT-11)."""
    return (called_back_at or now) > called_back_by(at)


def called_back_by(at: str) -> str:
    """The latest moment in time at which a missed call is called back (FT-11)."""
    return clock.later(at, minutes=CALL_BACK_MINUTES)


def overtime_of(turn: Turn) -> int:
    """Minutes by which a turn lasted past its planned end; 0 while it lasts."""
    late = clock.milliseconds_between(turn.to_at, turn.ended_at) if turn.ended_at else 0
    return max(0, late // 60_000)
