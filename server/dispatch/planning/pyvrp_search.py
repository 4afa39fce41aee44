"""A better plan by pyvrp where it is installed (extra `planning`). What it finds is checked by our own rule of a route, and mended where that says no.

Since its version 0.13 a client, a depot and a kind of vehicle name a location by its number; vehicles of one kind share a matrix of ways.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from server.dispatch.planning.greedy import insert
from server.dispatch.planning.routing import Plan, Route, Task, rank_of, times_of

FAR = 10**6  # a way that nobody can go in time, and what it is worth to leave nobody out
SEED = 1


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("pyvrp") is not None


def search(task: Task, plan: Plan, seconds: float, spent: Callable[[], float] = time.monotonic) -> Plan:
    """The better of this plan and of what pyvrp finds in so many seconds of the clock `spent`."""
    if not any(each.begins for each in task.stops) or not any(who.here for who in task.crews):
        return plan
    found = _checked(task, _solved(task, plan, seconds, spent))
    return min(plan, found, key=lambda each: rank_of(task, each))


def _solved(task: Task, plan: Plan, seconds: float, spent: Callable[[], float]) -> list[Route]:
    """For each crew the route that pyvrp gives it."""
    import pyvrp
    from pyvrp.exceptions import PenaltyBoundWarning

    warnings.filterwarnings(
        "ignore", category=PenaltyBoundWarning
    )  # who cannot do a stop is very far from it, and that is meant
    kinds, stops = _kinds(task), [number for number, each in enumerate(task.stops) if each.begins]
    data = _data(pyvrp, task, stops, kinds, {stop for route in plan.routes for stop in route})
    ends = spent() + seconds
    result = pyvrp.solve(data, stop=lambda _: spent() >= ends, seed=SEED, collect_stats=False, display=False)
    routes: list[Route] = [()] * len(task.crews)
    free = [list(crews) for crews in kinds]
    for route in result.best.routes():
        crew = free[route.vehicle_type()].pop(0)
        routes[crew] = tuple(stops[each.idx] for each in route.schedule() if each.is_client())
    return routes


def _checked(task: Task, routes: list[Route]) -> Plan:
    """What was found as a plan of ours: a stop that breaks a rule is taken out, then put where it fits."""
    kept: list[Route] = []
    for crew, route in enumerate(routes):
        good: Route = ()
        for stop in route:
            good = (*good, stop) if times_of(task, crew, (*good, stop)) is not None else good
        kept.append(good)
    known = {stop for route in kept for stop in route}
    return insert(task, kept, [stop for stop in range(len(task.stops)) if stop not in known])


def _kinds(task: Task) -> list[list[int]]:
    """Crews that can be sent at all; those that are alike in all that counts stand together."""
    kinds: dict[Any, list[int]] = {}
    for crew, who in enumerate(task.crews):
        if who.here:
            prices = tuple(0 if each.prices is None else each.prices.get(crew, FAR) for each in task.stops)
            kinds.setdefault((who, prices), []).append(crew)
    return list(kinds.values())


def _data(pyvrp: Any, task: Task, stops: list[int], kinds: list[list[int]], placed: set[int]) -> Any:
    """The day as pyvrp takes it: a location a stop, then the points of starts and ends, then one to which every way takes nothing."""
    points = sorted({point for who in task.crews for point in (who.start, who.end) if point is not None})
    places = [*stops, *points]
    nowhere = len(places)
    depot_of = {point: place for place, point in enumerate([*points, None])}
    capacity = sum(task.stops[each].load for each in stops)
    clients = [_client(pyvrp, task, place, stop, stop in placed) for place, stop in enumerate(stops)]
    vehicles = []
    for profile, crews in enumerate(kinds):
        who = task.crews[crews[0]]
        vehicles.append(
            pyvrp.VehicleType(
                len(crews),
                capacity=[capacity if who.capacity is None else who.capacity],
                start_depot=depot_of[who.start],
                end_depot=depot_of[who.end],
                tw_early=who.here[0][0],
                tw_late=who.here[-1][1],
                profile=profile,
            )
        )
    matrices = [_matrices(task, places, stops, crews[0]) for crews in kinds]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(nowhere + 1)],
        clients,
        [pyvrp.Depot(len(stops) + each) for each in range(len(points) + 1)],
        vehicles,
        [costs for costs, _ in matrices],
        [ways for _, ways in matrices],
    )


def _client(pyvrp: Any, task: Task, place: int, stop: int, placed: bool) -> Any:
    each = task.stops[stop]
    return pyvrp.Client(
        place,
        delivery=[each.load],
        service_duration=each.lasts,
        tw_early=each.begins[0][0],
        tw_late=each.begins[-1][1],
        required=placed,
        prize=0 if placed else FAR,
    )


def _matrices(task: Task, places: list[int], stops: list[int], crew: int) -> tuple[Any, Any]:
    """(costs, ways) of a crew between all locations; whoever cannot do a stop finds it too far away."""
    import numpy

    size = len(places) + 1
    ways = numpy.zeros((size, size), dtype=numpy.int64)
    ways[: size - 1, : size - 1] = numpy.array(task.ways, dtype=numpy.int64)[numpy.ix_(places, places)]
    costs = ways.copy()
    for place, stop in enumerate(stops):
        prices = task.stops[stop].prices
        price = 0 if prices is None else prices.get(crew)
        costs[:, place] += FAR if price is None else price
        ways[:, place] += FAR if price is None else 0
    for matrix in (costs, ways):
        numpy.fill_diagonal(matrix, 0)
    return costs, ways
