"""Who goes where in which order, as plain numbers: stops, crews, ways between points, and the one check of a route. Pure.

Times are whole minutes of the day that is planned (or any other unit, as long as it is one). Points are numbers of rows of `ways`; stops come first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

Spans = tuple[tuple[int, int], ...]
Route = tuple[int, ...]  # numbers of stops, in the order in which somebody goes


@dataclass(frozen=True, slots=True)
class Stop:
    """Work at a place. It begins within one of `begins` (first and last time at which it may), and takes `lasts`.

    `prices`: crew → what it costs, in the unit of ways, that this crew goes; who is not named cannot go. None: anybody, for nothing.
    """

    begins: Spans
    lasts: int
    prices: Mapping[int, int] | None = None
    load: int = 1


@dataclass(frozen=True, slots=True)
class Crew:
    """Somebody who goes. `here` are the spans in which they can be sent; `start` and `end` are points, None where no way is counted."""

    here: Spans
    start: int | None = None
    end: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A day to be planned: `ways[a][b]` is what it takes to get from point a to point b."""

    stops: Sequence[Stop]
    crews: Sequence[Crew]
    ways: Sequence[Sequence[int]]
    step: int = 1  # to which times are rounded up, but for the first moment of a window


@dataclass(frozen=True, slots=True)
class Plan:
    """A route for each crew, and the stops that nobody can be sent to."""

    routes: tuple[Route, ...]
    left: tuple[int, ...] = field(default=())

    def with_routes(self, changed: Mapping[int, Route]) -> Plan:
        """The same plan with the routes of some crews replaced."""
        return replace(self, routes=tuple(changed.get(crew, route) for crew, route in enumerate(self.routes)))


def times_of(task: Task, crew: int, route: Sequence[int]) -> list[int] | None:
    """When each stop of a route begins, as early as may be; None where a window, an absence, an ability or the load would be broken."""
    who, begun = task.crews[crew], list[int]()
    if not who.here:
        return None if route else []
    now, point, load = who.here[0][0], who.start, 0
    for number in route:
        stop = task.stops[number]
        load += stop.load
        if stop.prices is not None and crew not in stop.prices:
            return None
        if who.capacity is not None and load > who.capacity:
            return None
        now = now if point is None else now + task.ways[point][number]
        at = begin_at(stop, who.here, now, task.step)
        if at is None:
            return None
        begun.append(at)
        now, point = at + stop.lasts, number
    if route and who.end is not None and point is not None and now + task.ways[point][who.end] > who.here[-1][1]:
        return None
    return begun


def begin_at(stop: Stop, here: Spans, earliest: int, step: int = 1) -> int | None:
    """The first moment from `earliest` on at which the stop may begin and be ended within one span; None for never."""
    for first, last in stop.begins:
        for come, go in here:
            soonest = max(come, earliest)
            at = first if first >= soonest else -(-soonest // step) * step
            if at <= last and at + stop.lasts <= go:
                return at
    return None


def cost_of(task: Task, crew: int, route: Sequence[int]) -> int:
    """The ways of a route and what it costs that this crew goes."""
    who, total = task.crews[crew], 0
    point = who.start
    for number in route:
        prices = task.stops[number].prices
        total += (0 if point is None else task.ways[point][number]) + (prices[crew] if prices is not None else 0)
        point = number
    return total + (task.ways[point][who.end] if route and who.end is not None and point is not None else 0)


def rank_of(task: Task, plan: Plan) -> tuple[int, int]:
    """What makes one plan better than another: first how many stops it leaves out, then what it costs."""
    return len(plan.left), sum(cost_of(task, crew, route) for crew, route in enumerate(plan.routes))
