"""Who is free: which plans clash with a time, and how many technicians are left in each slot of a day. Pure; moments are text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WINDOWS = (("08:00", "10:00"), ("10:00", "12:00"), ("13:00", "15:00"), ("15:00", "17:00"), ("17:00", "19:00"))
Span = tuple[str, str]  # from, to; ('', '') where no time is known


@dataclass(frozen=True, slots=True)
class Plan:
    """An open visit of a day and the time that it takes, or a time in which somebody is `away`.

    `person` is '' where nobody has the visit yet, `start` '' where it has no time.
    """

    person: str
    start: str
    end: str
    day: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One window of a day: moments, and how many are free (None once it has passed)."""

    start: str
    end: str
    free: int | None


def overlaps(plan: Plan, wanted: Span) -> bool:
    """Whether the plan takes a part of this time; what only touches it does not."""
    return bool(plan.start and wanted[0]) and plan.start < wanted[1] and wanted[0] < plan.end


def clashes(plans: Iterable[Plan], wanted: Span) -> bool:
    """Whether somebody who has these plans is not free at this time."""
    return any(overlaps(plan, wanted) for plan in plans)


def slots(windows: Iterable[Span], technicians: Sequence[str], plans: Sequence[Plan], now: str) -> list[Slot]:
    """Slots of windows given as moments. Whoever has a plan that overlaps is not free; an unassigned visit takes one, too."""
    return [Slot(start, end, None if end <= now else _free((start, end), technicians, plans)) for start, end in windows]


def _free(wanted: Span, technicians: Sequence[str], plans: Sequence[Plan]) -> int:
    overlapping = [plan for plan in plans if overlaps(plan, wanted)]
    busy = {plan.person for plan in overlapping if plan.person in technicians}
    waiting = sum(1 for plan in overlapping if not plan.person)
    return max(0, len(technicians) - len(busy) - waiting)
