"""`python -m tests.simulate --runs 1000 --seed 1`: so many worlds from this seed on; prints what broke, with its seed and a shortened story.

`--drills`: weeks in which a backup is taken, looked into and put back by the commands of a host.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests import reaper
from tests.simulate.drills import DrilledServer, drill_of
from tests.simulate.runs import Theatre, shortened, theatre
from tests.simulate.server import SimulatedServer
from tests.simulate.story import Story, story_of


def main() -> int:
    """0 where every world kept every promise."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--stop-after", type=int, default=5, metavar="FAILURES")
    asked.add_argument("--postgresql", action="store_true", help="every world on PostgreSQL")
    asked.add_argument("--drills", action="store_true", help="a week and a restore each, on SQLite")
    wanted = asked.parse_args()
    broken, started = 0, time.monotonic()
    with theatre(server=DrilledServer if wanted.drills else SimulatedServer) as stage:
        for seed in range(wanted.seed, wanted.seed + wanted.runs):
            story = drill_of(seed) if wanted.drills else story_of(seed)
            story["postgresql"] |= wanted.postgresql and not wanted.drills
            failure = stage.play(story)
            if failure:
                broken += 1
                print(told(stage, story, failure), flush=True)
            if broken >= wanted.stop_after:
                break
            if (seed - wanted.seed + 1) % 100 == 0:
                print(
                    f"{seed - wanted.seed + 1} worlds, {broken} broken, {time.monotonic() - started:.0f} s", flush=True
                )
        print(
            f"{seed - wanted.seed + 1} worlds from seed {wanted.seed}: {broken} broken, {time.monotonic() - started:.0f} s"
        )
        if isinstance(stage.sqlite, DrilledServer):
            print(stage.sqlite.told())
    return 1 if broken else 0


def told(stage: Theatre, story: Story, failure: str, tries: int = 300) -> str:
    """A failure as a person wants to read it."""
    short, failure = shortened(stage, story, failure, tries)
    steps = "\n".join(f"  {step}" for step in short["steps"])
    where = "PostgreSQL" if story["postgresql"] else "SQLite"
    return f"seed {story['seed']} ({where}, phones of {', '.join(short['phones'])}): {failure[:1500]}\n{steps}"


if __name__ == "__main__":
    reaper.start()
    sys.exit(main())
