"""`make bench`: the figures that the project promises, each with its unit and its ceiling."""

import platform
import sys

from tests import reaper
from tests.bench import (
    board,
    complaints,
    day,
    growing,
    importing,
    notices,
    promises,
    pushing,
    reporting,
    saving,
    scaling,
    sizes,
    slow_network,
    small,
    verifying,
    warm_start,
)

SECTIONS = {
    "sizes": sizes.report,
    "warm-start": warm_start.report,
    "saving": saving.report,
    "slow-network": slow_network.report,
    "pushing": pushing.report,
    "day-of-300": day.report,
    "scaling": scaling.report,
    "growing": growing.report,
    "verifying": verifying.report,
    "reporting": reporting.report,
    "notices": notices.report,
    "importing": importing.report,
    "complaints": complaints.report,
    "promises": promises.report,
    "board": board.report,
}


def main(wanted: list[str]) -> None:
    """Print every section, or those that are named; `--small` only tries whether they run."""
    if "--small" in wanted:
        small.make_small()
        wanted = [name for name in wanted if name != "--small"]
    print(f"{platform.machine()}, Python {platform.python_version()}")
    for name, report in SECTIONS.items():
        if not wanted or name in wanted:
            print(f"\n{name}")
            for line in report():
                print(f"  {line}", flush=True)


if __name__ == "__main__":
    reaper.start()
    main(sys.argv[1:])
