"""What a day needs: what holds of today's plan, what no longer works and why, and who could go instead. Pure.

Nothing that stands is touched without a reason: in the mode `fill` a visit stays with its technician, and at the time that somebody planned, as
long as both are possible. Times are minutes of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.dispatch.planning.greedy import best_place, plan_greedily
from server.dispatch.planning.routing import Crew, Plan, Route, Spans, Stop, Task, begin_at, cost_of, times_of

CHANGE = 15  # minutes of way that another technician must save before a visit changes hands
OTHER_TEAM = 20  # and before somebody of another team goes
STEP = 5  # minutes to which proposed times are rounded
FOREVER = 10**6

Improve = Callable[[Task, Plan], Plan]


@dataclass(frozen=True, slots=True)
class Work:
    """A visit as planning sees it. `begins`: when the promise and the hours let it begin; `at`: when the plan says; `able` None: anybody.

    `pinned`: somebody planned this very time; `fixed`: it is not to be moved at all.
    """

    begins: Spans
    lasts: int
    lead: int | None = None
    at: int | None = None
    able: frozenset[int] | None = None
    team: frozenset[int] = frozenset()
    pinned: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The works of a day, who can be sent, and the ways between the places of the works and then the points that crews start from.

    `free_from`: crew → the first minute at which what it does now is over, whether it is away or not.
    """

    works: Sequence[Work]
    crews: Sequence[Crew]
    ways: Sequence[Sequence[int]]
    free_from: Sequence[int]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a visit cannot stay: `away`, `late` (its technician is busy until it is too late), `clash` with the work before."""

    why: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of the plan. `why`: given, settled (its time in an order that others need), nearer, or a trouble's word; `after` is the work before it."""

    work: int
    crew: int
    at: int
    why: str
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What nobody can be sent to: no_time (the promise lies outside of what is left of the day), nobody_able, nobody_free."""

    work: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """Moves in the order of time, what is left, and the minutes of way that the routes take before and after."""

    moves: list[Move] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    ways_before: int = 0
    ways_after: int = 0


def begins_of(promise: tuple[int, int] | None, hours: Spans, lasts: int, earliest: int) -> Spans:
    """When work may begin: within the promise (first and last minute) and the hours; where these do not meet, the promise counts alone.

    Nothing begins before `earliest`. Without a promise it is any time of the hours in which it can be ended.
    """
    within = [(come, go - lasts) for come, go in hours if go - lasts >= come]
    if promise is not None:
        first, last = promise
        met = [(max(first, come), min(last, go)) for come, go in within if max(first, come) <= min(last, go)]
        within = met or [promise]
        if not any(go >= earliest for _, go in within):
            within = [promise]
    return tuple((max(come, earliest), go) for come, go in within if go >= earliest)


def standing(day: Day) -> tuple[list[Route], dict[int, Trouble]]:
    """What of today's plan works, crew by crew, and the trouble of whatever does not: what has its time first, then what has none yet."""
    task, troubles = _task(day, [_stop(each, {each.lead: 0}, each.pinned) for each in day.works]), dict[int, Trouble]()
    routes: list[Route] = []
    for crew in range(len(day.crews)):
        kept: Route = ()
        for work in _in_order(day, crew):
            place = best_place(task, crew, kept, work)
            if place is not None:
                kept = place[1]
            else:
                troubles[work] = _trouble(day, crew, kept, work)
        routes.append(kept)
    return routes, troubles


def propose(day: Day, mode: str, improve: Improve = lambda _, plan: plan) -> Proposed:
    """What to change: `fill` places what nobody has or what no longer works; `anew` may also give away what stands, where that saves ways."""
    kept, troubles = standing(day)
    free = {work for work, each in enumerate(day.works) if not each.fixed and (mode == "anew" or each.lead is None)}
    free |= {work for work in troubles if not day.works[work].fixed}
    task = _task(day, [_offered(day, work, work in free) for work in range(len(day.works))])
    out = {
        work for work in troubles if day.works[work].fixed
    }  # nothing can be proposed for it, and nobody is proposed around it
    begun = plan_greedily(task, kept) if not out else _without(task, kept, out)
    plan = improve(task, begun)
    return _compared(day, task, plan, kept, troubles, out)


def _without(task: Task, kept: Sequence[Route], out: set[int]) -> Plan:
    """A plan in which some works stay out."""
    none = [Stop((), each.lasts) if stop in out else each for stop, each in enumerate(task.stops)]
    return plan_greedily(Task(none, task.crews, task.ways, task.step), kept)


