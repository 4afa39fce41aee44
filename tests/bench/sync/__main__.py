"""`make bench-sync`: push, pull, nothing changed and one answer of 1,000 visits, measured on one line, one after the other, in one run."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import reaper
from tests.bench.rush import machine
from tests.bench.small import OF_SYNC
from tests.bench.sync import texts as texts_of_all
from tests.bench.sync.contestants import Contestant, doorstep, pouchdb, rxdb
from tests.bench.sync.line import Counted, laid
from tests.bench.sync.texts import COUNT, store
from tests.reaper import folder_prefix

ROUNDS = 3
# what is done, which of it is measured, and our aim in KB and requests
STEPS = ("prepare", "push", "fresh", "pull", "settle", "nothing", "one")
AIMS = {"push": (900, 10), "pull": (800, 6), "nothing": (1, 1), "one": (2.5, 1)}
CONTESTANTS: dict[str, Callable[[Path], AbstractContextManager[Contestant]]] = {
    "pouchdb-chromium": partial(pouchdb, page=True),
    "sqlite-chromium": lambda _: doorstep("SQLite", COUNT, page=True),
    "postgresql-chromium": lambda _: doorstep("PostgreSQL", COUNT, page=True),
    "pouchdb": pouchdb,
    "rxdb": rxdb,
    "sqlite": lambda _: doorstep("SQLite", COUNT),
    "postgresql": lambda _: doorstep("PostgreSQL", COUNT),
}
TITLES = {"push": "push 1,000", "pull": "pull 1,000", "nothing": "nothing changed", "one": "one answer"}


Measured = tuple[
    Counted, float, float | None
]  # what went over the line, seconds, and of those how many the client only waited


@dataclass
class Cell:
    """The median of the rounds."""

    up: float
    down: float
    requests: float
    seconds: float
    waited: float | None

    def __str__(self) -> str:
        waited = "" if self.waited is None else f" ({1000 * self.waited:,.0f} of it line and server)"
        return f"{_kb(self.up)} up, {_kb(self.down)} down, {self.requests:.0f} requests, {1000 * self.seconds:,.0f} ms{waited}"


def main(wanted: list[str]) -> None:
    """Measure everybody (or those that are named), print the table and what misses its aim; `--small` only tries whether that runs."""
    if "--small" in wanted:
        globals().update(OF_SYNC)
        texts_of_all.COUNT = COUNT
        wanted = [name for name in wanted if name != "--small"]
    print(f"{COUNT:,} visits of one fact of 4 KB, median of {ROUNDS}; {machine()}", flush=True)
    found: dict[str, dict[str, Cell]] = {}
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name:
        texts = store(Path(name))
        for opened in [CONTESTANTS[each] for each in wanted or CONTESTANTS]:
            with opened(Path(name)) as contestant:
                found[contestant.name] = _measured(contestant, texts)
                print(
                    f"| {contestant.name} | {' | '.join(str(found[contestant.name][step]) for step in AIMS)} |",
                    flush=True,
                )
    print(f"| | {' | '.join(TITLES.values())} |")
    for line in _misses(found):
        print(line)
    print(f"load {os.getloadavg()[0]:.1f} after")


def _measured(contestant: Contestant, texts: Path) -> dict[str, Cell]:
    rounds = [_round(contestant, texts, turn) for turn in range(ROUNDS)]
    return {step: _median([each[step] for each in rounds]) for step in AIMS}


def _round(contestant: Contestant, texts: Path, turn: int) -> dict[str, Measured]:
    client, found = contestant.client(texts), {}
    with laid(contestant.port) as line:
        try:
            for step in STEPS:
                before = line.so_far()
                seconds, came = client.do(step, contestant.asked(f"http://127.0.0.1:{line.port}", turn))
                found[step] = (line.so_far() - before, seconds, came["waited"] if isinstance(came, dict) else None)
                moved = came["count"] if isinstance(came, dict) else came
                if step in ("push", "pull") and moved != COUNT:
                    raise RuntimeError(f"{contestant.name}: {step} moved {moved} of {COUNT}")
        finally:
            client.close()
    return found


def _median(rounds: list[Measured]) -> Cell:
    middle, counted = statistics.median, [each for each, _, _ in rounds]
    waited = [each for _, _, each in rounds if each is not None]
    return Cell(
        middle(each.up for each in counted),
        middle(each.down for each in counted),
        middle(each.requests for each in counted),
        middle(seconds for _, seconds, _ in rounds),
        middle(waited) if waited else None,
    )


def _misses(found: dict[str, dict[str, Cell]]) -> Iterator[str]:
    """One line for each aim that a Doorstep misses, and for each time in which it is slower than PouchDB."""
    for name, cells in found.items():
        pouch = next(
            (
                theirs
                for other, theirs in found.items()
                if other.startswith("PouchDB") and other.split()[-1] == name.split()[-1]
            ),
            None,
        )
        for step, (most, requests) in AIMS.items() if name.startswith("Doorstep") else ():
            cell = cells[step]
            if (
                cell.down if step == "pull" else cell.up if step == "push" else cell.up + cell.down
            ) / 1000 > most or cell.requests > requests:
                yield f"missed: {name}, {TITLES[step]}: {cell} (aim {most} KB, {requests} requests)"
            if pouch and cell.seconds > pouch[step].seconds:
                yield f"slower than PouchDB: {name}, {TITLES[step]}: {1000 * cell.seconds:,.0f} against {1000 * pouch[step].seconds:,.0f} ms"


def _kb(size: float) -> str:
    return f"{size / 1000:,.1f} KB" if size < 100_000 else f"{size / 1_000_000:.2f} MB"


if __name__ == "__main__":
    reaper.start()
    main(sys.argv[1:])
