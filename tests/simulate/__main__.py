"""`python -m tests.simulate --runs 1000 --seed 1`: so many worlds from this seed on; prints what broke, with its seed and a shortened story."""

from __future__ import annotations

import argparse
import sys
import time

from tests import reaper
from tests.simulate.runs import Theatre, shortened, theatre
from tests.simulate.story import Story, story_of


def main() -> int:
    """0 where every world kept every promise."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--stop-after", type=int, default=5, metavar="FAILURES")
    asked.add_argument("--postgresql", action="store_true", help="every world on PostgreSQL")
    wanted = asked.parse_args()
    broken, started = 0, time.monotonic()
    with theatre() as stage:
        for seed in range(wanted.seed, wanted.seed + wanted.runs):
            story = story_of(seed)
            story["postgresql"] |= wanted.postgresql
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
