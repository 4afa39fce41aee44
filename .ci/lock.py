"""Write requirements.txt and requirements-test.txt anew: exact versions with hashes, for every platform, no address.

Run by `make lock` after a change in pyproject.toml; uv comes into an environment of its own under var/.
"""

import re
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOL = ROOT / "var" / "lock"
EXTRAS = {"requirements.txt": ["build"], "requirements-test.txt": ["build", "pdf", "planning", "push", "s3", "test"]}
HOW = [
    "--no-config",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--quiet",
    "--no-annotate",
    "--no-header",
]


def main() -> None:
    if not (TOOL / "bin/uv").exists():
        venv.create(TOOL, with_pip=True)
        subprocess.run([TOOL / "bin/pip", "install", "--quiet", "uv"], check=True)
    for lock, extras in EXTRAS.items():
        written(lock, "pyproject.toml", [word for extra in extras for word in ("--extra", extra)])
    tested = re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements-test.txt").read_text(encoding="utf-8"), re.MULTILINE)
    beside = [
        word for name in tested for word in ("--no-emit-package", name)
    ]  # because the tests bring these themselves
    written(
        "tests/mutation/requirements.txt",
        "tests/mutation/requirements.in",
        ["--constraint", "requirements-test.txt", *beside],
    )


def written(lock: str, wanted: str, more: list[str]) -> None:
    """Write one lock from what is wanted."""
    subprocess.run(
        [TOOL / "bin/uv", "pip", "compile", *HOW, "--output-file", lock, *more, wanted], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    main()
