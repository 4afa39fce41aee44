"""Write requirements.txt and requirements-test.txt anew: exact versions with hashes, for every platform, no address.

Run by `make lock` after a change in pyproject.toml; uv comes into an environment of its own under var/.
"""

import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "var" / "lock"
EXTRAS = {"requirements.txt": ["build"], "requirements-test.txt": ["build", "test"]}


def main() -> None:
    if not (TOOL / "bin/uv").exists():
        venv.create(TOOL, with_pip=True)
        subprocess.run([TOOL / "bin/pip", "install", "--quiet", "uv"], check=True)
    for lock, extras in EXTRAS.items():
        chosen = [word for extra in extras for word in ("--extra", extra)]
        how = ["--no-config", "--universal", "--python-version", "3.11", "--generate-hashes"]
        quiet = ["--quiet", "--no-annotate", "--no-header", "--output-file", lock]
        subprocess.run([TOOL / "bin/uv", "pip", "compile", *how, *quiet, *chosen, "pyproject.toml"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
