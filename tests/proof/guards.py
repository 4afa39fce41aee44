"""Take the guards of S-1 to S-26 and of the second factor out, one after the other, in a copy of the sources, and say which named test fails without each.

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
    """How many tests passed although their guard was out."""
    survivors = 0
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as name:
        folder = Path(name)
        copy(folder)
        for each in yaml.safe_load(LIST.read_text("utf-8")):
            if parts and not any(part in f"{each['file']} {each['test']}" for part in parts):
                continue
            failed = fails(folder, each)
            survivors += not failed
            print(f"{'fails ' if failed else 'PASSES'} {each['file']}: {each['test']}", flush=True)
    return survivors


def fails(folder: Path, each: dict[str, str]) -> bool:
    """Whether the test fails without this guard, which is put back afterwards."""
    path = folder / each["file"]
    whole = path.read_text("utf-8")
    assert whole.count(each["guard"]) == 1, each
    path.write_text(whole.replace(each["guard"], each["without"]), "utf-8")
    file, _, test = each["test"].partition("::")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", f"tests/server/{file}"]
    try:
        done = subprocess.run(
            [*command, "-k", f"{test} and not postgresql"],
            cwd=folder,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        return done.returncode == 1
    except subprocess.TimeoutExpired:
        return True  # it waits for ever for what the guard would have done
    finally:
        path.write_text(whole, "utf-8")


if __name__ == "__main__":
    assert ROOT
    reaper.start()
    sys.exit(main(sys.argv[1:]))
