"""A plan without any library: each stop goes where it costs least, whichever would lose most by waiting first; then stops and ends change places. Pure.

No clock ends it but the number of rounds, so the same day always gives the same plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.dispatch.planning.routing import Plan, Route, Task, cost_of, times_of

ROUNDS = 12  # of improving; after a few nothing is found any more
LONGEST = 3  # stops that change places together
NEVER = 10**9

Place = tuple[int, Route]  # what it costs more, and the route as it would be


def plan_greedily(task: Task, begun: Sequence[Route] | None = None) -> Plan:
    """A plan that breaks nothing. `begun` are routes that stand; stops that are in none of them are put in."""
    routes = list(begun) if begun is not None else [()] * len(task.crews)
    known = {stop for route in routes for stop in route}
    plan = insert(task, routes, [stop for stop in range(len(task.stops)) if stop not in known])
    for _ in range(ROUNDS):
        better = _improved(task, plan)
        if better == plan:
            break
        plan = better
    return plan


def insert(task: Task, routes: Sequence[Route], stops: Sequence[int]) -> Plan:
    """Put stops into routes that stand: always the one that loses most when its best place goes to another (regret)."""
    found, open_ = list(routes), list(stops)
    places = {stop: [best_place(task, crew, route, stop) for crew, route in enumerate(found)] for stop in open_}
    left: list[int] = []
    while open_:
        chosen = max(open_, key=lambda stop: _regret(places[stop]))
        crew = min(range(len(found)), key=lambda crew: (_cost(places[chosen][crew]), len(found[crew])), default=-1)
        place = places[chosen][crew] if crew >= 0 else None
        open_.remove(chosen)
        if place is None:
            left.append(chosen)
            continue
        found[crew] = place[1]
        for stop in open_:
            places[stop][crew] = best_place(task, crew, found[crew], stop)
    return Plan(tuple(found), tuple(sorted(left)))


def best_place(task: Task, crew: int, route: Route, stop: int) -> Place | None:
    """Where in a route a stop costs least; None where it fits nowhere."""
    prices, before = task.stops[stop].prices, cost_of(task, crew, route)
    if prices is not None and crew not in prices:
        return None
    best: Place | None = None
    for at in range(len(route) + 1):
        tried = (*route[:at], stop, *route[at:])
        more = cost_of(task, crew, tried) - before
        if (best is None or more < best[0]) and times_of(task, crew, tried) is not None:
            best = more, tried
    return best


def _regret(places: Sequence[Place | None]) -> tuple[int, int]:
    costs = sorted(_cost(each) for each in places)[:3]
    if not costs or costs[0] == NEVER:
        return -1, 0
    return sum(min(each, NEVER // 10) - costs[0] for each in costs[1:]), -costs[0]


def _cost(place: Place | None) -> int:
    return NEVER if place is None else place[0]


def _improved(task: Task, plan: Plan) -> Plan:
    """One round: whatever was left out is tried again, pieces of routes go elsewhere, ends of routes change places."""
    routes = list(plan.routes)
    if plan.left:
        plan = insert(task, routes, plan.left)
        routes = list(plan.routes)
    costs = [cost_of(task, crew, route) for crew, route in enumerate(routes)]
    alike = _alike(task)
    for one in range(len(routes)):
        for other in range(len(routes)):
            empty = not routes[other] and any(not routes[each] for each in range(other) if alike[each] == alike[other])
            if empty or (not routes[one] and not routes[other]):
                continue  # because an empty route of somebody just like them was tried
            for first, second in _exchanged(routes[one], routes[other], one == other):
                after = cost_or_never(task, one, first)
                after += cost_or_never(task, other, second) if one != other else 0
                if after >= costs[one] + (costs[other] if one != other else 0):
                    continue
                if times_of(task, one, first) is None or (one != other and times_of(task, other, second) is None):
                    continue
                routes[one] = first
                if one != other:
                    routes[other] = second
                costs[one], costs[other] = (cost_of(task, crew, routes[crew]) for crew in (one, other))
                break
    return Plan(tuple(routes), plan.left)


def cost_or_never(task: Task, crew: int, route: Route) -> int:
    """What a route costs; beyond all costs where this crew cannot go to one of its stops."""
    able = all((prices := task.stops[stop].prices) is None or crew in prices for stop in route)
    return cost_of(task, crew, route) if able else NEVER


def _alike(task: Task) -> list[int]:
    """For each crew the first that is just like it."""
    priced = [
        tuple(sorted((stop, each.prices.get(crew, NEVER)) for stop, each in enumerate(task.stops) if each.prices))
        for crew in range(len(task.crews))
    ]
    kinds = [
        (who.here, who.start, who.end, who.capacity, prices) for who, prices in zip(task.crews, priced, strict=True)
    ]
    return [kinds.index(each) for each in kinds]


def _exchanged(one: Route, other: Route, same: bool) -> Iterator[tuple[Route, Route]]:
    """Pairs of routes that differ little from these: a piece goes over (or elsewhere in the same route), two stops or the ends change places."""
    for at in range(len(one)):
        for length in range(1, min(LONGEST, len(one) - at) + 1):
            piece, rest = one[at : at + length], one[:at] + one[at + length :]
            if same:
                yield from (((*rest[:to], *piece, *rest[to:]), ()) for to in range(len(rest) + 1) if to != at)
            else:
                yield from ((rest, (*other[:to], *piece, *other[to:])) for to in range(len(other) + 1))
    if same:
        return
    for at in range(len(one)):
        for to in range(len(other)):
            yield (*one[:at], other[to], *one[at + 1 :]), (*other[:to], one[at], *other[to + 1 :])
            yield one[:at] + other[to:], other[:to] + one[at:]
