"""The slots of a day in which a visit can be promised, and how many technicians are still free in each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WINDOWS = (("08:00", "10:00"), ("10:00", "12:00"), ("13:00", "15:00"), ("15:00", "17:00"), ("17:00", "19:00"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A time that somebody is already spoken for; `person` is '' for a visit that nobody has been given yet."""

    person: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One window of a day: moments, and how many are free (None once it has passed)."""

    start: str
    end: str
    free: int | None


def slots(
    windows: Iterable[tuple[str, str]], technicians: Sequence[str], plans: Sequence[Plan], now: str
) -> list[Slot]:
    """Slots of windows given as moments. Whoever has a plan that overlaps is not free; an unassigned visit takes one, too."""
    return [Slot(start, end, None if end <= now else _free(start, end, technicians, plans)) for start, end in windows]


def _free(start: str, end: str, technicians: Sequence[str], plans: Sequence[Plan]) -> int:
    overlapping = [plan for plan in plans if plan.start < end and start < plan.end]
    busy = {plan.person for plan in overlapping if plan.person in technicians}
    waiting = sum(1 for plan in overlapping if not plan.person)
    return max(0, len(technicians) - len(busy) - waiting)
