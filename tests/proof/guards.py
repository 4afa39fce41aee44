"""Take the guards of S-1 to S-26 and of the second factor out, one after the other, in a copy: each named test must pass with its guard and fail without.

`python -m tests.proof.guards [PART…]` tries those whose file or test contains one of the parts, else all of them (guards.yaml; about ten minutes).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from tests import reaper
from tests.reaper import folder_prefix
from tests.sync.collected import ROOT
from tests.sync.guards import copy

LIST = Path(__file__).with_name("guards.yaml")
LONGEST = 240  # seconds


def main(parts: list[str]) -> int:
    """How many tests passed although their guard was out, or failed with it in its place."""
    survivors, whole = 0, dict[str, bool]()
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name:
        folder = Path(name)
        copy(folder)
        for each in yaml.safe_load(LIST.read_text("utf-8")):
            if parts and not any(part in f"{each['file']} {each['test']}" for part in parts):
                continue
            if each["test"] not in whole:
                whole[each["test"]] = outcome(folder, each["test"]) == 0
            failed = whole[each["test"]] and fails(folder, each)
            survivors += not failed
            said = "fails " if failed else "PASSES" if whole[each["test"]] else "RED BEFORE"
            print(f"{said} {each['file']}: {each['test']}", flush=True)
    return survivors


def fails(folder: Path, each: dict[str, str]) -> bool:
    """Whether the test fails without this guard, which is put back afterwards."""
    path = folder / each["file"]
    whole = path.read_text("utf-8")
    assert whole.count(each["guard"]) == 1, each
    path.write_text(whole.replace(each["guard"], each["without"]), "utf-8")
    try:
        return outcome(folder, each["test"]) == 1
    finally:
        path.write_text(whole, "utf-8")


def outcome(folder: Path, named: str) -> int:
    """How the run of these tests ended: 0 all passed, 1 some failed; one that waits for ever for what a guard would have done has failed."""
    file, _, test = named.partition("::")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", f"tests/server/{file}"]
    only = ["-k", f"{test} and not postgresql" if test else "not postgresql"]
    try:
        return subprocess.run(
            [*command, *only], cwd=folder, capture_output=True, timeout=LONGEST, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return 1


if __name__ == "__main__":
    assert ROOT
    reaper.start()
    sys.exit(main(sys.argv[1:]))
