"""`python -m tests.style [--write]`: whether sources are formatted and free of what linters know; `--write` formats.

Folders that are still to be formatted stand in pyproject.toml (`tool.ruff.format.exclude`) and in .biome.jsonc (`formatter.includes`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import files
from tests.npm import NODE, ROOT, installed

OURS = (".ts", ".tsx", ".mjs")


def main(write: bool) -> int:
    """0 where nothing is to be said."""
    python = files(".py")
    biome = [
        NODE,
        str(installed(Path(__file__).parent, "style") / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"),
    ]
    ruff = [sys.executable, "-m", "ruff"]
    commands = [
        [*ruff, "check", *(["--fix"] if write else []), "--force-exclude", *python],
        [*ruff, "format", *([] if write else ["--check"]), "--force-exclude", *python],
        [
            *biome,
            "check",
            *(["--write"] if write else []),
            "--error-on-warnings",
            "--max-diagnostics=200",
            *files(*OURS),
        ],
    ]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
