"""The two tools, installed where nothing else finds them: what `make test` needs stays as it is."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests import npm

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = ROOT / "var" / "mutation-tools"


def mutmut() -> Path:
    """The folder that makes `python -m mutmut` known when it is on the path; what the tests bring themselves is not in it."""
    folder, lock = TOOLS / "python", HERE / "requirements.txt"
    if not fresh(folder, lock):
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        ]
        subprocess.run([*pip, "--target", str(folder), "-r", str(lock)], check=True)
        stamp(folder, lock)
    return folder


def stryker() -> Path:
    """The folder that holds node_modules with Stryker."""
    return npm.installed(HERE, "mutation-tools/node")


def fresh(folder: Path, lock: Path) -> bool:
    """Whether the folder was made from this very lock; what was made from another is cleared away."""
    made_from = folder / ".made-from"
    if made_from.is_file() and made_from.read_text() == hashlib.sha256(lock.read_bytes()).hexdigest():
        return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def stamp(folder: Path, lock: Path) -> None:
    (folder / ".made-from").write_text(hashlib.sha256(lock.read_bytes()).hexdigest())
