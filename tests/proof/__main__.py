"""`python -m tests.proof --worlds 200 --seed 1 --changes 50`: records of simulated worlds in which a visit ends, each changed, put to both verifiers."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from itertools import count, islice
from random import Random

from server.kernel.signing import signer
from tests import reaper
from tests.proof.trial import accepted, rejected
from tests.proof.twins import twins
from tests.simulate.runs import theatre
from tests.simulate.story import story_of


def _ends_a_visit(seed: int) -> bool:
    """Whether anything of this world is sealed, because only that can be changed and found."""
    return '"ended"' in json.dumps(story_of(seed))


def main() -> int:
    """0 where every good record was accepted and every changed one refused with its place."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--changes", type=int, default=50)
    wanted = asked.parse_args()
    chance, tried, wrong, started, good = Random(wanted.seed), Counter[str](), list[str](), time.monotonic(), 0
    elsewhere = list[str]()
    with theatre() as stage, twins() as both:
        for seed in islice(filter(_ends_a_visit, count(wanted.seed)), wanted.worlds):
            found: list[tuple[bytes, list[str]]] = []
            story = story_of(seed) | {"postgresql": False}
            if failure := stage.play(story, lambda bundle, trust, found=found: found.append((bundle, trust))):  # type: ignore[misc]
                mine = failure.startswith(("P9", "unforeseen"))  # the other promises are those of `make simulate`
                (wrong if mine else elsewhere).append(f"seed {seed}: {failure[:800]}")
            with stage.sqlite.app.app_context():
                key = signer().key
            for bundle, trust in found:
                good += 1
                wrong += filter(None, [accepted(both, bundle, trust)])
                for _ in range(wanted.changes):
                    name, trouble = rejected(both, bundle, trust, key, chance)
                    tried[name] += 1
                    wrong += [f"seed {seed}: {trouble}"] if trouble else []
            if len(wrong) > 10:
                break
    for each in wrong[:10]:
        print(each)
    if elsewhere:
        print(f"{len(elsewhere)} worlds broke another promise, see make simulate: {elsewhere[0][:200]}")
    print(
        f"{good} good records, {sum(tried.values())} changed ones {dict(tried.most_common())}: {len(wrong)} wrong, {time.monotonic() - started:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    reaper.start()
    sys.exit(main())
