"""`python -m tests.mutation [PART…] [--sample N] [--seed N] [--again] [--rest N]`: mutate parts in a copy, run their tests, say what nobody noticed."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from tests import reaper
from tests.mutation import python, tools, typescript
from tests.mutation.parts import PARTS
from tests.mutation.verdicts import Verdict, report
from tests.sync.guards import copy


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    asked.add_argument(
        "--sample", type=int, default=0, help="so many mutants only (TypeScript: the mutants of so many lines); 0: all"
    )
    asked.add_argument("--seed", type=int, default=1, help="which of them")
    asked.add_argument(
        "--again", action="store_true", help="only what was missed the last time, with the tests as they are now"
    )
    asked.add_argument(
        "--rest", type=int, default=0, help="so many of those that the last run did not come to (Python only)"
    )
    asked.add_argument(
        "--folder", type=Path, default=tools.ROOT / "var" / "mutation", help="where to work; quickest in memory"
    )
    given = asked.parse_args()
    os.nice(10)
    for name in given.parts or PARTS:
        print(report(name, asked_for(name, given)), flush=True)


def asked_for(name: str, given: argparse.Namespace) -> list[Verdict]:
    """All of a part, a sample of it, what was missed, or what was not come to."""
    if given.rest:
        copy(given.folder / name)
        return python.rest(PARTS[name], given.folder / name, tools.mutmut(), given.rest, given.seed)
    return again(name, given.folder) if given.again else tried(name, given.folder, given.sample, given.seed)


def tried(name: str, folder: Path, sample: int, seed: int) -> list[Verdict]:
    """Every mutant of a part, in a new copy of the sources with the tools beside it."""
    workshop = folder / name
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    copy(workshop)
    part = PARTS[name]
    if part.is_python:
        return python.tried(part, workshop, tools.mutmut(), sample, seed)
    return typescript.tried(part, workshop, tools.stryker(), sample, seed)


def again(name: str, folder: Path) -> list[Verdict]:
    """What was missed in the copy that the last run left, with the tests and sources of today."""
    copy(folder / name)
    part = PARTS[name]
    return (
        python.again(part, folder / name, tools.mutmut())
        if part.is_python
        else typescript.again(part, folder / name, tools.stryker())
    )


if __name__ == "__main__":
    reaper.start()
    main()
