"""`make bench-routes`: the planner of the product on Solomon's instances, against the best known distances.

`DOORSTEP_SOLOMON` names the folder with the instances (`C101.txt` …) and `best-known.csv`; without it nothing is measured, and it says so.
"""

from __future__ import annotations

import csv
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from server.dispatch.planning.greedy import plan_greedily
from server.dispatch.planning.pyvrp_search import is_installed, search
from server.dispatch.planning.routing import Crew, Plan, Stop, Task, rank_of, times_of
from tests import reaper

FOLDER = "DOORSTEP_SOLOMON"
SECONDS = 10  # of CPU, because a busy machine would measure itself
AIMS = {"pyvrp": 0.6, "greedy": 20.0}  # per cent above the best known distance, in the mean


def read(text: str) -> Task:
    """An instance as the product's planner takes it: distances times ten, cut off to whole numbers; a crew goes out from the depot and returns."""
    lines = [
        [int(each) for each in line.split()] for line in text.splitlines() if line.strip() and line.split()[0].isdigit()
    ]
    (vehicles, capacity), rows = lines[0], lines[1:]
    places = [(x, y) for _, x, y, *_ in [*rows[1:], rows[0]]]
    ways = [[int(10 * math.dist(a, b)) for b in places] for a in places]
    stops = [
        Stop(((10 * ready, 10 * due),), 10 * service, None, demand) for _, _, _, demand, ready, due, service in rows[1:]
    ]
    depot, end = len(stops), 10 * rows[0][5]
    return Task(stops, [Crew(((0, end),), depot, depot, capacity)] * vehicles, ways)


def checked(task: Task, plan: Plan) -> float:
    """The distance of a plan in which everybody is served once, in time and within the load."""
    served = sorted(stop for route in plan.routes for stop in route)
    if plan.left or served != list(range(len(task.stops))):
        raise AssertionError("somebody is left out, or served twice")
    if any(times_of(task, crew, route) is None for crew, route in enumerate(plan.routes)):
        raise AssertionError("a route breaks a window or a load")
    return rank_of(task, plan)[1] / 10


def report() -> Iterator[str]:
    """A line an instance, then the means beside what is aimed at."""
    folder = Path(os.environ.get(FOLDER, ""))
    if not os.environ.get(FOLDER) or not (folder / "best-known.csv").exists():
        yield f"not measured: {FOLDER} names no folder with Solomon's instances and best-known.csv"
        return
    with (folder / "best-known.csv").open(encoding="utf-8") as lines:
        best = {row["instance"]: float(row["distance"]) for row in csv.DictReader(lines)}
    gaps: dict[str, list[float]] = {"greedy": [], **({"pyvrp": []} if is_installed() else {})}
    for name, known in sorted(best.items()):
        task = read((folder / f"{name}.txt").read_text(encoding="utf-8"))
        began = time.process_time()
        plans = {"greedy": plan_greedily(task)}
        spent = time.process_time() - began
        if is_installed():
            plans["pyvrp"] = search(task, plans["greedy"], SECONDS, time.process_time)
        for how, plan in plans.items():
            gaps[how].append(100 * (checked(task, plan) / known - 1))
        yield (
            f"{name} " + ", ".join(f"{how} +{gaps[how][-1]:.2f} %" for how in plans) + f", greedy in {spent:.1f} s CPU"
        )
    for how, found in gaps.items():
        yield f"{how}: mean +{sum(found) / len(found):.2f} % of {len(found)} instances, worst +{max(found):.2f} %, aim ≤ {AIMS[how]} %"
    if not is_installed():
        yield "pyvrp: not measured, the extra `planning` is not installed"


if __name__ == "__main__":
    reaper.start()
    for said in report():
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
