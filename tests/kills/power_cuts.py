"""Power cuts: the server's writes are recorded, and at places in the record the disk keeps only what was flushed and perhaps some of the rest."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from server.config import Settings
from tests.browser.server_process import free_port
from tests.kills.crew import PHONES, Crew, hired
from tests.kills.disk import Disk
from tests.kills.inspection import crooked, missing
from tests.kills.ledger import Ledger
from tests.kills.server_kills import Serving, wait

SOURCE = Path(__file__).with_name("recorder.c")
IN_A_ROUND = 20  # cuts: most are only looked at, with the last one the phones and a new server go on
EXCHANGES = 40  # of all phones in a round


class NoCompiler(RuntimeError):
    """Nothing here can compile the recorder."""


@dataclass
class Figures:
    """What was done and what came of it."""

    cuts: int = 0
    gone_on: int = 0
    dropped: int = 0
    broken: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    def told(self) -> str:
        """In one line."""
        ledger = self.ledger
        return (
            f"{self.cuts} power cuts, after {self.gone_on} of them server and phones went on; {self.dropped} writes and names were not flushed "
            f"at them; {len(ledger.facts)} facts, {len(ledger.reached)} chunks and {len(ledger.home)} pieces of evidence acknowledged; "
            f"answers that were no yes: {ledger.refused or 'none'}; lost or crooked: {len(self.broken)}"
        )


def compiled(folder: Path) -> Path:
    """The recorder, compiled; `NoCompiler` where there is none."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise NoCompiler("power cuts need a C compiler (cc) on Linux; none was found")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "recorder.so"
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE), "-ldl", "-lpthread"],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise NoCompiler(f"the recorder cannot be compiled here: {made.stderr.decode()[:500]}")
    return target


def cut_power(count: int, seed: int, folder: Path, first: str = "", phones: tuple[str, ...] = PHONES) -> Figures:
    """Cut so often; `first` takes a guard out of the server. Ends early when something is broken."""
    recorder, chance, figures = compiled(folder), random.Random(seed), Figures()
    settings, journal = Settings(data_dir=folder / "data"), folder / "journal"
    serving = Serving(
        settings,
        free_port(),
        first=first,
        beside={
            "LD_PRELOAD": str(recorder),
            "DOORSTEP_RECORD": str(settings.data_dir),
            "DOORSTEP_JOURNAL": str(journal),
        },
    )
    crew = hired(settings, serving.port, seed, figures.ledger, phones)
    try:
        with crew.at_work():
            while figures.cuts < count and not figures.broken:
                _round(crew, serving, journal, min(IN_A_ROUND, count - figures.cuts), chance, figures)
                print(f"  {figures.told()}", flush=True)
            _begin(crew, serving, journal, [])
        figures.broken += (
            figures.ledger.broken
            + missing(settings.database, settings.data_dir, figures.ledger)
            + crooked(settings.database)
        )
    finally:
        serving.kill_all()
    return figures


def _round(crew: Crew, serving: Serving, journal: Path, cuts: int, chance: random.Random, figures: Figures) -> None:
    """Serve, record, stop; look at what cuts within the record leave, and go on with what the last one leaves."""
    before: list[int] = []
    disk = _begin(crew, serving, journal, before)
    wait(crew, serving, EXCHANGES)
    time.sleep(chance.random() * 0.05)
    serving.kill_all()
    written = journal.read_bytes()
    for until in sorted([*(chance.randint(before[0], len(written)) for _ in range(cuts - 1)), len(written)]):
        disk.replay(written, until)
        figures.dropped += disk.unflushed()
        left = journal.parent / "left"
        shutil.rmtree(left, ignore_errors=True)
        disk.cut(left, chance)
        figures.cuts += 1
        address, ledger = Settings(data_dir=left).database, figures.ledger
        figures.broken += ledger.broken + missing(address, left, ledger, until=ledger.offset + until) + crooked(address)
        if figures.broken:
            return
    shutil.rmtree(crew.settings.data_dir)
    shutil.move(left, crew.settings.data_dir)
    figures.gone_on += 1


def _begin(crew: Crew, serving: Serving, journal: Path, before: list[int]) -> Disk:
    """Start the server with an empty record; `before` is told where the first answer stands in it."""
    ledger = crew.ledger
    ledger.offset += journal.stat().st_size if journal.exists() else 0
    journal.write_bytes(b"")
    ledger.moment = lambda: ledger.offset + journal.stat().st_size
    disk = Disk(crew.settings.data_dir)
    serving.start()
    wait(crew, serving, 1)
    before.append(journal.stat().st_size)
    return disk