def _compared(
    day: Day, task: Task, plan: Plan, kept: Sequence[Route], troubles: dict[int, Trouble], out: set[int]
) -> Proposed:
    moves: list[Move] = []
    for crew, route in enumerate(plan.routes):
        times = times_of(task, crew, route)
        assert times is not None
        changed = set(route) != set(kept[crew]) or any(day.works[work].lead == crew for work in troubles)
        for place, (work, at) in enumerate(zip(route, times, strict=True)):
            after = route[place - 1] if place else None
            if move := _move(day, crew, work, at, changed, troubles.get(work), after):
                moves.append(move)
    left = [Left(work, _why_left(day, task, work)) for work in plan.left if work not in out]
    left += [Left(work, troubles[work].why) for work in sorted(out)]
    return Proposed(
        sorted(moves, key=lambda each: (each.at, each.work)),
        left,
        sum(cost_of(_free(day), crew, _as_it_stands(day, crew, kept[crew])) for crew in range(len(day.crews))),
        sum(cost_of(_free(day), crew, route) for crew, route in enumerate(plan.routes)),
    )


def _move(
    day: Day, crew: int, work: int, at: int, changed: bool, trouble: Trouble | None, after: int | None
) -> Move | None:
    each, why, before = day.works[work], trouble.why if trouble else "", trouble.before if trouble else None
    if each.lead is None:
        return Move(work, crew, at, "given", after)
    if each.lead != crew:
        return Move(work, crew, at, why or "nearer", after, before)
    if each.at == at or each.fixed:
        return None
    if each.pinned or trouble:
        return Move(work, crew, at, why or "nearer", after, before)
    return Move(work, crew, at, "settled", after) if changed and each.at is None else None


def _as_it_stands(day: Day, crew: int, kept: Route) -> Route:
    """What works, and after it what does not: whoever has it now would have to go there, too."""
    return (*kept, *(work for work in _in_order(day, crew) if work not in kept))


def _in_order(day: Day, crew: int) -> list[int]:
    """The works of a crew as its day stands: those with a time in its order, then those that may begin within a span."""
    own = [work for work, each in enumerate(day.works) if each.lead == crew]

    def key(work: int) -> tuple[bool, int, int]:
        each = day.works[work]
        return each.at is None, (each.at if each.at is not None else each.begins[0][0] if each.begins else 0), work

    return sorted(own, key=key)


def _trouble(day: Day, crew: int, kept: Route, work: int) -> Trouble:
    """Why somebody cannot do a work after what they do before it."""
    stop = _stop(day.works[work], None, day.works[work].pinned)
    if begin_at(stop, ((day.free_from[crew], FOREVER),), 0) is None:
        return Trouble("late")
    if begin_at(stop, day.crews[crew].here, 0) is None:
        return Trouble("away")
    if not kept:
        return Trouble("late")
    last = stop.begins[-1][1]
    before = [other for other in kept if (day.works[other].at or 0) <= last]
    return Trouble("clash", before[-1] if before else kept[0])


def _why_left(day: Day, task: Task, work: int) -> str:
    each = day.works[work]
    if not each.begins:
        return "no_time"
    able = [crew for crew in range(len(day.crews)) if each.able is None or crew in each.able]
    return "nobody_free" if any(times_of(task, crew, (work,)) is not None for crew in able) else "nobody_able"


def _offered(day: Day, work: int, free: bool) -> Stop:
    """A work to whoever may have it: to everybody able where it is `free`, else to its own technician."""
    each = day.works[work]
    if not free:
        return _stop(each, {each.lead: 0}, each.pinned)
    prices: dict[int | None, int] = {}
    for crew in range(len(day.crews)):
        if crew == each.lead or each.able is None or crew in each.able:
            price = 0 if each.lead in (None, crew) else CHANGE
            prices[crew] = price + (0 if crew in each.team or crew == each.lead or not each.team else OTHER_TEAM)
    return _stop(each, prices, False)


def _stop(each: Work, prices: dict[int | None, int] | None, pinned: bool) -> Stop:
    begins: Spans = each.begins
    if pinned and each.at is not None:
        begins = ((each.at, each.at),) if any(come <= each.at <= go for come, go in each.begins) else ()
    known = {crew: price for crew, price in prices.items() if crew is not None} if prices is not None else None
    return Stop(begins, each.lasts, known)


def _task(day: Day, stops: Sequence[Stop]) -> Task:
    return Task(stops, day.crews, day.ways, STEP)


def _free(day: Day) -> Task:
    """The same ways without any price."""
    return _task(day, [Stop(each.begins, each.lasts) for each in day.works])
