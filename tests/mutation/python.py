"""mutmut over one Python part: it makes all mutants of a file at once and forks for each, so that nothing is imported anew."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from tests.mutation.parts import Part
from tests.mutation.verdicts import RETRIED, Verdict

# Which exit code of mutmut means what; 33 is a function that no chosen test enters.
MEANING = {0: "survived", 1: "killed", 3: "killed", 5: "no tests", 33: "no tests", None: "left out"}
STILL = ["-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not postgresql"]
LENT = ("pwa", "migrations", ".venv", "docs")
DESCRIBE = Path(__file__).with_name("describe.py")


def tried(part: Part, workshop: Path, tools: Path, sample: int, seed: int) -> list[Verdict]:
    """Every mutant of the part with what became of it; where `sample` is not 0, only so many were tried, chosen by the seed."""
    settle(part, workshop)
    chosen: list[str] = []
    if sample:
        mutmut(
            workshop, tools, "nothing*"
        )  # makes the mutants and learns which test enters which function, then finds none of this name
        every = sorted(verdicts_by_name(workshop))
        chosen = random.Random(seed).sample(every, min(sample, len(every)))
    if mutmut(workshop, tools, *chosen):
        sys.exit((workshop / "mutmut.log").read_text("utf-8")[-3000:])
    return described(workshop, tools, so_far(workshop))


def again(part: Part, workshop: Path, tools: Path) -> list[Verdict]:
    """The same mutants; those that were missed are tried once more with the tests as they are now."""
    found = so_far(workshop)
    return more(part, workshop, tools, [name for name, what in found.items() if what in RETRIED])


def rest(part: Part, workshop: Path, tools: Path, most: int, seed: int) -> list[Verdict]:
    """The same mutants; so many of those that were never tried are, chosen by the seed: a run over all of a large part takes hours."""
    untried = sorted(name for name, what in so_far(workshop).items() if what == "left out")
    return more(part, workshop, tools, random.Random(seed).sample(untried, min(most, len(untried))))


def more(part: Part, workshop: Path, tools: Path, names: list[str]) -> list[Verdict]:
    """Try these, and tell them together with what was found before."""
    settle(part, workshop)
    if names and mutmut(workshop, tools, *names):
        sys.exit((workshop / "mutmut.log").read_text("utf-8")[-3000:])
    return described(workshop, tools, so_far(workshop))


def mutmut(workshop: Path, tools: Path, *names: str) -> int:
    """Run it, over these mutants or over all; its exit code."""
    fixed = {"PYTHONPATH": str(tools), "DOORSTEP_FUZZ": "4000", "DOORSTEP_FUZZ_SEED": "1"}
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    with (workshop / "mutmut.log").open("w") as log:
        return subprocess.run(
            command, cwd=workshop, env=os.environ | fixed, stdout=log, stderr=log, check=False
        ).returncode


def settle(part: Part, workshop: Path) -> None:
    """Tell mutmut what is mutated and what tests it; lend what is not mutated."""
    told = {
        "source_paths": ["server"],
        "only_mutate": list(part.sources),
        "pytest_add_cli_args": STILL,
        "pytest_add_cli_args_test_selection": list(part.tests),
        "timeout_multiplier": 10.0,
        "timeout_constant": 5.0,
    }
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())
    project = workshop / "pyproject.toml"
    project.write_text(f"{project.read_text('utf-8')}\n[tool.mutmut]\n{lines}track_dependencies = false\n", "utf-8")
    (workshop / "mutants").mkdir(exist_ok=True)
    for name in LENT:
        if not (workshop / "mutants" / name).exists():
            (workshop / "mutants" / name).symlink_to(workshop / name)


def verdicts_by_name(workshop: Path) -> dict[str, str]:
    """What became of each mutant, by mutmut's name for it."""
    found: dict[str, str] = {}
    for kept in sorted((workshop / "mutants" / "server").rglob("*.py.meta")):
        codes = json.loads(kept.read_text("utf-8"))["exit_code_by_key"]
        found |= {name: MEANING.get(code, "timeout") for name, code in codes.items()}
    return found


def so_far(workshop: Path) -> dict[str, str]:
    """The same, with what earlier runs found: mutmut forgets it where a test or a setting has changed."""
    kept = workshop / "verdicts.json"
    before: dict[str, str] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    now = verdicts_by_name(workshop)
    found = now | {name: what for name, what in before.items() if now.get(name) == "left out"}
    kept.write_text(json.dumps(found), "utf-8")
    return found


def described(workshop: Path, tools: Path, found: dict[str, str]) -> list[Verdict]:
    """The same with place and change; only of what was not plainly killed, because that takes mutmut a while."""
    asked = "\n".join(name for name, what in found.items() if what not in ("killed", "left out"))
    done = subprocess.run(
        [sys.executable, str(DESCRIBE)],
        input=asked,
        cwd=workshop,
        env=os.environ | {"PYTHONPATH": str(tools)},
        capture_output=True,
        text=True,
        check=True,
    )
    looked_at = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    places = {name: looked_at.get(name, ("", 0, name)) for name in found}
    return [Verdict(path, line, change, found[name]) for name, (path, line, change) in places.items()]
